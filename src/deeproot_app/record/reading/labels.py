"""The labels that no file gave, read with what the thread tells: at the turn it is whole, at an import it was not."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings

from deeproot import read as library
from deeproot.read.kinds import GRAVE
from deeproot.read.message import ASKING
from deeproot.read.place import Around, asks_more
from deeproot_app.record.importing import reading
from deeproot_app.record.models import Proposal
from deeproot_app.record.reading.places import Threads
from deeproot_app.record.reading.proposing import Proposals
from deeproot_app.record.reading.safely import attempt
from deeproot_app.record.reading.unread import Message

WEIGHTY: Final = frozenset({"complaint", "cancel", "hardship", "all_great"})
"""Kinds on which findings rest."""
ASKED: Final = (Proposal.Sort.KIND, Proposal.Sort.NEEDS_ANSWER)
"""What a person is asked about labels."""
LEFT: Final = "Nobody answered it for two weeks, and they wrote no more."
UNSURE: Final = 0.6
UNSURE_LEFT: Final = 0.8
UNSURE_ASKING: Final = 0.7
"""The confidence below which a person is asked about a kind that weighs, about a grave one that a letter is taken for
because nobody answered it, and about a question."""


def refine(threads: Threads, message: Message) -> bool:
    """Read the labels anew that depend on the thread; all that were read, where an older reader read them.

    Gives whether any of them changed.
    """
    if not message.sure:
        return False
    answers, after, around = threads.answers(message), threads.after(message), threads.around(message)
    message.unanswered = around is not None and around.unanswered
    read = _kind if message.read_by is None else _all
    found: reading.Found = attempt(message, lambda: read(message, answers, after, around), {})
    changed = _take(message, found | _of_a_case(message, found, answers))
    threads.now(message)
    return changed


def weigh_again(threads: Threads, message: Message) -> bool:
    """Read the labels that depend on the thread anew, of a message to which we have replied since it was read."""
    if not message.sure:
        return False
    answers, after, around = threads.answers(message), threads.after(message), threads.around(message)
    found: reading.Found = attempt(message, lambda: _kind(message, answers, after, around), {})
    return _take(message, found | _of_a_case(message, found, answers))


def _take(message: Message, found: reading.Found) -> bool:
    """Write down what was read; gives whether any of it is new."""
    assert message.sure is not None
    changed = False
    for name, (value, sure) in found.items():
        changed |= message.labels[name] != value
        message.sure[name] = round(sure, 2)
        message.labels[name] = value
    return changed


def _kind(message: Message, answers: bool | None, after: str | None, around: Around | None) -> reading.Found:
    """The kind by what the thread tells, where that tells anything; and whether another kind asks."""
    if "kind" not in (message.sure or {}) or _told_alone(message, answers, after):
        return {}
    what = library.kind(
        message.new,
        message.asked_subject,
        message.direction,
        channel=message.channel,
        personal=message.personal,
        answers=answers,
        gives=message.resource_id is not None,
        automatic=message.automatic,
        after=after,
        around=around,
        meaning=settings.READ_BY_MEANING,
    )
    found: reading.Found = {"kind": (what.value, what.confidence)}
    if "needs_answer" in (message.sure or {}) and message.direction == "in":
        likelier = asks_more(around, after, what)
        asks = library.needs_answer(message.new, message.asked_subject, automatic=message.automatic, likelier=likelier)
        asking = what.value in ASKING and not asks.value
        found["needs_answer"] = (True, what.confidence) if asking else (bool(asks.value), asks.confidence)
    return found


def _told_alone(message: Message, answers: bool | None, after: str | None) -> bool:
    """Whether nothing is known now that was not known when its words were read."""
    return answers is None and after is None and not (settings.READ_BY_MEANING and message.direction == "in")


def _all(message: Message, answers: bool | None, after: str | None, around: Around | None) -> reading.Found:
    """All labels that were read of the text."""
    sure = message.sure or {}
    said = reading.Said(
        message.direction,
        message.channel,
        message.subject,
        message.body,
        personal=message.personal,
        gives=message.resource_id is not None,
        automatic=None if "automatic" in sure else message.automatic,
        answers=answers,
        after=after,
        around=around,
        meaning=settings.READ_BY_MEANING,
    )
    return reading.read(said, sorted(sure))


def _of_a_case(message: Message, found: reading.Found, answers: bool | None) -> reading.Found:
    """A complaint in a case wants an answer, whether or not its words ask; not so a reply to a question of ours."""
    kind, _ = found.get("kind", (message.labels["kind"], 1.0))
    if kind != "complaint" or message.channel != "case" or answers or "needs_answer" not in (message.sure or {}):
        return {}
    asks, _ = found.get("needs_answer", (message.labels["needs_answer"], 1.0))
    return {} if asks else {"needs_answer": (True, UNSURE_ASKING)}


def ask(proposals: Proposals, message: Message) -> None:
    """Have a person look at the labels of a customer's message that weigh and were read unsurely."""
    sure = message.sure or {}
    kind, asks = message.labels["kind"], message.labels["needs_answer"]
    if not message.theirs:
        return
    left = message.unanswered and kind in GRAVE
    if kind in WEIGHTY and sure.get("kind", 1.0) < (UNSURE_LEFT if left else UNSURE):
        words = library.kind(message.new, message.asked_subject, message.direction, channel=message.channel).words
        _ask(proposals, message, Proposal.Sort.KIND, {"kind": kind}, words, (LEFT,) if left else ())
    if asks and sure.get("needs_answer", 1.0) < UNSURE_ASKING:
        words = library.needs_answer(message.new, message.asked_subject).words
        _ask(proposals, message, Proposal.Sort.NEEDS_ANSWER, {"needs_answer": True}, words)


def _ask(
    proposals: Proposals,
    message: Message,
    sort: str,
    value: dict[str, Any],
    words: tuple[str, ...],
    why: tuple[str, ...] = (),
) -> None:
    assert message.sure is not None
    proposals.propose(
        message,
        sort,
        value,
        confidence=message.sure[sort],
        applied=False,
        words=list(words),
        reasons=[*why, "Its words leave it open; until somebody decides, it counts as read."],
    )
