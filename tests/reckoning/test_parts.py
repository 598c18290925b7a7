"""A record whose files are parted by customers says what it says whole, whatever the number of buckets."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from deeproot.engines import Parted, Tables, open_tables, parted
from deeproot.tables import TABLES
from deeproot.understand import company, evidence, figures, scenarios
from deeproot.understand.experience import BY_ID
from tests.reckoning.asked import agree, arrow
from tests.reckoning.batches import Batch

pytestmark = pytest.mark.long
NOW = datetime.fromisoformat("2025-10-26T01:30:00")
ALL = tuple(BY_ID)
HEX = 16


@pytest.fixture(
    scope="module", params=[60, pytest.param(120, marks=pytest.mark.deep)], ids=lambda many: f"{many} records"
)
def batch(request: pytest.FixtureRequest) -> Batch:
    return Batch(NOW, request.param, start=77)


@pytest.fixture(scope="module")
def whole(batch: Batch) -> Tables:
    return open_tables(arrow(batch.whole))


@pytest.fixture(scope="module", params=[0, 1, 2], ids=lambda digits: f"{HEX**digits} buckets")
def parts(request: pytest.FixtureRequest, batch: Batch, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder: Path = tmp_path_factory.mktemp("record")
    for name, table in arrow(batch.whole).items():
        write(folder / name, table, request.param)
    return open_tables(folder) if request.param else open_tables(one_bucket(folder))


def write(folder: Path, table: pa.Table, digits: int) -> None:
    """Rows of customers by the first digits of the MD5 of their id, all others as they are."""
    if "customer_id" not in table.column_names or not len(table):
        folder.mkdir()
        pq.write_table(table, folder / "all.parquet")
        return
    places: dict[str, list[int]] = defaultdict(list)
    for place, customer in enumerate(table["customer_id"].to_pylist()):
        if customer is None:
            places[parted.NOBODY].append(place)
        else:
            places[hashlib.md5(customer.encode(), usedforsecurity=False).hexdigest()[:digits]].append(place)
    for bucket, own in places.items():
        (folder / f"bucket={bucket}").mkdir(parents=True)
        pq.write_table(table.take(own), folder / f"bucket={bucket}" / "rows.parquet", row_group_size=5)


def one_bucket(folder: Path) -> Parted:
    own = {name: {0: tuple(map(str, (folder / name / "bucket=").glob("*.parquet")))} for name in TABLES}
    nobodys = {name: tuple(map(str, (folder / name).glob("*.parquet"))) for name in TABLES}
    nobodys["beliefs"] = tuple(map(str, (folder / "beliefs" / f"bucket={parted.NOBODY}").glob("*.parquet")))
    return Parted(0, own, nobodys)


@pytest.fixture(autouse=True)
def _small_parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So small that a part is one bucket of few, or some of many, and that some customers are several parts."""
    many = "parts" in request.fixturenames and request.node.callspec.params["parts"] == 2
    monkeypatch.setattr(parted, "PART_BYTES", 300_000 if many else 150_000)
    monkeypatch.setattr(parted, "CUSTOMERS_A_PART", 50)


def test_the_figures_are_the_same(whole: Tables, parts: Tables) -> None:
    assert by_customer(figures.figures(parts, NOW, ids=ALL)) == by_customer(figures.figures(whole, NOW, ids=ALL))


def by_customer(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["customer_id"]: row for row in table.to_pylist()}


def test_it_is_reckoned_in_parts(batch: Batch, parts: Tables) -> None:
    in_parts = [by_customer(figures.figures(part, NOW, ids=("thanked",))) for part, _ in parts.parts()]
    assert len(in_parts) == 1 or len(in_parts) > 3
    everyone = [customer for part in in_parts for customer in part]
    assert len(everyone) == len(set(everyone)) > len(batch.parts)


def test_the_figures_of_some_are_the_same(batch: Batch, whole: Tables, parts: Tables) -> None:
    for some in (sorted(batch.ours)[::2], ["nobody"], []):
        found = by_customer(figures.figures(parts, NOW, customers=some, ids=ALL))
        assert found == by_customer(figures.figures(whole, NOW, customers=some, ids=ALL))


def test_they_open_to_the_same_rows_in_the_same_order(batch: Batch, whole: Tables, parts: Tables) -> None:
    some = sorted(batch.ours)[::2]
    assert evidence.evidence_of(parts, NOW, some, ids=ALL) == evidence.evidence_of(whole, NOW, some, ids=ALL)
    assert [evidence.gaps(parts, NOW, one) for one in some[:9]] == [evidence.gaps(whole, NOW, one) for one in some[:9]]


def test_the_same_scenarios_are_found_in_the_same_order(batch: Batch, whole: Tables, parts: Tables) -> None:
    found = scenarios.findings(whole, NOW)
    assert len(found) > len(batch.parts)
    assert scenarios.findings(parts, NOW) == found


@pytest.mark.parametrize("by", [None, "persona"])
def test_the_company_is_the_same(whole: Tables, parts: Tables, by: Any) -> None:
    ours, theirs = company.company(whole, NOW, by=by), company.company(parts, NOW, by=by)
    if by is None:
        ours, theirs = {None: ours}, {None: theirs}
    assert theirs.keys() == ours.keys()
    for part, own in ours.items():
        for name, figure in own.items():
            assert all(map(agree, theirs[part][name], figure)), (part, name, theirs[part][name], figure)


def test_some_customers_can_be_taken_out(batch: Batch, whole: Tables, parts: Tables) -> None:
    some = sorted(batch.ours)[5:40]
    for record in (whole, parts):
        few = record.of(some)
        for name in TABLES:
            mine = few[name].to_pyarrow().to_pylist()
            assert sorted(map(str, mine)) == sorted(map(str, belonging(batch.whole[name], some))), name
        assert by_customer(figures.figures(few, NOW, ids=ALL)) == by_customer(
            figures.figures(whole, NOW, customers=some, ids=ALL)
        )


def belonging(rows: list[dict[str, Any]], customers: list[str]) -> list[dict[str, Any]]:
    """The rows of these customers, and those that are nobody's."""
    return [row for row in rows if row.get("customer_id") is None or row["customer_id"] in customers]
