"""Where a message stands in its thread: what came before it and after, and what that tells of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from deeproot.read.place import AGAIN, HEAD, STANDS_ALONE, Around
from deeproot.read.replied import replied
from deeproot_app.record.reading.block import Block, Passed
from deeproot_app.record.reading.unread import Message

STILL_OPEN: Final = timedelta(days=14)
"""For how long a later message without a thread is taken for the answer."""
AT_ONCE: Final = timedelta(minutes=1)
"""How near to the moment at which a case was confirmed the message stands that confirms it."""
TO_BE_DONE: Final = frozenset({"request", "complaint"})
"""Kinds of a customer's messages after which something is to be done rather than told."""
UNOWED: Final = frozenset({"admin", "renewal", "pitch", "appreciation", "miss_you", "care", "value"})
"""Kinds of messages of ours in which a moment to come is seldom that of a promise."""
OWED: Final = 1.0
"""How much likelier a promise is where we reply to what was asked, in log odds; set by judgement, as the others are."""
OWED_MORE: Final = 3.0
"""Where something to be done was asked for, or what is wrong was told."""
WENT_ON: Final = 1.5
"""Where the thread was not done with it: we wrote again unasked, or the customer asked again."""
WENT_ON_MORE: Final = 2.0
"""The same where something was to be done: what we write again then is most often what was promised."""
NOTHING_CAME: Final = -1.5
"""Where nothing more came in its thread, though the record goes on for long."""
LONG: Final = timedelta(days=30)
UNASKED: Final = -0.5
"""Where it opens a thread."""
WRITTEN_AGAIN: Final = -1.5
"""Where we write again before the customer did: most often what was promised."""
NOT_OWED: Final = -1.5
"""In a message of those kinds."""


LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Threads:
    """What passed with some customers, by thread."""

    def __init__(self, block: Block, until: datetime | None = None) -> None:
        """``until`` is how far the record goes, None as far as it is at hand."""
        self._passed = block.passed
        self._at_hand = {message.interaction_id: message for message in block.messages}
        self._confirmed = {pk: case.confirmed_at for pk, case in block.cases.items()}
        self._answers = block.answers
        self._made_of: dict[str, frozenset[str]] = {}
        """What messages of ours make of those they follow, as far as it was asked."""
        self._kinds: dict[str, str | None] = {}
        """Kinds as they are read now, where they are."""
        self._talks = {
            customer: [one.happened_at for one in some if one.direction == "both"]
            for customer, some in block.passed.items()
        }
        """When we talked with each customer."""
        self._by_thread: dict[tuple[str, str], list[Passed]] = {}
        for some in block.passed.values():
            for one in some:
                if one.thread_id is not None:
                    self._by_thread.setdefault((one.customer_id, one.thread_id), []).append(one)
        passed = (some[-1].happened_at for some in block.passed.values() if some)
        self._until = max((*passed, *(message.happened_at for message in block.messages)), default=LONG_AGO)
        """How far the record goes, as far as it is at hand."""
        self._now = until or self._until
        self._replied_to = dict.fromkeys(self._heard_before(block.messages))

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
        return AGAIN if before.direction == message.direction else self._kind(before)

    def replied_to(self) -> list[str]:
        """Customers' messages read before that a message now at hand replies to, or follows."""
        return list(self._replied_to)

    def is_replied_to(self, message: Message) -> bool:
        """Whether it was read before, and a message now at hand replies to it, or follows it."""
        return message.interaction_id in self._replied_to

    def _heard_before(self, messages: Sequence[Message]) -> Iterator[str]:
        for message in messages:
            if message.direction in ("in", "out") and message.thread_id is not None and not message.automatic:
                before = self._last(message)
                if before is not None and before.direction == "in" and before.interaction_id not in self._at_hand:
                    yield before.interaction_id

    def now(self, message: Message) -> None:
        """Take a message's kind as it is read now for what follows it."""
        self._kinds[message.interaction_id] = message.labels["kind"]

    def around(self, message: Message) -> Around | None:
        """What stands around a customer's message in its thread; None where it is in none."""
        if message.automatic or message.thread_id is None or message.direction != "in":
            return None
        first, before, following = self._first(message), self._last(message), self._next(message)
        ours = before is not None and before.direction == "out"
        reply = following if following is not None and following.direction == "out" else None
        confirmed_at = self._confirmed.get(message.case_id or "")
        return Around(
            begun_by_us=first is not None and first.direction != "in",
            first=before is None,
            in_case=message.case_id is not None,
            asked=ours and before is not None and before.needs_answer,
            answered=ours,
            replied=self._makes_of_it(reply),
            thanked=reply is not None and self._kind(reply) == "appreciation",
            confirms=confirmed_at is not None and abs(confirmed_at - message.happened_at) <= AT_ONCE,
            wrote=self._wrote(message),
            said=(self._makes_of_it(before) if ours else None) or frozenset(),
            unanswered=following is None and self._waited(message),
        )

    def _makes_of_it(self, ours: Passed | None) -> frozenset[str] | None:
        """What a message of ours makes of the one before it; None where there is none, or its words are not at hand."""
        if ours is None:
            return None
        number = ours.interaction_id
        if number not in self._made_of:
            known = self._at_hand.get(number)
            new = known.new if known is not None else self._answers.get(number)
            if new is None:
                return None
            self._made_of[number] = replied(new)
        return self._made_of[number]

    def may_have_promised(self, message: Message, due_at: datetime) -> bool:
        """Whether the thread leaves it likely that a message of ours, which only sounds so, promised by that moment.

        Who has promised writes again, or is asked again. A request may wait for it still; what answers a question or
        a remark only tells, and what the customer took for the end, with its day gone by, brought nothing.
        """
        if message.thread_id is None or message.direction != "out":
            return True
        before, following = self._last(message), self._next(message)
        if following is not None and (following.direction == "out" or following.needs_answer):
            return True
        kind = self._kind(before) if before is not None and before.direction == "in" else None
        if kind is not None and kind not in TO_BE_DONE:
            return False
        if following is None:
            return kind is not None or due_at > self._until
        return due_at > self._until or self._wrote_later(message)

    def _wrote_later(self, message: Message) -> bool:
        """Whether a person of ours wrote in its thread after it."""
        later = (one for one in self._of(message) if one.order > message.order)
        return any(one.direction == "out" and not one.automatic for one in later)

    def _kind(self, one: Passed) -> str | None:
        return self._kinds.get(one.interaction_id, one.kind)

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
            if before is None or self._kind(before) not in TO_BE_DONE:
                return OWED + more
            ended = following is None and message.happened_at + LONG < self._until
            return OWED_MORE + (WENT_ON_MORE if went_on else NOTHING_CAME if ended else 0.0)
        if before is None:
            return UNASKED
        return more + (WRITTEN_AGAIN if before.direction == "out" else 0.0)

    def _waited(self, message: Message) -> bool:
        """Whether an answer would have come by now, and nobody talked with the customer while it could.

        Who answers a survey waits for none.
        """
        if message.channel in STANDS_ALONE:
            return False
        late = message.happened_at + STILL_OPEN
        talks = self._talks.get(message.customer_id, ())
        return late <= self._now and bisect_right(talks, message.happened_at) == bisect_right(talks, late)

    def _wrote(self, message: Message) -> str:
        """The kind of what the customer wrote last before it in its thread; empty where nothing or no kind is there."""
        theirs = [one for one in self._of(message) if one.direction == "in" and not one.automatic]
        before = [one for one in theirs if one.order < message.order]
        return (self._kind(before[-1]) if before else None) or ""

    def _first(self, message: Message) -> Passed | None:
        """What began its thread, but for what machines sent."""
        return next((one for one in self._of(message) if not one.automatic), None)

    def _last(self, message: Message) -> Passed | None:
        """What stands before it in its thread, but for what machines sent."""
        before = (one for one in self._of(message) if one.order < message.order)
        return max((one for one in before if not one.automatic), key=lambda one: one.order, default=None)

    def _next(self, message: Message) -> Passed | None:
        """What follows it in its thread, but for what machines sent."""
        later = (one for one in self._of(message) if one.order > message.order)
        return min((one for one in later if not one.automatic), key=lambda one: one.order, default=None)

    def _of(self, message: Message) -> Sequence[Passed]:
        return self._by_thread.get((message.customer_id, message.thread_id or ""), ())


def _open_question(passed: Sequence[Passed], message: Message) -> bool:
    """Whether the other side asked before the message, and nobody of the message's own side answered since."""
    for one in reversed(passed):
        if one.automatic or one.order >= message.order:
            continue
        if (one.direction == "in") == (message.direction == "in"):
            return False
        if one.needs_answer:
            return True
    return False
