"""Which of the day's reasons fit into each colleague's day?

A few touches that can be done today, out of a list that is longer than any day. What we promised comes first, all
else by the nearest need that an item of the library serves, then by what is at stake. Nobody is starved: of each day
one place belongs to whoever has waited longest, whatever is at stake.

**What is guaranteed.** No day is fuller than its minutes. A customer stands in one day once. Whoever waits on the list
of a colleague whose day holds twice the longest touch on it is chosen at the latest after as many days as there are
others on that list who have waited as long or longer. Shorter days hold the promises first, and may hold nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

DUTIES: Final = ("promise_overdue", "promise_due")
"""What we owe: before all else."""
MINUTES: Final = {
    "promise_overdue": 25,
    "promise_due": 25,
    "unanswered": 15,
    "complaint_went_silent": 20,
    "case_brief": 10,
    "low_mark": 20,
    "endless_loop": 20,
}
"""What a touch for this reason takes, reading and writing it down included; a rule of thumb to be changed."""
OTHERWISE: Final = 12
FARTHEST: Final = 9
HORIZONS: Final = {"now": 0, "quarter": 1, "some_day": 2}

Because = Literal["duty", "need", "value", "waited"]


@dataclass(frozen=True, slots=True)
class Reach:
    """One reason to reach one customer, as it stands in one colleague's list."""

    key: str
    customer_id: str
    member_id: str
    reason: str
    order: str
    """Sorts the day's list (`rank.order`)."""
    weight: float | None
    """What is at stake beside the typical customer; None: unknown."""
    waiting_since: date
    """The day it came onto the list, or the last day it was chosen."""
    minutes: int
    horizon: str | None = None
    """Of the need that its offer serves: now, quarter, some_day; None where nothing is offered."""
    allowed: bool = True
    """Whether the contact policy lets it pass. What is refused is not chosen, save what we owe."""

    @property
    def duty(self) -> bool:
        return self.reason in DUTIES


@dataclass(frozen=True, slots=True)
class Chosen:
    """A place in a colleague's day, and the rule that gave it."""

    key: str
    customer_id: str
    member_id: str
    rank: int
    """1, 2, 3 … within the colleague's day."""
    minutes: int
    because: Because


def minutes_of(reason: str) -> int:
    """What a touch for this reason takes."""
    return MINUTES.get(reason, OTHERWISE)


def choose(reaches: Iterable[Reach], capacity: Mapping[str, int]) -> list[Chosen]:
    """The places of one day for each colleague who has ``capacity`` (member_id -> minutes), by colleague and rank.

    The same reaches give the same places, in whatever order they come. Raises ValueError for a touch that takes no
    time, which would fit into a full day.
    """
    told = list(reaches)
    if free := next((reach for reach in told if reach.minutes <= 0), None):
        raise ValueError(f"the touch {free.key!r} takes {free.minutes} minutes; give each at least one")
    lists: dict[str, list[Reach]] = {}
    for reach in _one_a_customer(told):
        lists.setdefault(reach.member_id, []).append(reach)
    return [place for member, minutes in sorted(capacity.items()) for place in _day(lists.get(member, ()), minutes)]


def _one_a_customer(reaches: Iterable[Reach]) -> list[Reach]:
    """The most urgent of each customer's, whoever's it is; of those that may be done today."""
    first: dict[str, Reach] = {}
    for reach in reaches:
        other = first.get(reach.customer_id)
        if (reach.allowed or reach.duty) and (other is None or (reach.order, reach.key) < (other.order, other.key)):
            first[reach.customer_id] = reach
    return sorted(first.values(), key=lambda reach: (reach.order, reach.key))


def _day(reaches: Sequence[Reach], minutes: int) -> list[Chosen]:
    """One colleague's day: what is owed, who has waited longest, then the rest as far as it fits."""
    duties, others = [r for r in reaches if r.duty], sorted((r for r in reaches if not r.duty), key=_worth)
    waited = min((r for r in others if r.minutes <= minutes), key=_waiting, default=None)
    kept = waited.minutes if waited and _room_for_both(duties, waited, minutes) else 0
    owed = _fitting(duties, minutes - kept)
    left = minutes - _taken(owed)
    longest = [waited] if waited and waited.minutes <= left else []
    rest = _fitting([r for r in others if r not in longest], left - _taken(longest))
    told = sorted([*longest, *rest], key=_worth)
    return [
        Chosen(r.key, r.customer_id, r.member_id, rank, r.minutes, _because(r, longest, rest))
        for rank, r in enumerate([*owed, *told], 1)
    ]


def _room_for_both(duties: Sequence[Reach], waited: Reach, minutes: int) -> bool:
    """Whether the first thing owed fits beside the one who waited; where not, what is owed has the day."""
    return not duties or duties[0].minutes + waited.minutes <= minutes


def _fitting(reaches: Iterable[Reach], minutes: int) -> list[Reach]:
    """Those that fit, the first ones first; a shorter one may take the room that a longer one does not find."""
    found: list[Reach] = []
    for reach in reaches:
        if reach.minutes <= minutes:
            found.append(reach)
            minutes -= reach.minutes
    return found


def _taken(reaches: Iterable[Reach]) -> int:
    return sum(reach.minutes for reach in reaches)


def _worth(reach: Reach) -> tuple[int, float, date, str, str]:
    """Needs of now first, then of this quarter, some day, none; within each what is at stake, then the waiting."""
    near = HORIZONS.get(reach.horizon or "", FARTHEST)
    return near, -(reach.weight or 0.0), reach.waiting_since, reach.order, reach.key


def _waiting(reach: Reach) -> tuple[date, str, str]:
    return reach.waiting_since, reach.order, reach.key


def _because(reach: Reach, longest: Sequence[Reach], rest: Sequence[Reach]) -> Because:
    """The rule that gave the place; the one who waited longest may have it by their worth already."""
    if reach.duty:
        return "duty"
    if reach in longest and any(_worth(other) < _worth(reach) for other in rest):
        return "waited"
    return "need" if HORIZONS.get(reach.horizon or "", FARTHEST) == 0 else "value"
