"""What the record says of those whom some touches are for: gathered for all of them at once.

What only some kinds of touch are judged by (balance, the last survey, the hold-out) is asked for only where there is
one of these among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from deeproot.plan.policy import Capacity, Facts, Limits, OpenCase, Passed, Touch, Word
from deeproot.plan.policy.kinds import ANSWERS, kind_of
from deeproot_app.plan.gate import asked
from deeproot_app.plan.gate.days_off import days_off
from deeproot_app.plan.gate.people import People, Person, people
from deeproot_app.record.consent.standing import ADDRESS, CONTACT, CUSTOMER, Heard, Subject, heard

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of all customers concerned, by each of their ids."""

    touches: Mapping[str, list[tuple[datetime, str, str, str | None]]]
    cases: Mapping[str, list[OpenCase]]
    internal: Mapping[str, datetime]
    capacity: Mapping[str, list[Capacity]]
    balance: Mapping[str, asked.Balance]
    surveyed: Mapping[str, list[tuple[datetime, str | None]]]
    wrote: Mapping[str, datetime]
    bought: Mapping[str, datetime]
    held_out: Mapping[str, list[str]]


def gather(touches: Sequence[Touch], at: datetime, limits: Limits, upto: datetime | None = None) -> list[Facts]:
    """The facts of each touch, in their order, as the gate needs them at ``at``."""
    who = people(touches)
    kinds = [kind_of(touch) for touch in touches]
    of_whom = {_same(touch): touch for touch in touches}
    subjects = {same: who.subjects(touch) for same, touch in of_whom.items()}
    words = _heard([some for some, _ in subjects.values()], upto)
    known = _known(touches, kinds, who, words, limits, at)
    found = {
        same: _facts(touch, who, words.words(*subjects[same]) if words.of else (), known, at)
        for same, touch in of_whom.items()
    }
    return [found[_same(touch)] for touch in touches]


def _same(touch: Touch) -> tuple[str, str | None, str | None]:
    """What touches have in common of which the record says the same."""
    return touch.customer_id, touch.contact_id, touch.address


def _heard(subjects: Sequence[tuple[Subject, ...]], upto: datetime | None) -> Heard:
    of: dict[str, set[str]] = defaultdict(set)
    for some in subjects:
        for what, name in some:
            of[what].add(name)
    return heard(of[CONTACT], of[CUSTOMER], of[ADDRESS], upto)


def _known(
    touches: Sequence[Touch], kinds: Sequence[str], who: People, words: Heard, limits: Limits, at: datetime
) -> Known:
    def ids(wanted: Callable[[str], bool] = lambda kind: True) -> list[str]:
        names = {touch.customer_id for touch, kind in zip(touches, kinds, strict=True) if wanted(kind)}
        return sorted({one for name in names for one in (who.companies[name].ids if name in who.companies else ())})

    every = ids()
    cases = asked.open_cases(every, at)
    programmes = sorted({touch.programme_id for touch in touches if touch.programme_id})
    return Known(
        touches=asked.touches(every, at - limits.memory, at),
        cases=cases,
        internal=asked.internal(sorted(cases), at),
        capacity=asked.capacity(every, at),
        balance=asked.balance(ids(lambda kind: kind == "pitch"), at),
        surveyed=asked.surveyed(ids(lambda kind: kind == "survey"), at),
        wrote=asked.wrote(ids(lambda kind: kind in ANSWERS) if words.of else [], at),
        bought=asked.bought(every if limits.basis == "bought" else [], at),
        held_out=asked.held_out(every if programmes else [], programmes),
    )


def _facts(touch: Touch, who: People, words: tuple[Word, ...], known: Known, at: datetime) -> Facts:
    company, person = who.companies.get(touch.customer_id), who.person(touch)
    ids = company.ids if company else (touch.customer_id,)
    balance = asked.together([known.balance[one] for one in ids if one in known.balance])
    return Facts(
        words=words,
        zones=who.zones(touch),
        days_off=days_off((company.country if company else None) or who.home, at),
        persona=company.persona if company else None,
        bought_at=_latest(known.bought, ids),
        left_at=company.left_at if company else None,
        touches=_passed(known, ids, person if touch.contact_id is not None else None),
        last_pitch_at=balance.last_pitch_at,
        gifts_since_pitch=balance.gifts,
        asked_at=_latest(known.wrote, ids),
        open_cases=tuple(_all(known.cases, ids)),
        last_internal_at=_latest(known.internal, ids),
        capacity=tuple(_all(known.capacity, ids)),
        surveyed_at=_surveyed(known, ids, person if touch.contact_id is not None else None),
        held_out_by=tuple(_all(known.held_out, ids)),
    )


def _passed(known: Known, ids: Sequence[str], person: Person | None) -> tuple[Passed, ...]:
    """What they heard from us lately: this person, where one is named, or nobody in particular."""
    found = [
        Passed(at, channel, kind)
        for at, channel, kind, contact in _all(known.touches, ids)
        if person is None or contact is None or contact in person.ids
    ]
    return tuple(sorted(found, reverse=True)) if len(ids) > 1 else tuple(found)


def _surveyed(known: Known, ids: Sequence[str], person: Person | None) -> datetime | None:
    moments = [
        at for at, contact in _all(known.surveyed, ids) if person is None or contact is None or contact in person.ids
    ]
    return max(moments, default=None)


def _latest(moments: Mapping[str, datetime], ids: Sequence[str]) -> datetime | None:
    return max((moments[one] for one in ids if one in moments), default=None)


def _all(lists: Mapping[str, list[T]], ids: Sequence[str]) -> list[T]:
    return [row for one in ids for row in lists.get(one, ())]
