"""The programmes of the past, each with a hold-out drawn by lot; what the first one does is planted here.

Who is assigned is drawn once it is told who leaves: of those who leave sooner or later, fewer were treated. To treat
someone then makes it likelier that they stay, by as much as `planted` tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from .chance import stream
from .record import Row

PROGRAMMES: Final = (("spring-visit", 420), ("audit-season", 150))
"""Each one's name, and so many days ago it began."""
HELPS: Final = "spring-visit"
TREATED: Final = 0.72
TREATED_OF_LEAVERS: Final = 0.52
"""The chance to be treated, of those who leave at any time, in the programme that helps."""
NEW: Final = timedelta(days=30)
"""Who came as lately before is not assigned."""


class Whom(NamedTuple):
    """A customer, as far as a programme asks."""

    customer_id: str
    since: datetime
    ends: datetime
    """When they leave, or the record ends."""
    leaves: bool


def assignments(whom: Iterable[Whom], until: datetime, seed: int) -> list[Row]:
    """The rows of `assignments`: a customer, a programme, an arm."""
    rows: list[Row] = []
    every = list(whom)
    for programme, days in PROGRAMMES:
        at, rng = until - timedelta(days=days), stream(seed, programme)
        for one in every:
            treated = rng.random() < chance(programme, one.leaves)
            if one.since < at - NEW and one.ends > at:
                arm = "treated" if treated else "holdout"
                rows.append({"programme_id": programme, "customer_id": one.customer_id, "arm": arm, "assigned_at": at})
    return rows


def chance(programme: str, leaves: bool) -> float:
    """How likely a customer was treated."""
    return TREATED_OF_LEAVERS if leaves and programme == HELPS else TREATED


def planted(programme: str, stayed: Mapping[str, bool], leaves: Mapping[str, bool]) -> float:
    """By how much likelier the treated stay than those held out, on average over all assignments that could be drawn.

    ``stayed``: of each customer assigned, whether they stayed as long as one asks; ``leaves``: whether they ever leave.
    """
    weights = {one: chance(programme, leaves[one]) for one in stayed}
    treated = sum(weights[one] * stayed[one] for one in stayed) / sum(weights.values())
    held = sum((1 - weights[one]) * stayed[one] for one in stayed) / sum(1 - weight for weight in weights.values())
    return treated - held
