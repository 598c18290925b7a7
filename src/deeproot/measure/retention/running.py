"""Which contracts run at given moments, and what they bring a month: the one rule on which all else here rests.

A term runs from `starts_at` until it ends, is cancelled, or the next term of the same contract begins; it brings its
amount, parted over its months. The same rule as of what is at stake (`deeproot.plan.value`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deeproot.engines import Source

if TYPE_CHECKING:
    import ibis

MOMENTS = ("starts_at", "ends_at", "cancelled_at")


def terms(source: Source) -> ibis.Table:
    """The terms that were agreed, with when each stops: its end, its cancelling, or the beginning of the next one.

    Columns: c (the customer), contract, begins, stops (microseconds; stops null while it runs), replaced (whether the
    next term of the contract stops it), months (that a term is agreed for), currency, monthly (millionths).
    """
    import ibis

    read = source.read(
        "subscriptions", "subscription_id", "customer_id", *MOMENTS, "amount", "currency", "period_months"
    )
    agreed = read.filter(lambda t: (t.period_months > 0) & t.starts_at.notnull())
    turns = ibis.window(group_by="subscription_id", order_by="starts_at")
    ordered = agreed.mutate(following=lambda t: t.starts_at.lead().over(turns))
    ends = ibis.least(ordered.ends_at, ordered.cancelled_at, ordered.following)
    return ordered.select(
        c="customer_id",
        contract="subscription_id",
        begins="starts_at",
        stops=ends,
        replaced=(ordered.following.notnull() & (ends == ordered.following)).fill_null(False),
        months="period_months",
        currency="currency",
        monthly=(ordered.amount * 1_000_000 / ordered.period_months).round().cast("int64"),
    )


def at_moments(source: Source) -> ibis.Table:
    """What each customer brings a month at each moment told: c, place (of the moment), currency, monthly (millionths).

    ``told`` has a row a moment: as_of, and its place among them as window.
    """
    every = terms(source).cross_join(source["told"])
    running = every.filter(lambda t: (t.begins <= t.as_of) & (t.stops.isnull() | (t.stops > t.as_of)))
    placed = running.mutate(place=running.window)
    return placed.group_by("c", "place", "currency").aggregate(monthly=lambda t: t.monthly.sum().cast("int64"))


def firsts(source: Source, paid: bool = False) -> ibis.Table:
    """When each customer's first contract began, with ``paid`` the first that brings something: c, first
    (microseconds)."""
    every = terms(source)
    some = every.filter(every.monthly > 0) if paid else every
    return some.group_by("c").aggregate(first=lambda t: t.begins.min())
