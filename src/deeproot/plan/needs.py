"""What the customers need at a moment, who of them has little to give, and what each was given before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from deeproot.engines import Source

if TYPE_CHECKING:
    import ibis

Row = dict[str, Any]
WANTED: Final = ("need", "pain", "gain", "goal")
"""The beliefs that something of the library may serve."""


def held(source: Source) -> ibis.Table:
    """The needs, pains, gains and goals of customers that hold, and the times in which they have less to give."""
    columns = ("belief_id", "customer_id", "about", "text", "horizon", "from_at", "until", "confirmed_at", "evidence")
    told = source.read("beliefs", *columns).cross_join(source["told"])
    holds = told.filter(
        lambda t: (
            t.customer_id.notnull()
            & t.about.isin([*WANTED, "capacity"])
            & (t.from_at <= t.as_of)
            & (t.until.isnull() | (t.until > t.as_of))
        )
    )
    confirmed = (holds.confirmed_at <= holds.as_of).ifelse(holds.confirmed_at, holds.from_at)
    return holds.select(
        "belief_id",
        "customer_id",
        "about",
        "text",
        "horizon",
        said=confirmed.coalesce(holds.from_at),
        assumed=holds.evidence.length().coalesce(0) == 0,
    ).order_by("customer_id", "belief_id")


def given(source: Source) -> ibis.Table:
    """Which item of the library each customer was given by the moment: customer_id, resource_id."""
    read = source.read("interactions", "customer_id", "resource_id", "happened_at", "direction")
    told = read.filter(read.resource_id.notnull()).cross_join(source["told"])
    ours = told.filter((told.happened_at <= told.as_of) & told.direction.isin(["out", "both"]))
    return ours.select("customer_id", "resource_id").distinct().order_by("customer_id", "resource_id")


def by_customer(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The needs of each customer; not the times in which they have less to give."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["about"] != "capacity":
            found.setdefault(row["customer_id"], []).append(row)
    return found


def in_hard_times(rows: Iterable[Row]) -> frozenset[str]:
    """The customers who have less to give."""
    return frozenset(row["customer_id"] for row in rows if row["about"] == "capacity")


def had(rows: Iterable[Row]) -> dict[str, frozenset[str]]:
    """What each customer was given."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["customer_id"], set()).add(row["resource_id"])
    return {customer: frozenset(own) for customer, own in found.items()}
