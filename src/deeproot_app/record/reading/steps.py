"""The messages of a promise's own thread, weighed one after the other by their words and by how the thread went on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from deeproot import read as library
from deeproot.read.delayed import hear, telling
from deeproot.read.sentences import plain
from deeproot.read.topics import acts, shared
from deeproot_app.record.models import Promise, Proposal
from deeproot_app.record.reading import promises
from deeproot_app.record.reading.course import Step, Weighed, reopens, weigh
from deeproot_app.record.reading.fold import Told, standing
from deeproot_app.record.reading.proposing import Proposals
from deeproot_app.record.reading.rules import Rules
from deeproot_app.record.reading.safely import attempt
from deeproot_app.record.reading.unread import Message

SORT: Final = Proposal.Sort.OUTCOME


@dataclass
class Taken:
    """One message of the thread with what it is known by, and what its words alone proposed."""

    message: Message
    step: Step
    new_due: datetime | None
    said: Proposal | None


def promised_again(promise: Promise, message: Message, rules: Rules, *, done: bool) -> library.Due | None:
    """The day by which a message of ours promises once more, naming nothing else than what was promised before.

    Where its words say that this is ``done``, only a promise that cues know counts.
    """
    own = promises.promised(message, rules)
    for each in own:
        if done and not each.by_cues:
            continue
        if each.due is None or each.due.at is None or each.due.vague or each.firmness != "firm":
            continue
        if not promises.names_something(each.words) or shared(plain(promise.text), plain(each.words)):
            return each.due
    return None


def taken(
    promise: Promise, message: Message, found: library.Outcome, said: Proposal | None, rules: Rules, *, beside: bool
) -> Taken:
    """A message of a promise's thread; ``beside`` says whether another promise of the thread was open then."""
    promised, ours = plain(promise.text), message.direction != "in"
    names = bool(shared(promised, message.plain))
    heard = hear(promised, message.plain) if ours else None
    again = promised_again(promise, message, rules, done=found.value == "delivers") if ours else None
    day = again or (_day(message, rules) if ours else None)
    step = Step(
        at=message.happened_at,
        ours=ours,
        kind=message.labels["kind"],
        asks=bool(message.labels["needs_answer"]),
        words=found.value,
        sure=found.confidence if found.value else 0.0,
        new_day=day is not None,
        promises=again is not None,
        names=names,
        gives=message.resource_id is not None,
        personal=message.personal,
        heard=heard,
        telling=telling(promised, message.plain, heard.most) if heard and heard.most else "",
        of_another=found.value is None and (bool(found.reasons) or (beside and not names)),
    )
    return Taken(message, step, day.at if day is not None else None, said)


def _day(message: Message, rules: Rules) -> library.Due | None:
    text, at = message.spoken.ours, message.happened_at
    found = attempt(message, lambda: library.due(text, at, **rules.how_of(message.member_id)), None)
    return found if found is not None and found.at is not None and not found.vague and found.at > at else None


def walk(promise: Promise, passed: Sequence[Taken], told: dict[str, Told], proposals: Proposals) -> None:
    """Add to ``told`` what these messages mean for the promise: their words and their place together."""
    report = not promises.names_something(promise.text) and acts(plain(promise.text)) != ["call"]
    steps = [one.step for one in passed]
    for place, one in enumerate(passed):
        message = one.message
        row = proposals.block.proposals.get((message.interaction_id, SORT, 0, promise.pk))
        if row is None or not row.is_decided:
            stood = standing(promise.due_at, told.values(), message.order)
            if not stood.settled and one.step.ours and one.step.words != "withdraws":
                row = _weighed(promise, one, weigh(steps, place, promise.due_at, report=report), proposals)
            elif not one.step.ours:
                row = _answered(promise, one, proposals, was_kept=stood.kept_at is not None, by_person=stood.by_person)
            else:
                row = one.said
        if row is not None and row.holds:
            told[message.interaction_id] = Told.of(row)


def _weighed(promise: Promise, one: Taken, weighed: Weighed | None, proposals: Proposals) -> Proposal | None:
    """The proposal as words and place say it; that of the words where place adds nothing."""
    said = one.said
    if weighed is None or (said is not None and said.holds and not weighed.by_rule):
        return said
    outcome = said.value["outcome"] if said is not None else None
    if said is not None and outcome == weighed.verdict and said.holds:
        return said
    by_words = said.reasons if said is not None and outcome == weighed.verdict else []
    new_due = one.new_due.isoformat() if weighed.verdict == "holding" and one.new_due else None
    value = {"outcome": weighed.verdict, "new_due": new_due}
    reasons = [*by_words, *weighed.reasons]
    return _propose(promise, one, proposals, value, weighed.confidence, applied=weighed.by_rule, reasons=reasons)


def _answered(
    promise: Promise, one: Taken, proposals: Proposals, *, was_kept: bool, by_person: bool
) -> Proposal | None:
    """The customer's word after a delivery: it opens the promise again where it is plain."""
    if not was_kept or one.step.words != "not_solved":
        return one.said if one.said is not None and one.step.words != "not_solved" else None
    value = {"outcome": "not_solved", "new_due": None}
    reasons = list(one.said.reasons) if one.said is not None else ["The customer says that it is not solved."]
    return _propose(
        promise, one, proposals, value, one.step.sure, applied=reopens(one.step) and not by_person, reasons=reasons
    )


def _propose(
    promise: Promise,
    one: Taken,
    proposals: Proposals,
    value: dict[str, Any],
    confidence: float,
    *,
    applied: bool,
    reasons: list[str],
) -> Proposal:
    """``alone`` keeps what the words alone told: by that other promises are told apart, whatever is read first."""
    said = one.said
    was = said.value if said is not None and said.holds else {}
    words = (
        [word["text"] for word in said.words] if said is not None else [one.step.telling] if one.step.telling else []
    )
    return proposals.propose(
        one.message,
        SORT,
        {**value, "alone": was.get("outcome"), "alone_due": was.get("new_due")},
        confidence=confidence,
        applied=applied,
        words=words,
        reasons=list(dict.fromkeys(reasons)),
        promise_id=promise.pk,
    )
