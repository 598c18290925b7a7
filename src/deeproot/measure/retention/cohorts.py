"""Of those who began in one month, how many are there in each month after? With contracts and without: apart.

With contracts one is there who has one running at the end of a month. Without, one is there who bought within it:
nobody says that they left, so a month without a purchase is no leaving, and the row may rise again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from deeproot.engines import Question, Source, Tables
from deeproot.measure.retention.running import at_moments, firsts, terms

if TYPE_CHECKING:
    import ibis

Business = Literal["contracts", "purchases"]
MICROS = 1_000_000


@dataclass(frozen=True)
class Cohort:
    """The customers who began in one month."""

    begins: datetime
    ends: datetime
    size: int
    there: tuple[int, ...]
    """How many of them were there in that month, and in each one after it, to the last."""

    @property
    def shares(self) -> tuple[float, ...]:
        return tuple(count / self.size for count in self.there)


def cohorts(tables: Tables, beginnings: Sequence[datetime], business: Business = "contracts") -> list[Cohort]:
    """The cohorts of the months between the ``beginnings`` (ascending, aware), the earliest first; those with nobody in
    them are left out. Customers with a contract are never among those of ``purchases``. One question to the engine.
    """
    moments = [(int(one.timestamp() * MICROS), place) for place, one in enumerate(beginnings)]
    ask: Question = _with_contracts if business == "contracts" else _without
    months = len(beginnings) - 1
    sizes: dict[int, int] = {}
    there: dict[int, dict[int, int]] = {}
    for row in tables.reckon(ask, told=moments).to_pylist():
        if row["month"] is None:
            sizes[row["began"]] = row["customers"]
        else:
            there.setdefault(row["began"], {})[row["month"]] = row["customers"]
    return [
        Cohort(
            beginnings[began], beginnings[began + 1], size,
            tuple(there.get(began, {}).get(month, 0) for month in range(began, months)),
        )
        for began, size in sorted(sizes.items())
    ]  # fmt: skip


def _with_contracts(source: Source) -> ibis.Table:
    return _counted(*_began_and_there(source, "contracts"))


def _without(source: Source) -> ibis.Table:
    return _counted(*_began_and_there(source, "purchases"))


def present(source: Source, business: Business) -> ibis.Table:
    """The customers behind it: c, began (the place of the month), month (each one from then on in which they were
    there; null once for each, whether they were or not)."""
    import ibis

    begun, there = _began_and_there(source, business)
    renamed = there.select(other="c", month="month")
    met = begun.inner_join(renamed, begun.c == renamed.other).filter(lambda t: t.month >= t.began)
    each = begun.mutate(month=ibis.literal(None, "int64"))
    columns = ["c", "began", "month"]
    return each.select(columns).union(met.select(columns)).order_by("c", "began")


def _began_and_there(source: Source, business: Business) -> tuple[ibis.Table, ibis.Table]:
    """In which month each customer began, and in which they were there."""
    if business == "contracts":
        begun = _months_of(firsts(source).select(c="c", at="first"), source, "began")
        running = at_moments(source)
        return begun, running.filter(running.place > 0).select(c="c", month=running.place - 1).distinct()
    bought = source.read("purchases", c="customer_id", at="happened_at")
    own = bought.anti_join(terms(source).select("c").distinct(), "c")
    first = own.group_by("c").aggregate(at=own["at"].min())
    return _months_of(first, source, "began"), _months_of(own, source, "month").distinct()


def _months_of(rows: ibis.Table, source: Source, name: str) -> ibis.Table:
    """In which of the months each row lies, by its place; rows in none are left out."""
    told = source["told"]
    following = told.select(closes="as_of", before=told.window - 1)
    months = told.inner_join(following, told.window == following.before).select("as_of", "window", "closes")
    within = rows.inner_join(months, [rows["at"] >= months.as_of, rows["at"] < months.closes])
    return within.select("c", **{name: "window"})


def _counted(begun: ibis.Table, there: ibis.Table) -> ibis.Table:
    """How many began in each month (month null), and how many of those are there in each month from it on."""
    import ibis

    sizes = begun.group_by("began").aggregate(customers=begun.count()).mutate(month=ibis.literal(None, "int64"))
    renamed = there.select(other="c", month="month")
    met = begun.inner_join(renamed, begun.c == renamed.other).filter(lambda t: t.month >= t.began)
    counts = met.group_by("began", "month").aggregate(customers=met.count())
    columns = ["began", "month", "customers"]
    return sizes.select(columns).union(counts.select(columns)).order_by("began", ibis.asc("month", nulls_first=True))
