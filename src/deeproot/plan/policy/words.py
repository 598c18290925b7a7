"""The rules about what they said: objections, do not contact, consent.

Of each address and id under which they are known the latest word counts, and of all of these the strictest. A word that
is not sure (a file's) loosens nothing. A consent counts only for the address it was given for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from deeproot.plan.policy.kinds import ANSWERS, NEEDS_BASIS, is_marketing
from deeproot.plan.policy.limits import Limits
from deeproot.plan.policy.shapes import Facts, Reason, Touch, Word
from deeproot.plan.policy.telling import BASIS, NEVER, PURPOSES, day, may_override, on, without_basis

FORBIDDING = ("do_not_contact", "lifted")


def objected(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Reason | None:
    """They objected: to everything, to marketing, or to surveys."""
    if not facts.words:
        return None
    for word in standing(facts.words, purpose_of(touch, kind), touch.channel):
        if word.state == "objected" and not _passes(kind, word, facts):
            fact = f"They objected to {PURPOSES[word.purpose]}{on(word)} on {day(word.at)} ({word.how})."
            return Reason("objected", "Who objected is not written to or called about it.", fact, None, False)
    return None


def _passes(kind: str, word: Word, facts: Facts) -> bool:
    """What goes all the same to who wants to hear nothing: the answer to what they asked since, and what the dealings
    they have with us require."""
    return word.purpose == "all" and (kind == "admin" or (kind in ANSWERS and _asked_since(word, facts)))


def _asked_since(word: Word, facts: Facts) -> bool:
    return facts.asked_at is not None and facts.asked_at > word.at


def do_not_contact(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Reason | None:
    """One of ours said that nobody may contact them; only what they asked for since may be answered."""
    if not facts.words:
        return None
    latest: dict[str, Word] = {}
    for word in facts.words:
        if word.state in FORBIDDING and word.channel in ("", touch.channel):
            latest[word.of] = word
    for word in latest.values():
        if word.state == "do_not_contact" and not (kind in ANSWERS and _asked_since(word, facts)):
            fact = f"Marked do not contact{on(word)} on {day(word.at)} ({word.how})."
            return Reason("do_not_contact", "Who is marked so hears nothing from us.", fact, None, False)
    return None


def no_consent(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Reason | None:
    """Marketing by mail, SMS or telephone rests on a consent, or on their being a customer."""
    if limits.basis == "none" or touch.channel not in NEEDS_BASIS or not is_marketing(kind, touch):
        return None
    lapsed = NEVER
    if limits.basis != "consent":
        until = _basis_until(facts, limits, at)
        if until is None or at < until:
            return None
        lapsed = until
    own = [word for word in facts.words if word.own]
    if any(word.state == "consented" for word in standing(own, purpose_of(touch, kind), touch.channel)):
        return None
    fact = without_basis(facts, limits, lapsed)
    return Reason("no_consent", BASIS[limits.basis], fact, None, may_override(touch))


def _basis_until(facts: Facts, limits: Limits, at: datetime) -> datetime | None:
    """Until when being a customer is a basis; None where it does not end, the beginning of time where it never was."""
    left = facts.left_at is not None and facts.left_at <= at
    if not left and limits.basis != "bought":
        return None
    rest = timedelta(days=limits.basis_after_leaving_days)
    ends = [facts.left_at + rest] if facts.left_at is not None and left else []
    if limits.basis == "bought":
        ends.append(NEVER if facts.bought_at is None else facts.bought_at + rest)
    return min(ends, default=None)


def purpose_of(touch: Touch, kind: str) -> str:
    """What a touch is for, as consents name it; ``all`` where only an objection to everything bears on it."""
    if kind == "survey":
        return "survey"
    return "marketing" if is_marketing(kind, touch) else "all"


def standing(words: Iterable[Word], purpose: str, channel: str) -> list[Word]:
    """The word that counts of each address and id, on one purpose and channel; ``words`` are oldest first.

    Who objected to marketing and said nothing of surveys is asked nothing either; a consent to surveys that is not sure
    says nothing.
    """
    latest: dict[str, Word] = {}
    of_surveys: dict[str, Word] = {}
    for word in words:
        if word.state in FORBIDDING or word.channel not in ("", channel):
            continue
        if word.purpose in (purpose, "all"):
            _heard(latest, word)
        elif purpose == "survey" and word.purpose == "marketing":
            _heard(of_surveys, word)
    return [*latest.values(), *(word for of, word in of_surveys.items() if not _says_more(latest.get(of), word))]


def _says_more(of_surveys: Word | None, of_marketing: Word) -> bool:
    """Whether what they said of surveys makes it matter no longer what they said of marketing."""
    return of_surveys is not None and (
        of_surveys.state == "objected" or of_surveys.sure or of_marketing.state == "consented"
    )


def _heard(latest: dict[str, Word], word: Word) -> None:
    """Let a newer word take the place of an older one, unless it would loosen and may not."""
    before = latest.get(word.of)
    if before is None or word.state == "objected" or word.sure:
        latest[word.of] = word
