"""The labels that no file gave, read with what the thread tells: at the turn it is whole, at an import it was not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from deeproot import read as library
from deeproot.read.message import ASKING
from deeproot_app.record.importing import reading
from deeproot_app.record.models import Proposal
from deeproot_app.record.reading.block import Block, Passed
from deeproot_app.record.reading.proposing import Proposals
from deeproot_app.record.reading.safely import attempt
from deeproot_app.record.reading.unread import Message

STILL_OPEN: Final = timedelta(days=14)
"""For how long a later message without a thread is taken for the answer."""
WEIGHTY: Final = frozenset({"complaint", "cancel", "hardship", "all_great"})
"""Kinds on which findings rest."""
UNSURE: Final = 0.6
UNSURE_ASKING: Final = 0.7
"""The confidence below which a person is asked about a kind that weighs, and about a question."""


def refine(threads: Threads, message: Message) -> bool:
    """Read the labels anew that depend on the thread; all that were read, where an older reader read them.

    Gives whether any of them changed.
    """
    if not message.sure:
        return False
    answers = threads.answers(message)
    read = _kind if message.read_by is None else _all
    found: reading.Found = attempt(message, lambda: read(message, answers), {})
    found |= _of_a_case(message, found, answers)
    changed = False
    for name, (value, sure) in found.items():
        changed |= message.labels[name] != value
        message.sure[name] = round(sure, 2)
        message.labels[name] = value
    return changed


def _kind(message: Message, answers: bool | None) -> reading.Found:
    """The kind by what the thread tells, where that tells anything; and whether another kind asks."""
    if "kind" not in (message.sure or {}) or answers is None:
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
    )
    found: reading.Found = {"kind": (what.value, what.confidence)}
    if "needs_answer" in (message.sure or {}) and what.value != message.labels["kind"] and message.direction == "in":
        asks = library.needs_answer(message.new, message.asked_subject, automatic=message.automatic)
        asking = what.value in ASKING and not asks.value
        found["needs_answer"] = (True, what.confidence) if asking else (bool(asks.value), asks.confidence)
    return found


def _all(message: Message, answers: bool | None) -> reading.Found:
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
    if kind in WEIGHTY and sure.get("kind", 1.0) < UNSURE:
        words = library.kind(message.new, message.asked_subject, message.direction, channel=message.channel).words
        _ask(proposals, message, Proposal.Sort.KIND, {"kind": kind}, words)
    if asks and sure.get("needs_answer", 1.0) < UNSURE_ASKING:
        words = library.needs_answer(message.new, message.asked_subject).words
        _ask(proposals, message, Proposal.Sort.NEEDS_ANSWER, {"needs_answer": True}, words)


def _ask(proposals: Proposals, message: Message, sort: str, value: dict[str, Any], words: tuple[str, ...]) -> None:
    assert message.sure is not None
    proposals.propose(
        message,
        sort,
        value,
        confidence=message.sure[sort],
        applied=False,
        words=list(words),
        reasons=["Its words leave it open; until somebody decides, it counts as read."],
    )


class Threads:
    """What passed with some customers, by thread."""

    def __init__(self, block: Block) -> None:
        self._passed = block.passed
        self._by_thread: dict[tuple[str, str], list[Passed]] = {}
        for some in block.passed.values():
            for one in some:
                if one.thread_id is not None:
                    self._by_thread.setdefault((one.customer_id, one.thread_id), []).append(one)

    def answers(self, message: Message) -> bool | None:
        """Whether a message replies to an open question of the other side; None where nobody can tell."""
        if message.automatic or message.direction not in ("in", "out", "both"):
            return None
        if message.thread_id is not None:
            return _open_question(self._of(message), message)
        loose = [one for one in self._passed.get(message.customer_id, ()) if one.thread_id is None]
        recent = [one for one in loose if one.happened_at > message.happened_at - STILL_OPEN]
        return _open_question(recent, message) or None

    def _of(self, message: Message) -> Sequence[Passed]:
        return self._by_thread.get((message.customer_id, message.thread_id or ""), ())


def _open_question(passed: Sequence[Passed], message: Message) -> bool:
    """Whether the other side asked before the message, and nobody of the message's own side answered since."""
    for one in reversed(passed):
        if one.automatic or (one.happened_at, one.interaction_id) >= message.order:
            continue
        if (one.direction == "in") == (message.direction == "in"):
            return False
        if one.needs_answer:
            return True
    return False
