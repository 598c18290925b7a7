"""The rows behind a touchpoint: which steps of which customers it was reckoned from, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from deeproot.engines import Source, Tables
from deeproot.understand.figures import Moment, moment, told
from deeproot.understand.journey.journey import EVER, of_persona
from deeproot.understand.moment import DAY

if TYPE_CHECKING:
    import ibis

Which = Literal["all", "dead", "felt", "again"]
WHICH: Final[tuple[Which, ...]] = ("all", "dead", "felt", "again")
MOST: Final = 200


@dataclass(frozen=True)
class Passed:
    """One step of one customer."""

    customer_id: str
    id: str
    """Of the interaction; ``case:``, ``contract:`` or ``purchase:`` and an own id where it stands in none."""
    at: datetime
    sentiment: float | None
    days: float
    """Until the next step, or until now where none followed."""


def behind(
    tables: Tables, as_of: Moment, node: int, which: Which = "all", persona: str | None = None,
    window_days: int = EVER, most: int = MOST,
) -> list[Passed]:  # fmt: skip
    """The latest ``most`` times of a touchpoint (a stage's step): all; ``dead``, after which nothing passed for 60
    days; ``felt``, which say a sentiment; ``again``, of customers who came there more than once.

    Raises ValueError for another word.
    """
    if which not in WHICH:
        raise ValueError(f"evidence may be asked as {', '.join(WHICH)}, not {which!r}")
    chosen = None if persona is None else of_persona(tables, persona)
    data = told(as_of, window_days, chosen) | {"askings": [("", "", "", node)]}
    rows = tables.reckon(_behind, chosen is not None, which, most, **data).to_pylist()
    return [
        Passed(row["customer_id"], row["id"], moment(row["at"]), row["sentiment"], round(row["days"], 6))
        for row in rows
    ]


def _behind(source: Source, chosen: bool, which: Which, most: int) -> ibis.Table:
    import ibis

    from deeproot.understand.journey.follows import DEAD_DAYS, sequence
    from deeproot.understand.moment import customers_at

    rows = sequence(source, chosen, True)
    rows = rows.mutate(days=rows.gap.fill_null(rows.now - rows.at) / float(DAY))
    asked = source["askings"].select(wanted="at")
    own = rows.inner_join(asked, rows.node == asked.wanted)
    if which == "dead":
        own = own.filter((own.days > DEAD_DAYS) & (own.now - own.at >= DEAD_DAYS * DAY))
    elif which == "felt":
        own = own.filter(own.sentiment.notnull())
    elif which == "again":
        counted = own.mutate(times=own.count().over(ibis.window(group_by=own.c)))
        own = counted.filter(counted.times > 1)
    named = own.inner_join(customers_at(source, chosen).select("customer_id", "c"), "c")
    found = named.select("customer_id", "id", "at", "sentiment", "days")
    return found.order_by(found.at.desc(), found.id).limit(most)


def latest(
    tables: Tables, as_of: Moment, persona: str | None = None, window_days: int = EVER, most: int = 25
) -> list[tuple[int, Which, Passed]]:
    """The latest ``most`` times of every touchpoint, as (node, which, step), in one pass: all, dead, felt."""
    chosen = None if persona is None else of_persona(tables, persona)
    rows = tables.reckon(_latest, chosen is not None, most, **told(as_of, window_days, chosen)).to_pylist()
    found = [
        (row["node"], row["which"], Passed(row["customer_id"], row["id"], moment(row["at"]), row["sentiment"],
                                           round(row["days"], 6)))
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one[0], one[1], -one[2].at.timestamp(), one[2].id))


def _latest(source: Source, chosen: bool, most: int) -> ibis.Table:
    import ibis

    from deeproot.understand.journey.follows import DEAD_DAYS, sequence
    from deeproot.understand.moment import customers_at

    rows = sequence(source, chosen, True)
    rows = rows.mutate(days=rows.gap.fill_null(rows.now - rows.at) / float(DAY))
    dead = rows.filter((rows.days > DEAD_DAYS) & (rows.now - rows.at >= DEAD_DAYS * DAY))
    felt = rows.filter(rows.sentiment.notnull())
    parts = [own.mutate(which=ibis.literal(name)) for name, own in (("all", rows), ("dead", dead), ("felt", felt))]
    both = parts[0].union(*parts[1:])
    order = ibis.window(group_by=[both.node, both.which], order_by=[both.at.desc(), both.id])
    placed = both.mutate(place=ibis.row_number().over(order))
    near = placed.filter(placed.place < most)
    named = near.inner_join(customers_at(source, chosen).select("customer_id", "c"), "c")
    return named.select("node", "which", "customer_id", "id", "at", "sentiment", "days")
