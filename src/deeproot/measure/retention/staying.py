"""How long customers with a contract stay: each one's days from the first contract on, whether they left, by group.

A customer has left at the end of the last contract that ran, where none runs at `as_of`; whoever was without one in
between and came back is still there. Those still there are censored at `as_of`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from deeproot.engines import Source, Tables
from deeproot.measure.retention.groups import By, parted
from deeproot.measure.retention.running import terms
from deeproot.measure.retention.survival import Curve, of_counts

if TYPE_CHECKING:
    import ibis

DAY = 86_400_000_000


def staying(tables: Tables, as_of: datetime, by: By | None = None, level: float = 0.95) -> dict[str | None, Curve]:
    """The survival curve of customers with a contract, for each group of them (None: all, or of none).

    Counted by day in the engine; what leaves it is a row a day and group, however many customers there are.
    """
    moment = int(as_of.timestamp() * 1_000_000)
    counted: dict[str | None, list[tuple[int, int, int]]] = {}
    for row in tables.reckon(_by_day, by, told=[(moment, 0)]).to_pylist():
        counted.setdefault(row["part"], []).append((row["days"], row["left"], row["ended"]))
    return {part: _curve(rows, level) for part, rows in counted.items()}


def _curve(rows: list[tuple[int, int, int]], level: float) -> Curve:
    size = max(days for days, _, _ in rows) + 1
    left, ended = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for days, gone, last_seen in rows:
        left[days], ended[days] = gone, last_seen
    return of_counts(left, ended, level=level)


def _by_day(source: Source, by: By | None) -> ibis.Table:
    """A row a group and number of days: how many left after so many, how many were last seen then."""
    stays = parted(source, spells(source), by)
    counted = stays.group_by("part", "days").aggregate(
        left=stays.left.cast("int64").sum().cast("int64"), ended=stays.count().cast("int64")
    )
    return counted.order_by("part", "days")


def spells(source: Source) -> ibis.Table:
    """Each customer who had a contract before `as_of`: c, begins (microseconds), days (whole), left."""
    import ibis

    agreed = terms(source).cross_join(source["told"]).filter(lambda t: t.begins <= t.as_of)
    until = ibis.coalesce(agreed.stops, agreed.as_of + 1)
    over = agreed.mutate(until=ibis.ifelse(until > agreed.as_of, agreed.as_of + 1, until))
    each = over.group_by("c", "as_of").aggregate(begins=over.begins.min(), last=over.until.max())
    left = each["last"] <= each.as_of
    ends = ibis.ifelse(left, each["last"], each.as_of)
    days = ((ends - each.begins) // DAY).cast("int64")
    return each.mutate(left=left, days=ibis.greatest(days, ibis.literal(0, "int64"))).select(
        "c", "begins", "days", "left"
    )
