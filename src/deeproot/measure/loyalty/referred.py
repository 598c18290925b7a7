"""Do customers who were referred stay longer than others? What is seen, not what caused it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isnan
from typing import TYPE_CHECKING, Any, Final

from deeproot.engines import Source, Tables
from deeproot.measure.loyalty.facts import MICROS_A_DAY
from deeproot.measure.loyalty.parts import EPOCH

if TYPE_CHECKING:
    import ibis

LEAST: Final = 10
"""Of fewer customers nothing is said."""
DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class Stayed:
    """How many of a group are still customers after :data:`DAYS` days (Kaplan-Meier), with its interval."""

    n: int
    """How many are in it."""
    left: int
    share: float | None
    """None where there are too few, or nobody was watched for so long."""
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Referred customers beside the others who began in the same time."""

    begins: datetime | None
    """When the first of the referred began; the others began no earlier."""
    referred: Stayed
    others: Stayed


def compared(tables: Tables, as_of: datetime, referred: Collection[str], level: float = 0.95) -> Compared:
    """The referred beside all others that began since the first of them did; one question to the engine.

    Reads `customers`; those without `since` are in neither. It claims no cause: who is referred differs from others in
    more than that, and a referral that is told of late was told of by those who stayed.
    """
    moment = (as_of - EPOCH) // timedelta(microseconds=1)
    rows = tables.reckon(_watched, told=[(moment, 0)], asked=[(one,) for one in set(referred)]).to_pylist()
    first = min((row["since"] for row in rows if row["brought"]), default=None)
    same = [row for row in rows if first is not None and row["since"] >= first]
    begins = None if first is None else EPOCH + timedelta(microseconds=first)
    ours, others = ([row for row in same if row["brought"] is one] for one in (True, False))
    return Compared(begins, _stayed(ours, level), _stayed(others, level))


def _stayed(rows: list[dict[str, Any]], level: float) -> Stayed:
    from deeproot.measure.retention.survival import curve
    from deeproot.measure.surveys.intervals import share as wilson

    n, left = len(rows), sum(row["gone"] for row in rows)
    if n < LEAST:
        return Stayed(n, left, None, None, None)
    share, low, high = curve([row["days"] for row in rows], [row["gone"] for row in rows], level=level).at(DAYS)
    if isnan(share):
        return Stayed(n, left, None, None, None)
    if low == high:  # nobody left, or all did: Greenwood knows no doubt then, and there is some
        watched = sum(row["days"] >= DAYS or row["gone"] for row in rows)
        low, high = wilson(share * watched, watched, level)
    return Stayed(n, left, share, low, high)


def _watched(source: Source) -> ibis.Table:
    """A row a customer that began: since, days watched, gone (left by then), brought (was referred)."""
    import ibis

    rows = source.read("customers", "since", "left_at", c="customer_id").cross_join(source["told"])
    began = rows.filter(rows.since.notnull() & (rows.since <= rows.as_of))
    gone = (began.left_at <= began.as_of).fill_null(False)
    until = ibis.greatest(ibis.ifelse(gone, began.left_at, began.as_of), began.since)
    known = source["asked"].select(who="customer_id", told=ibis.literal(True)).distinct()
    told = began.mutate(gone=gone, days=((until - began.since) // MICROS_A_DAY).cast("int64"))
    joined = told.left_join(known, told.c == known.who)
    return joined.select("since", "days", "gone", brought=joined.told.notnull())
