"""What follows what: the questions that are asked of an engine, each one pass over the steps in their order.

The order of a customer's steps is `(at, id)`: where two stand at one moment, the ids decide, and the pair is counted
as *tied*.
"""

from __future__ import annotations

from typing import Final

import ibis

from deeproot.engines import Source
from deeproot.understand.journey.events import events
from deeproot.understand.journey.words import A_STAGE
from deeproot.understand.moment import DAY

MINUTE: Final = 60_000_000
A_DOUBLING: Final = 8
"""Bins of time to a doubling: a time is known to within 4.5 per cent."""
DEAD_DAYS: Final = 60
"""Where nothing passed for so long, nobody came back."""
LONG: Final = 8
"""So many steps of a stay are told; longer ones are cut there."""
CROWD_DAYS: Final = 90


def follows(source: Source, chosen: bool, staged: bool) -> ibis.Table:
    """How often which node came directly after which: ``node``, ``following`` (null: it was the last), ``n``,
    ``tied`` (at one moment), ``apart`` (tied, and of two different nodes: another order would count otherwise)."""
    rows = sequence(source, chosen, staged)
    return rows.group_by("node", "following").aggregate(n=rows.count(), **_tied(rows))


def passed(source: Source, chosen: bool) -> ibis.Table:
    """The same by how long it took: with ``bin`` of the time to what followed, or, where nothing did, until now.

    Also ``ripe``, whose next :data:`DEAD_DAYS` are over; ``dead``, in which nothing passed; and of sentiment
    ``felt`` (how many say one), ``sum`` (in millionths) and ``squares`` (of ten-thousandths): whole numbers, whose sum
    is the same in whatever order they are added.
    """
    rows = sequence(source, chosen, True)
    gap = rows.gap.fill_null(rows.now - rows.at)
    ripe = rows.now - rows.at >= DEAD_DAYS * DAY
    binned = rows.mutate(bin=_bin(gap), ripe=ripe, dead=ripe & (gap > DEAD_DAYS * DAY))
    fine = (binned.sentiment * 10_000).round().cast("int64")
    return binned.group_by("node", "following", "bin").aggregate(
        n=binned.count(),
        **_tied(binned),
        ripe=binned.count(where=binned.ripe),
        dead=binned.count(where=binned.dead),
        felt=binned.sentiment.count(),
        sum=(binned.sentiment * 1_000_000).round().cast("int64").sum().cast("int64"),
        squares=(fine * fine).sum().cast("int64"),
    )


def sequence(source: Source, chosen: bool, staged: bool) -> ibis.Table:
    """The steps with what followed each: ``following`` (a node) and ``gap`` (microseconds), null at the last."""
    rows = events(source, chosen, staged)
    order = ibis.window(group_by=rows.c, order_by=[rows.at, rows.id])
    return rows.mutate(following=rows.node.lead().over(order), gap=rows.at.lead().over(order) - rows.at)


def _tied(rows: ibis.Table) -> dict[str, ibis.Value]:
    return {
        "tied": rows.count(where=rows.gap == 0),
        "apart": rows.count(where=(rows.gap == 0) & (rows.node != rows.following)),
    }


