"""Stays in a stage: how customers go from one to the next, and what passes within each.

A stay begins with a step that falls into another stage than the one before, and ends with the next such. Steps of a
moment all fall into one stage, so that a stay is known by when it begins.
"""

from __future__ import annotations

from typing import Final

import ibis

from deeproot.engines import Source
from deeproot.understand.journey.words import A_STAGE
from deeproot.understand.moment import DAY

LONG: Final = 8
"""So many steps of a stay are told; longer ones are cut there."""
CROWD_DAYS: Final = 90


def stays(source: Source, steps: ibis.Table) -> ibis.Table:
    """Every stay of the ``steps`` (with the node ``before`` each): ``c``, ``stage``, ``begun``, ``until`` (when the
    next one begins; far off where none does), ``stay`` (its number in the customer's life, from 1)."""
    stage = steps.node // A_STAGE
    enters = (steps.before // A_STAGE != stage).fill_null(True)
    entered = steps.filter(enters).select("c", stage=stage, begun="at")
    own = source.beside(entered, "c", "begun", after={"until": "begun"})
    nth = ibis.row_number().over(ibis.window(group_by=own.c, order_by=own.begun)) + 1
    return own.mutate(stay=nth.cast("int32"), until=own.until.fill_null(ibis.literal(2**62)))


def within(steps: ibis.Table, entered: ibis.Table) -> ibis.Table:
    """The steps, each with its stay: ``stage``, ``begun``, ``stay``."""
    own = entered.select("stage", "begun", "until", "stay", whose="c")
    joined = steps.inner_join(own, [steps.c == own.whose, steps.at >= own.begun, steps.at < own.until])
    return joined.drop("whose", "until")


def met(rows: ibis.Table) -> ibis.Table:
    """Who came to a node: ``node``, ``customers``, ``again`` (more than once), ``most`` (times of one customer), and
    ``days`` from the beginning of a stay until there: of each customer the least, of these the median."""
    own = rows.group_by("c", "node").aggregate(n=rows.count(), days=(rows.at - rows.begun).min())
    return own.group_by("node").aggregate(
        customers=own.count(), again=own.count(where=own.n > 1), most=own.n.max(),
        days=(own.days / float(DAY)).quantile(0.5),
    )  # fmt: skip


def lives(entered: ibis.Table) -> ibis.Table:
    """How customers went from stage to stage: ``s1`` to ``s8`` (null behind the last), ``customers``."""
    columns = {f"s{n}": entered.stage.max(where=entered.stay == n) for n in range(1, LONG + 1)}
    own = entered.group_by("c").aggregate(**columns)
    return own.group_by(*columns).aggregate(customers=own.count())


def variants(rows: ibis.Table, most: int) -> ibis.Table:
    """The commonest ways through each stage: ``stage``, ``p1`` to ``p8`` (nodes, repeats taken together), ``longer``
    (whether it went on), ``n`` stays, ``of`` all stays in that stage, ``ways`` there are; at most ``most`` a stage."""
    changed = rows.filter((rows.node != rows.before).fill_null(True))
    order = ibis.window(group_by=[changed.c, changed.stay], order_by=[changed.at, changed.id])
    near = changed.select("c", "stay", "stage", "node", nth=ibis.row_number().over(order) + 1)
    near = near.filter(near.nth <= LONG + 1)
    columns = {f"p{n}": near.node.max(where=near.nth == n) for n in range(1, LONG + 1)}
    own = near.group_by("c", "stay").aggregate(stage=near.stage.max(), **columns, longer=near.nth.max() > LONG)
    ways = own.group_by("stage", *columns, "longer").aggregate(n=own.count())
    alike = ibis.window(group_by=ways.stage)
    first = [ways.n.desc(), *(ways[name] for name in columns), ways.longer]
    rank = ibis.row_number().over(ibis.window(group_by=ways.stage, order_by=first))
    ranked = ways.mutate(of=ways.n.sum().over(alike), ways=ways.count().over(alike), rank=rank)
    return ranked.filter(ranked["rank"] < most)


def crowds(rows: ibis.Table, people: int, doors: int) -> ibis.Table:
    """How many of us, and how many doors, in the first :data:`CROWD_DAYS` of each stay in a stage: ``stage``,
    ``stays``, ``customers``, ``crowded`` (stays with at least so many ``people`` or ``doors``), ``steps``, ``met`` and
    ``through`` (medians of a stay), ``days`` (median length)."""
    near = rows.at - rows.begun < CROWD_DAYS * DAY
    # Each member and each door once a stay, in two steps: engines count distinct values group by group slowly.
    channel = (rows.node % A_STAGE) // 128
    once = rows.group_by("c", "stay", member=near.ifelse(rows.member_id, None), door=near.ifelse(channel, None))
    once = once.aggregate(stage=rows.stage.max(), n=rows.count(), begun=rows.begun.max(), last=rows.at.max())
    own = once.group_by("c", "stay").aggregate(
        stage=once.stage.max(),
        steps=once.n.sum(),
        met=once.member.nunique(),
        through=once.door.nunique(),
        days=(once["last"].max() - once.begun.max()) / float(DAY),
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
