"""Where a message stands in its thread: what came before it and after, and what that tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from deeproot.read.place import AGAIN, HEAD
from deeproot_app.record.reading.block import Block, Passed
from deeproot_app.record.reading.unread import Message

STILL_OPEN: Final = timedelta(days=14)
"""For how long a later message without a thread is taken for the answer."""
UNOWED: Final = frozenset({"admin", "renewal", "pitch", "appreciation", "miss_you", "care", "value"})
"""Kinds of messages of ours in which a moment to come is seldom that of a promise."""
OWED: Final = 1.5
"""How much likelier a promise is where we reply to what was asked, in log odds; set by judgement, as the others are."""
WENT_ON: Final = 1.0
"""Where the thread was not done with it: we wrote again unasked, or the customer asked again."""
UNASKED: Final = -0.5
"""Where it opens a thread."""
WRITTEN_AGAIN: Final = -1.5
"""Where we write again before the customer did: most often what was promised."""
NOT_OWED: Final = -1.5
"""In a message of those kinds."""


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

    def after(self, message: Message) -> str | None:
        """The kind of what the other side wrote last in its thread; None where it is in none, or that has no kind."""
        if message.automatic or message.thread_id is None or message.direction not in ("in", "out"):
            return None
        before = self._last(message)
        if before is None:
            return HEAD
        return AGAIN if before.direction == message.direction else before.kind

    def owed(self, message: Message) -> float:
        """How much likelier a promise is in a message of ours for its place, in log odds."""
        if message.labels["kind"] in UNOWED and message.direction == "out":
            return NOT_OWED
        if message.direction != "out" or message.thread_id is None:
            return 0.0
        before, following = self._last(message), self._next(message)
        went_on = following is not None and (following.direction == "out" or following.needs_answer)
        more = WENT_ON if went_on else 0.0
        if self.answers(message):
            return OWED + more
        if before is None:
            return UNASKED
        return more + (WRITTEN_AGAIN if before.direction == "out" else 0.0)

    def _last(self, message: Message) -> Passed | None:
        """What stands before it in its thread, but for what machines sent."""
        before = (one for one in self._of(message) if (one.happened_at, one.interaction_id) < message.order)
        return max((one for one in before if not one.automatic), key=lambda one: one.happened_at, default=None)

    def _next(self, message: Message) -> Passed | None:
        """What follows it in its thread, but for what machines sent."""
        later = (one for one in self._of(message) if (one.happened_at, one.interaction_id) > message.order)
        return min((one for one in later if not one.automatic), key=lambda one: one.happened_at, default=None)

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
