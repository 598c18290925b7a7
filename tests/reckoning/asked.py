"""What the library says of a record, in the same shapes as the plain reckoning."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa

from deeproot.engines import open_tables
from deeproot.tables import TABLES
from deeproot.understand import company as company_of
from deeproot.understand import evidence as evidence_of
from deeproot.understand import figures as figures_of
from deeproot.understand import scenarios
from tests.reckoning.life import Record
from tests.reckoning.rows import MEASURES


class Figure(NamedTuple):
    """A figure of the library, and the rows it counted."""

    value: float | None
    n: int


Figures = dict[str, dict[str, Figure]]


def arrow(record: Record) -> dict[str, pa.Table]:
    """The record as Arrow tables."""
    shapes = {name: table.arrow_schema() for name, table in TABLES.items()}
    return {name: pa.Table.from_pylist(rows, schema=shapes[name]) for name, rows in record.items()}


def zoned(record: Record) -> dict[str, pa.Table]:
    """The record as Arrow tables, each column of moments told in another zone."""
    zones = ("Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati", "UTC", "Europe/Berlin")
    return {name: pa.table(_in_zones(table, zones)) for name, table in arrow(record).items()}


def _in_zones(table: pa.Table, zones: tuple[str, ...]) -> dict[str, pa.ChunkedArray]:
    return {
        field.name: table[field.name].cast(pa.timestamp("us", zones[place % len(zones)]))
        if pa.types.is_timestamp(field.type)
        else table[field.name]
        for place, field in enumerate(table.schema)
    }


def frames(record: Record, zones: tuple[str, ...] = ()) -> dict[str, pd.DataFrame]:
    """The record as data frames; its moments told in the given zones, one column after the other."""
    given: dict[str, pd.DataFrame] = {name: table.to_pandas() for name, table in arrow(record).items() if len(table)}
    for name, frame in given.items() if zones else ():
        moments = [column.name for column in TABLES[name].columns if column.type == "timestamp"]
        for number, column in enumerate(moments):
            zone = ZoneInfo(zones[number % len(zones)])
            frame[column] = frame[column].dt.tz_localize(UTC).dt.tz_convert(zone)
    return given


def figures(given: Any, as_of: datetime, **told: Any) -> Figures:
    """Every measure of every customer, with its rows; ``told`` is what else the library may be told."""
    table = figures_of.figures(open_tables(given), as_of, **told)
    return {
        row["customer_id"]: {name: Figure(row[name], row[f"{name}_n"]) for name in MEASURES}
        for row in table.to_pylist()
    }


def company(given: Any, as_of: datetime, **told: Any) -> Any:
    """Every measure over all customers, or over each group of them."""
    return company_of.company(open_tables(given), as_of, **told)


def evidence(given: Any, as_of: datetime, customers: Iterable[str]) -> dict[str, dict[str, list[Any]]]:
    """The rows behind every measure of every customer."""
    return evidence_of.evidence_of(open_tables(given), as_of, customers)


def evidence_of_one(given: Any, as_of: datetime, customer_id: str, measure: str) -> list[Any]:
    """The rows behind one measure of one customer."""
    return list(evidence_of.evidence(open_tables(given), as_of, customer_id, measure))


def findings(given: Any, as_of: datetime) -> dict[tuple[str, str], set[str | None]]:
    """Which scenario holds for which customer, and the rows that show it."""
    found = scenarios.findings(open_tables(given), as_of)
    return {(one.customer_id, one.scenario): set(one.evidence) for one in found}


def agree(ours: Any, theirs: Any) -> bool:
    """Both unknown, or the same: a number to one part in a thousand million."""
    if not isinstance(ours, float) or not isinstance(theirs, float):
        return bool(ours == theirs)
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
