"""What follows what: the questions that are asked of an engine, each one pass over the steps in their order.

The order of a customer's steps is `(at, id)`: where two stand at one moment, the ids decide, and the pair is counted
as *tied*.
"""

from __future__ import annotations

import math
from typing import Any, Final

import ibis

from deeproot.engines import Source
from deeproot.understand.journey import stays
from deeproot.understand.journey.events import events
from deeproot.understand.moment import DAY

MINUTE: Final = 60_000_000
A_DOUBLING: Final = 8
"""Bins of time to a doubling: a time is known to within 4.5 per cent."""
DEAD_DAYS: Final = 60
"""Where nothing passed for so long, nobody came back."""
_NODES: Final = 2**15
_NONE: Final = _NODES - 1
_BINS: Final = 2**10
"""More than there are: nodes, and bins of as many microseconds as a moment has."""


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
    return timed(sequence(source, chosen, True))


def timed(rows: ibis.Table) -> ibis.Table:
    """The same, of steps in their order (:func:`sequence`)."""
    gap = rows.gap.fill_null(rows.now - rows.at)
    ripe = rows.now - rows.at >= DEAD_DAYS * DAY
    fine = (rows.sentiment * 10_000).round(0)
    told = rows.select(
        # Node, what followed and bin as one number: an engine groups by it in two thirds of the time.
        key=(rows.node.cast("int64") * _NODES + rows.following.fill_null(_NONE)) * _BINS + _bin(gap),
        tied=rows.gap == 0, ripe=ripe, dead=ripe & (gap > DEAD_DAYS * DAY), fine=fine,
    )  # fmt: skip
    counted = told.group_by("key").aggregate(
        n=told.count(),
        tied=told.count(where=told.tied),
        ripe=told.count(where=told.ripe),
        dead=told.count(where=told.dead),
        felt=told.fine.count(),
        sum=told.fine.sum(),
        squares=(told.fine * told.fine).sum(),
    )
    pair = counted.key // _BINS
    named = counted.mutate(node=pair // _NODES, following=(pair % _NODES).nullif(_NONE), bin=counted.key % _BINS)
    apart = (named.node != named.following).ifelse(named.tied, 0)
    return named.mutate(apart=apart.fill_null(0)).drop("key")


def sequence(source: Source, chosen: bool, staged: bool) -> ibis.Table:
    """The steps with what followed each: ``following`` (a node) and ``gap`` (microseconds), null at the last; and the
    node ``before``, null at the first."""
    rows = source.beside(
        events(source, chosen, staged), "c", "at", "id",
        after={"following": "node", "then": "at"}, before={"before": "node"},
    )  # fmt: skip
    return rows.mutate(gap=rows.then - rows.at).drop("then")


def _tied(rows: ibis.Table) -> dict[str, ibis.Value]:
    return {
        "tied": rows.count(where=rows.gap == 0),
        "apart": rows.count(where=(rows.gap == 0) & (rows.node != rows.following)),
    }


def _bin(gap: ibis.Value) -> ibis.Value:
    # The small addend keeps whole powers of two in one bin on every engine, whatever its logarithm.
    minutes = (gap // MINUTE).cast("float64")
    return ((minutes + 1).ln() * (A_DOUBLING / math.log(2)) + 1e-6).floor().cast("int32")


def drawn(source: Source, chosen: bool, people: int, doors: int, most: int) -> ibis.Table:
    """All that a map is drawn from, in one pass: the rows of each of :data:`PARTS` under its name in ``part``.

    The steps are put in their order once; the columns of the other parts are null.
    """
    steps = sequence(source, chosen, True)
    entered = stays.stays(source, steps)
    rows = stays.within(steps, entered)
    parts = {
        "passed": timed(steps), "met": stays.met(rows), "lives": stays.lives(entered),
        "variants": stays.variants(rows, most), "crowds": stays.crowds(rows, people, doors),
    }  # fmt: skip
    types: dict[str, Any] = {}
    for own in parts.values():
        types |= {name: _wide(kind) for name, kind in own.schema().items()}
    both = [
        own.select(
            part=ibis.literal(part),
            **{name: (own[name] if name in own.columns else ibis.null()).cast(kind) for name, kind in types.items()},
        )
        for part, own in parts.items()
    ]
    return both[0].union(*both[1:])


def _wide(kind: Any) -> str:
    return "float64" if kind.is_floating() else "boolean" if kind.is_boolean() else "int64"


PARTS: Final = {
    "passed": ("node", "following", "bin", "n", "tied", "apart", "ripe", "dead", "felt", "sum", "squares"),
    "met": ("node", "customers", "again", "most", "days"),
    "lives": (*(f"s{n}" for n in range(1, stays.LONG + 1)), "customers"),
    "variants": ("stage", *(f"p{n}" for n in range(1, stays.LONG + 1)), "longer", "n", "of", "ways", "rank"),
    "crowds": ("stage", "stays", "customers", "crowded", "steps", "met", "through", "days"),
}
"""The parts of a map, and the columns of each."""
