"""By what customers are told apart: a column of theirs, or how they began.

What they began with is the same for good, so that nobody moves from one group to another and every month's figures are
of the same people: the plan is that of the first contract (how many months are agreed and paid at once), the channel
that of the first thing that passed between us (automatic answers aside), the first reason what the first message of
theirs was (`kind`: a question, a request, a complaint ...).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from deeproot.engines import Source
from deeproot.measure.retention.running import terms

if TYPE_CHECKING:
    import ibis

By = Literal["persona", "owner", "country", "kind", "plan", "channel", "first_reason"]
BYS: Final[tuple[By, ...]] = get_args(By)
OF_INTERACTIONS: Final = ("channel", "first_reason")
"""What needs the table of interactions to be told."""


def parted(source: Source, customers: ibis.Table, by: By | None) -> ibis.Table:
    """The rows, each with a column c, and beside them ``part``: the group of their customer, null where unknown."""
    import ibis

    if by is None:
        return customers.mutate(part=ibis.literal(None, "string"))
    known = _known(source, by)
    return customers.left_join(known, customers.c == known.known).drop("known")


def _known(source: Source, by: By) -> ibis.Table:
    """Of each customer the group: known (the customer), part. What happened after the last moment told is not known."""
    if by == "plan":
        return _plans(source)
    if by in OF_INTERACTIONS:
        return _firsts(source, by)
    return source.read("customers", known="customer_id", part=by)


def _plans(source: Source) -> ibis.Table:
    import ibis

    every = terms(source)
    turns = ibis.window(group_by="c", order_by=[every.begins, every.contract])
    placed = every.mutate(place=ibis.row_number().over(turns))
    several = ibis.ifelse(placed.months == 1, " month", " months")
    first = placed.mutate(part=placed.months.cast("string") + several).filter(placed.place == 0)
    return first.select(known="c", part="part")


def _firsts(source: Source, by: By) -> ibis.Table:
    import ibis

    rows = source.read(
        "interactions", "interaction_id", "happened_at", "direction", "automatic", c="customer_id",
        part="channel" if by == "channel" else "kind",
    )  # fmt: skip
    told = source["told"]
    rows = rows.cross_join(told.aggregate(now=told.as_of.max()))
    rows = rows.filter(~rows.automatic & (rows.direction != "internal") & (rows.happened_at <= rows.now))
    if by == "first_reason":
        rows = rows.filter((rows.direction == "in") & rows.part.notnull())
    turns = ibis.window(group_by="c", order_by=[rows.happened_at, rows.interaction_id])
    placed = rows.mutate(place=ibis.row_number().over(turns))
    return placed.filter(placed.place == 0).select(known="c", part="part")
