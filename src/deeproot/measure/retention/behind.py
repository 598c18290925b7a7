"""Who is behind a figure of retention: what a month did to each customer, who began when, how long each stayed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from deeproot.engines import Source, Tables
from deeproot.measure.retention.cohorts import Business, present
from deeproot.measure.retention.groups import By, parted
from deeproot.measure.retention.revenue import MICROS, pairs
from deeproot.measure.retention.staying import spells

if TYPE_CHECKING:
    import ibis

PARTS: Final = ("new", "back", "grown", "shrunk", "lost", "same")
"""What a month may do to what a customer brings."""


@dataclass(frozen=True)
class Moved:
    """What one month did to one customer, in one currency; money is a month's."""

    customer_id: str
    currency: str
    group: str | None
    before: float
    after: float
    part: str
    """One of PARTS."""


@dataclass(frozen=True)
class Stay:
    """How long one customer with a contract stayed, or has stayed."""

    customer_id: str
    group: str | None
    begins: datetime
    days: int
    left: bool


def moved(tables: Tables, opens: datetime, closes: datetime, by: By | None = None) -> list[Moved]:
    """Every customer who brought something at the beginning or at the end of a month, by id and currency: the rows that
    `revenue` adds up."""
    told = [(int(opens.timestamp() * MICROS), 0), (int(closes.timestamp() * MICROS), 1)]
    return [_moved(row) for row in tables.reckon(_pairs, by, told=told).to_pylist()]


def _moved(row: dict[str, Any]) -> Moved:
    before, after = row["before"] / MICROS, row["after"] / MICROS
    if not before:
        part = "new" if row["is_new"] else "back"
    elif not after:
        part = "lost"
    else:
        part = "grown" if after > before else "shrunk" if after < before else "same"
    return Moved(row["c"], row["currency"], row["part"], before, after, part)


def _pairs(source: Source, by: By | None) -> ibis.Table:
    found = parted(source, pairs(source), by)
    return found.select("c", "currency", "part", "before", "after", "is_new").order_by("c", "currency")


def beginners(
    tables: Tables, beginnings: Sequence[datetime], began: int, business: Business = "contracts"
) -> dict[str, tuple[bool, ...]]:
    """The customers of one cohort (of the month from ``beginnings[began]`` on): of each whether they were there in that
    month and in each one after it, as `cohorts` counts them."""
    moments = [(int(one.timestamp() * MICROS), place) for place, one in enumerate(beginnings)]
    found: dict[str, set[int]] = {}
    for row in tables.reckon(present, business, told=moments).to_pylist():
        if row["began"] == began:
            found.setdefault(row["c"], set()).update(() if row["month"] is None else (row["month"],))
    months = range(began, len(beginnings) - 1)
    return {customer: tuple(month in there for month in months) for customer, there in sorted(found.items())}


def stays(tables: Tables, as_of: datetime, by: By | None = None) -> list[Stay]:
    """How long each customer with a contract has stayed: the rows of the survival curve, by id."""
    told = [(int(as_of.timestamp() * MICROS), 0)]
    return [
        Stay(row["c"], row["part"], _moment(row["begins"]), row["days"], row["left"])
        for row in tables.reckon(_stays, by, told=told).to_pylist()
    ]


def _stays(source: Source, by: By | None) -> ibis.Table:
    return parted(source, spells(source), by).order_by("c")


def _moment(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