def _bin(gap: ibis.Value) -> ibis.Value:
    # The small addend keeps whole powers of two in one bin on every engine, whatever its logarithm.
    minutes = (gap // MINUTE).cast("float64")
    return ((minutes + 1).log2() * A_DOUBLING + 1e-6).floor().cast("int32")


def met(source: Source, chosen: bool) -> ibis.Table:
    """Who came to a node: ``node``, ``customers``, ``again`` (more than once), ``most`` (times of one customer), and
    ``days`` from the beginning of a stay until there: of each customer the least, of these the median."""
    rows = _stays(source, chosen)
    begun = rows.at.min().over(ibis.window(group_by=[rows.c, rows.stay]))
    timed = rows.mutate(days=(rows.at - begun) / float(DAY))
    own = timed.group_by("c", "node").aggregate(n=timed.count(), days=timed.days.min())
    return own.group_by("node").aggregate(
        customers=own.count(), again=own.count(where=own.n > 1), most=own.n.max(), days=own.days.quantile(0.5)
    )


def lives(source: Source, chosen: bool) -> ibis.Table:
    """How customers went from stage to stage: ``s1`` to ``s8`` (null behind the last), ``customers``."""
    stays = _stays(source, chosen)
    entered = stays.filter(stays.enters)
    numbered = entered.mutate(nth=entered.stay)
    columns = {f"s{n}": numbered.stage.max(where=numbered.nth == n) for n in range(1, LONG + 1)}
    own = numbered.group_by("c").aggregate(**columns)
    return own.group_by(*columns).aggregate(customers=own.count())


def variants(source: Source, chosen: bool, most: int) -> ibis.Table:
    """The commonest ways through each stage: ``stage``, ``p1`` to ``p8`` (nodes, repeats taken together), ``longer``
    (whether it went on), ``n`` stays, ``of`` all stays in that stage, ``ways`` there are; at most ``most`` a stage."""
    stays = _stays(source, chosen)
    changed = stays.filter(stays.enters | (stays.node != stays.before))
    order = ibis.window(group_by=[changed.c, changed.stay], order_by=[changed.at, changed.id])
    placed = changed.mutate(nth=ibis.row_number().over(order) + 1)
    near = placed.filter(placed.nth <= LONG + 1)
    columns = {f"p{n}": near.node.max(where=near.nth == n) for n in range(1, LONG + 1)}
    own = near.group_by("c", "stay", "stage").aggregate(**columns, longer=near.nth.max() > LONG)
    ways = own.group_by("stage", *columns, "longer").aggregate(n=own.count())
    within = ibis.window(group_by=ways.stage)
    rank = ibis.row_number().over(
        ibis.window(group_by=ways.stage, order_by=[ways.n.desc(), *(ways[name] for name in columns), ways.longer])
    )
    ranked = ways.mutate(of=ways.n.sum().over(within), ways=ways.count().over(within), rank=rank)
    return ranked.filter(ranked["rank"] < most)


def crowds(source: Source, chosen: bool, people: int, doors: int) -> ibis.Table:
    """How many of us, and how many doors, in the first :data:`CROWD_DAYS` of each stay in a stage: ``stage``,
    ``stays``, ``customers``, ``crowded`` (stays with at least so many ``people`` or ``doors``), ``steps``, ``met`` and
    ``through`` (medians of a stay), ``days`` (median length)."""
    stays = _stays(source, chosen)
    begun = stays.at.min().over(ibis.window(group_by=[stays.c, stays.stay]))
    timed = stays.mutate(begun=begun, channel=(stays.node % A_STAGE) // 128)
    near = timed.at - timed.begun < CROWD_DAYS * DAY
    own = timed.group_by("c", "stay", "stage").aggregate(
        steps=timed.count(),
        met=timed.member_id.nunique(where=near),
        through=timed.channel.nunique(where=near),
        days=(timed.at.max() - timed.at.min()) / float(DAY),
    )
    return own.group_by("stage").aggregate(
        stays=own.count(),
        customers=own.c.nunique(),
        crowded=own.count(where=(own.met >= people) | (own.through >= doors)),
        steps=own.steps.cast("float64").quantile(0.5),
        met=own.met.cast("float64").quantile(0.5),
        through=own.through.cast("float64").quantile(0.5),
        days=own.days.quantile(0.5),
    )


def _stays(source: Source, chosen: bool) -> ibis.Table:
    """The steps with their stay: ``stage``, ``before`` (the node before), ``enters`` (the first step of a stay),
    ``stay`` (its number in the customer's life, from 1)."""
    rows = events(source, chosen, True)
    order = ibis.window(group_by=rows.c, order_by=[rows.at, rows.id])
    rows = rows.mutate(stage=rows.node // A_STAGE, before=rows.node.lag().over(order))
    enters = (rows.before.isnull() | (rows.before // A_STAGE != rows.stage)).fill_null(True)
    rows = rows.mutate(enters=enters)
    until = ibis.window(group_by=rows.c, order_by=[rows.at, rows.id], preceding=None, following=0)
    return rows.mutate(stay=rows.enters.cast("int64").sum().over(until))
