"""The labels that no file gave, read with what the thread tells: at the turn it is whole, at an import it was not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from deeproot import read as library
from deeproot_app.record.importing import reading
from deeproot_app.record.models import Proposal
from deeproot_app.record.reading.block import Block, Passed
from deeproot_app.record.reading.proposing import Proposals
from deeproot_app.record.reading.unread import Message

STILL_OPEN: Final = timedelta(days=14)
"""For how long a later message without a thread is taken for the answer."""
WEIGHTY: Final = frozenset({"complaint", "cancel", "hardship", "all_great"})
"""Kinds on which findings rest."""
UNSURE: Final = 0.6
UNSURE_ASKING: Final = 0.7
"""The confidence below which a person is asked about a kind that weighs, and about a question."""


def refine(block: Block, threads: Threads, message: Message) -> None:
    """Read the labels anew that depend on the thread; all that were read, where an older reader read them."""
    asked = _asked(message)
    if not asked:
        return
    answers = threads.answers(message)
    if answers is None and message.read_by is None:
        return
    found = reading.read(_said(message, answers), asked)
    changed = False
    for name, (value, sure) in found.items():
        assert message.sure is not None
        changed |= message.labels[name] != value
        message.sure[name] = round(sure, 2)
        message.labels[name] = value
    if changed:
        block.labels[message.interaction_id] = message


def ask(proposals: Proposals, message: Message) -> None:
    """Have a person look at the labels of a customer's message that weigh and were read unsurely."""
    sure = message.sure or {}
    kind, asks = message.labels["kind"], message.labels["needs_answer"]
    if not message.theirs:
        return
    if kind in WEIGHTY and sure.get("kind", 1.0) < UNSURE:
        words = library.kind(message.new, message.subject, message.direction, channel=message.channel).words
        _ask(proposals, message, Proposal.Sort.KIND, {"kind": kind}, words)
    if asks and sure.get("needs_answer", 1.0) < UNSURE_ASKING:
        words = library.needs_answer(message.new, message.subject).words
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


def _asked(message: Message) -> list[str]:
    """The labels to read: of what was never read only the kind of what we wrote depends on the thread."""
    if not message.sure:
        return []
    if message.read_by is not None:
        return sorted(message.sure)
    return ["kind"] if message.ours and "kind" in message.sure else []


def _said(message: Message, answers: bool | None) -> reading.Said:
    return reading.Said(
        message.direction,
        message.channel,
        message.subject,
        message.body,
        personal=message.personal,
        gives=message.resource_id is not None,
        automatic=None if "automatic" in (message.sure or {}) and message.read_by is not None else message.automatic,
        answers=answers,
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
        """Whether a message of ours replies to an open question of theirs; None where nobody can tell."""
        if not message.ours:
            return None
        if message.thread_id is not None:
            return _open_question(self._by_thread.get((message.customer_id, message.thread_id), ()), message)
        loose = [one for one in self._passed.get(message.customer_id, ()) if one.thread_id is None]
        recent = [one for one in loose if one.happened_at > message.happened_at - STILL_OPEN]
        return _open_question(recent, message) or None


def _open_question(passed: Sequence[Passed], message: Message) -> bool:
    """Whether the last of them that counts before the message asks, unanswered."""
    for one in reversed(passed):
        if one.automatic or (one.happened_at, one.interaction_id) >= message.order:
            continue
        if one.direction in ("out", "both"):
            return False
        if one.needs_answer:
            return True
    return False
