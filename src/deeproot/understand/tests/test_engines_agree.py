"""The measures are the same on every engine and from every kind of table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from deeproot.engines import open_tables
from deeproot.understand import company, evidence, figures, scenarios
from deeproot.understand.experience import BY_ID
from deeproot.understand.tests.scenes import NOW, together
from deeproot.understand.tests.test_measures import SCENES

FEW = SCENES[::5]


def reckoned(given: dict[str, Any]) -> tuple[Any, ...]:
    tables = open_tables(given)
    ids = [scene.id for scene in FEW]
    rows = figures.figures(tables, NOW, ids=tuple(BY_ID)).to_pylist()
    return (
        {row["customer_id"]: row for row in rows},
        evidence.evidence_of(tables, NOW, ids),
        scenarios.findings(tables, NOW),
        {name: _rounded(figure) for name, figure in company.company(tables, NOW).items()},
    )


def _rounded(figure: company.Figure) -> company.Figure:
    """Means over all rows are added in any order."""
    return figure._replace(value=None if figure.value is None else round(figure.value, 9))


def files(given: dict[str, pa.Table], folder: Path) -> dict[str, str]:
    for name, table in given.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return {name: str(folder / f"{name}.parquet") for name in given}


def on_a_connection(given: dict[str, pa.Table], _: Path) -> dict[str, Any]:
    connection = ibis.duckdb.connect()
    return {name: connection.create_table(f"their_{name}", table) for name, table in given.items()}


WAYS = {
    "pandas": lambda given, _: {name: table.to_pandas() for name, table in given.items()},
    "Polars": lambda given, _: {name: pl.LazyFrame(table) for name, table in given.items()},
    "Parquet": files,
    "a connection": on_a_connection,
}


@pytest.fixture(scope="module")
def given() -> dict[str, pa.Table]:
    return together(FEW)


@pytest.fixture(scope="module")
def from_arrow(given: dict[str, pa.Table]) -> tuple[Any, ...]:
    return reckoned(given)


@pytest.mark.parametrize("way", WAYS)
def test_they_agree(way: str, given: dict[str, pa.Table], from_arrow: tuple[Any, ...], tmp_path: Path) -> None:
    assert reckoned(WAYS[way](given, tmp_path)) == from_arrow
