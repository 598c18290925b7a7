"""What the record says of those whom some touches are for: gathered for all of them at once.

What only some kinds of touch are judged by (balance, the last survey, the hold-out) is asked for only where there is
one of these among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from deeproot.plan.policy import Capacity, Facts, Limits, OpenCase, Passed, Touch, Word
from deeproot.plan.policy.kinds import ANSWERS, kind_of
from deeproot_app.plan.gate import asked
from deeproot_app.plan.gate.days_off import days_off
from deeproot_app.plan.gate.people import People, Person, people
from deeproot_app.record.consent.standing import ADDRESS, CONTACT, CUSTOMER, heard, moment

Same = tuple[str, str | None, str | None]
"""What touches have in common of which the record says the same: customer, contact, address."""


class Known(NamedTuple):
    """What is known of all customers concerned, by each of their ids."""

    touches: Mapping[str, list[asked.Row]]
    cases: Mapping[str, list[OpenCase]]
    internal: Mapping[str, datetime]
    capacity: Mapping[str, list[Capacity]]
    balance: Mapping[str, asked.Balance]
    surveyed: Mapping[str, list[asked.Row]]
    wrote: Mapping[str, datetime]
    bought: Mapping[str, datetime]
    held_out: Mapping[str, list[str]]


def gather(touches: Sequence[Touch], at: datetime, limits: Limits, upto: datetime | None = None) -> list[Facts]:
    """The facts of each touch, in their order, as the gate needs them at ``at``."""
    who = people(touches)
    whom: list[Same] = [(touch.customer_id, touch.contact_id, touch.address) for touch in touches]
    of_whom = dict(zip(whom, touches, strict=True))
    words = _words(of_whom, who, upto)
    known = _known(touches, who, {same[0] for same in words}, limits, at)
    found = {same: _facts(touch, who, words.get(same, ()), known, at) for same, touch in of_whom.items()}
    return [found[same] for same in whom]


def _words(of_whom: Mapping[Same, Touch], who: People, upto: datetime | None) -> dict[Same, tuple[Word, ...]]:
    """What they said about being contacted, of those who said something."""
    subjects = {same: who.subjects(touch) for same, touch in of_whom.items()}
    of: dict[str, set[str]] = defaultdict(set)
    for some in subjects.values():
        for what, name in some:
            of[what].add(name)
    ledger = heard(of[CONTACT], of[CUSTOMER], of[ADDRESS], upto)
    said = frozenset(ledger.of)
    return {
        same: ledger.words(dict.fromkeys(some), who.own(of_whom[same]))
        for same, some in subjects.items()
        if not said.isdisjoint(some)
    }


def _known(touches: Sequence[Touch], who: People, spoke: set[str], limits: Limits, at: datetime) -> Known:
    """``spoke``: the customers with a word in the ledger; only of these it matters whether they wrote since."""
    of_kind: dict[str, set[str]] = defaultdict(set)
    for touch in touches:
        of_kind[kind_of(touch)].add(touch.customer_id)

    def ids(names: Iterable[str]) -> list[str]:
        return sorted({one for name in names if name in who.companies for one in who.companies[name].ids})

    every = sorted(who.companies)
    cases = asked.open_cases(every, at)
    programmes = {touch.programme_id for touch in touches if touch.programme_id}
    return Known(
        touches=asked.touches(every, at - limits.memory, at),
        cases=cases,
        internal=asked.internal(sorted(cases), at),
        capacity=asked.capacity(every, at),
        balance=asked.balance(ids(of_kind["pitch"]), at),
        surveyed=asked.surveyed(ids(of_kind["survey"]), at),
        wrote=asked.wrote(ids(spoke & set().union(*(of_kind[kind] for kind in ANSWERS))), at),
        bought=asked.bought(every if limits.basis == "bought" else [], at),
        held_out=asked.held_out(every if programmes else [], programmes),
    )


def _facts(touch: Touch, who: People, words: tuple[Word, ...], known: Known, at: datetime) -> Facts:
    company, person = who.companies.get(touch.customer_id), who.person(touch)
    ids = company.ids if company else (touch.customer_id,)
    named = person if touch.contact_id is not None else None
    balance = _balance(known, ids)
    return Facts(
        words=words,
        zones=who.zones_of(person, company),
        days_off=days_off((company.country if company else None) or who.home, at),
        persona=company.persona if company else None,
        bought_at=_latest(known.bought, ids),
        left_at=company.left_at if company else None,
        touches=_passed(known, ids, named),
        last_pitch_at=balance.last_pitch_at,
        gifts_since_pitch=balance.gifts,
        asked_at=_latest(known.wrote, ids),
        open_cases=_all(known.cases, ids),
        last_internal_at=_latest(known.internal, ids),
        capacity=_all(known.capacity, ids),
        surveyed_at=_surveyed(known, ids, named),
        held_out_by=_all(known.held_out, ids),
    )


def _balance(known: Known, ids: Sequence[str]) -> asked.Balance:
    if len(ids) == 1:
        return known.balance.get(ids[0], asked.NONE)
    return asked.together([known.balance[one] for one in ids if one in known.balance])


def _passed(known: Known, ids: Sequence[str], person: Person | None) -> tuple[Passed, ...]:
    """What they heard from us lately, newest first: this person, where one is named, or nobody in particular."""
    rows = _all(known.touches, ids)
    found = [Passed(moment(when), channel, kind) for _, when, channel, kind, who in rows if _is_for(person, who)]
    return tuple(sorted(found, reverse=True) if len(ids) > 1 else reversed(found))


def _surveyed(known: Known, ids: Sequence[str], person: Person | None) -> datetime | None:
    moments = [moment(when) for _, when, who in _all(known.surveyed, ids) if _is_for(person, who)]
    return max(moments, default=None)


def _is_for(person: Person | None, contact: str | None) -> bool:
    return person is None or contact is None or contact in person.ids


def _latest(moments: Mapping[str, datetime], ids: Sequence[str]) -> datetime | None:
    if not moments:
        return None
    return max((moments[one] for one in ids if one in moments), default=None)


def _all(lists: Mapping[str, Sequence[Any]], ids: Sequence[str]) -> tuple[Any, ...]:
    """What is known of a customer under all of its ids."""
    if not lists:
        return ()
    if len(ids) == 1:
        return tuple(lists.get(ids[0], ()))
    return tuple([row for one in ids for row in lists.get(one, ())])
