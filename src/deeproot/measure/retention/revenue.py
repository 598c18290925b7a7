"""What became of the contracts from the beginning of each month to its end: the bridge, and the rates of it.

    gross revenue retention  = (start - shrunk - lost) / start
    net revenue retention    = (start - shrunk - lost + grown) / start
    customer retention       = customers of the start who are still there at the end / customers of the start

of monthly recurring revenue. New customers, and those who came back, are in none of the rates. Currencies are never
added. What bought without a contract is not in it: `purchases` has that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from deeproot.engines import Source, Tables
from deeproot.measure.retention.groups import By, parted
from deeproot.measure.retention.running import at_moments, firsts

if TYPE_CHECKING:
    import ibis

MICROS = 1_000_000
PARTS = ("start", "new", "back", "grown", "shrunk", "lost", "end")
COUNTS = ("customers_start", "customers_new", "customers_back", "customers_lost", "customers_end")


@dataclass(frozen=True)
class Month:
    """One month in one currency, of all customers or of one group of them. Money is in the currency, a month."""

    begins: datetime
    ends: datetime
    currency: str
    group: str | None
    """The group asked for (`groups.By`); None for all, and for customers of none."""
    start: float
    new: float
    back: float
    grown: float
    shrunk: float
    lost: float
    end: float
    customers_start: int
    customers_new: int
    customers_back: int
    customers_lost: int
    customers_end: int

    @property
    def gross_retention(self) -> float | None:
        """The share of the start's revenue that was not lost; None where there was none."""
        return (self.start - self.shrunk - self.lost) / self.start if self.start else None

    @property
    def net_retention(self) -> float | None:
        """The same with what the customers of the start grew by; above 1 they grew more than they left."""
        return (self.start - self.shrunk - self.lost + self.grown) / self.start if self.start else None

    @property
    def customer_retention(self) -> float | None:
        """The share of the start's customers who are still there."""
        return 1 - self.customers_lost / self.customers_start if self.customers_start else None


def revenue(tables: Tables, beginnings: Sequence[datetime], by: By | None = None) -> list[Month]:
    """The bridge from each of the ``beginnings`` (ascending, aware) to the next; one question to the engine.

    By currency, and by groups of customers where they are asked for; ordered by month, currency, group. A customer with
    contracts in two currencies counts in both.
    """
    moments = [(int(one.timestamp() * MICROS), place) for place, one in enumerate(beginnings)]
    found = tables.reckon(_bridge, by, told=moments)
    return [_month(row, beginnings) for row in found.to_pylist()]


def _month(row: dict[str, object], beginnings: Sequence[datetime]) -> Month:
    place = int(row["place"])  # type: ignore[call-overload]
    money = {name: int(row[name]) / MICROS for name in PARTS}  # type: ignore[call-overload]
    counts = {name: int(row[name]) for name in COUNTS}  # type: ignore[call-overload]
    group = None if row["part"] is None else str(row["part"])
    return Month(beginnings[place - 1], beginnings[place], str(row["currency"]), group, **money, **counts)


def _bridge(source: Source, by: By | None) -> ibis.Table:
    """A row a month, currency and group, in whole millionths."""
    of = parted(source, pairs(source), by)
    sums = of.group_by("place", "currency", "part").aggregate(
        **{name: of[name].sum().cast("int64") for name in PARTS},
        customers_start=(of.before > 0).sum().cast("int64"),
        customers_new=((of.before == 0) & (of.after > 0) & of.is_new).sum().cast("int64"),
        customers_back=((of.before == 0) & (of.after > 0) & ~of.is_new).sum().cast("int64"),
        customers_lost=((of.before > 0) & (of.after == 0)).sum().cast("int64"),
        customers_end=(of.after > 0).sum().cast("int64"),
    )
    return sums.order_by("place", "currency", "part")


def pairs(source: Source) -> ibis.Table:
    """Each customer's revenue before and after each month, in one currency, and what that month did to it.

    Who brings nothing at either end, as with a contract that is free, is not in it; new is who begins to bring
    something.
    """
    import ibis

    running, places = at_moments(source), source["told"].select(opened="as_of", place=source["told"].window + 1)
    zero = ibis.literal(0, "int64")
    closing = running.filter(running.place > 0).mutate(after=running.monthly, before=zero)
    opening = running.mutate(place=running.place + 1, after=zero, before=running.monthly)
    columns = ["c", "place", "currency", "after", "before"]
    either = closing.select(columns).union(opening.select(columns))
    summed = either.group_by("c", "place", "currency").aggregate(after=either.after.sum(), before=either.before.sum())
    both = summed.filter((summed.before > 0) | (summed.after > 0))
    closes = source["told"].select(closed="window")
    opened = both.inner_join(places, "place")
    opened = opened.semi_join(closes, opened.place == closes.closed)
    begun = firsts(source, paid=True).select(whose="c", first="first")
    dated = opened.inner_join(begun, opened.c == begun.whose)
    more, less = dated.after - dated.before, dated.before - dated.after
    stayed = (dated.before > 0) & (dated.after > 0)
    is_new = dated["first"] > dated.opened
    return dated.mutate(
        is_new=is_new,
        start=dated.before,
        end=dated.after,
        new=ibis.ifelse((dated.before == 0) & is_new, dated.after, zero),
        back=ibis.ifelse((dated.before == 0) & ~is_new, dated.after, zero),
        grown=ibis.ifelse(stayed & (more > 0), more, zero),
        shrunk=ibis.ifelse(stayed & (less > 0), less, zero),
        lost=ibis.ifelse((dated.before > 0) & (dated.after == 0), dated.before, zero),
    )
