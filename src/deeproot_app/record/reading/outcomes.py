"""What a later message means for a promise: applied where it is sure and of the same thread, else proposed.

First its words are read; then all messages of the promise's thread are weighed by their place in it, too (`steps`).

Where neither names a thread or a case, a message is of a promise's thread if it names what was promised. If it names
nothing of it but no other promise is open, it is held against that one: it puts it off by rule, and all else is asked.

Promises are followed by the reading until a person says what became of them, or their file does: from then on
whatever is read is only proposed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from deeproot import read as library
from deeproot.read.outcome import DOUBTFUL
from deeproot.read.sentences import plain
from deeproot.read.topics import shared
from deeproot_app.record.models import Promise, Proposal
from deeproot_app.record.reading import steps
from deeproot_app.record.reading.block import STATE, Block
from deeproot_app.record.reading.fold import Standing, Told, settle, standing
from deeproot_app.record.reading.ids import READ
from deeproot_app.record.reading.promises import names_something
from deeproot_app.record.reading.proposing import Proposals
from deeproot_app.record.reading.rules import ELSEWHERE, FOLLOWED, IN_THREAD, WORTH_ASKING, Rules
from deeproot_app.record.reading.safely import attempt
from deeproot_app.record.reading.steps import Taken
from deeproot_app.record.reading.threads import are_loose, may_share, share_thread
from deeproot_app.record.reading.unread import Message

SORT: Final = Proposal.Sort.OUTCOME


@dataclass
class Tracked:
    """A promise, and what was told of it."""

    promise: Promise
    thread_id: str | None
    case_id: str | None
    followed: bool
    """Whether the reading may say what became of it."""
    fresh: bool = False
    """Found in this block: all later messages are held against it, not only new ones."""
    grown: bool = False
    """Its thread has a new message: all of the thread is held against it again."""
    told: dict[str, Told] = field(default_factory=dict)
    """What holds of what words alone told, by the message that tells it."""
    final: dict[str, Told] = field(default_factory=dict)
    """What holds of what was told, by words and by how its thread went on."""
    passed: list[Taken] = field(default_factory=list)
    """The messages of its thread that are held against it now, in their order."""
    looked_at: list[int] = field(default_factory=lambda: [0, 0])
    """Messages held against it: of its own thread, and of others."""

    def stands(self, before: tuple[datetime, str] | None = None) -> Standing:
        """Where it stands, or stood before a message."""
        if not self.followed:
            return Standing.of(self.promise)
        return standing(self.promise.due_at, self.told.values(), before)

    def is_open(self, message: Message) -> bool:
        """Whether it was made, within the time it is followed, and not settled when the message was written."""
        made_at = self.promise.made_at
        if not made_at < message.happened_at <= made_at + FOLLOWED:
            return False
        return not self.stands(message.order).settled

    def is_named_in(self, message: Message) -> bool:
        """Whether the message shares a word with what was promised."""
        return bool(shared(plain(self.promise.text), message.plain))


def tracked(
    block: Block, promise: Promise, at_hand: Mapping[str, Message], place: Message | None = None, *, fresh: bool = False
) -> Tracked:
    """A promise with what holds of what was proposed about it before, save by the messages now held against it."""
    thread, case = (place.thread_id, place.case_id) if place else block.places.get(promise.made_in, (None, None))
    one = Tracked(promise, thread, case, is_followed(promise, block), fresh)
    new = block.at_hand
    one.grown = one.followed and any(
        message.order > (promise.made_at, promise.made_in) and share_thread(one, message)
        for message in at_hand.values()
        if message.interaction_id in new
    )
    for row in block.outcomes_before(promise.pk):
        message = at_hand.get(row.interaction_id)
        again = message is not None and is_held_against(one, message, is_new=row.interaction_id in new)
        if again and not row.is_decided:
            continue
        if (alone := Told.of_words(row)) is not None:
            one.told[row.interaction_id] = alone
        if row.holds:
            one.final[row.interaction_id] = Told.of(row)
    return one


def is_held_against(one: Tracked, message: Message, *, is_new: bool) -> bool:
    """Whether a message is read now for what it means for a promise."""
    return is_new or one.fresh or (one.grown and share_thread(one, message))


def is_followed(promise: Promise, block: Block) -> bool:
    """Whether the reading may say what became of it: no person has, nor does its file."""
    if promise.pk in block.by_people or promise.pk in block.told_by_files:
        return False
    if promise.pk.startswith(READ):
        return True
    return is_unsettled(promise) or any(row.holds for row in block.outcomes_before(promise.pk))


def is_unsettled(promise: Promise) -> bool:
    """Whether nothing is recorded of what became of it."""
    return not any(getattr(promise, name) for name in STATE)


def hold_against(one: Tracked, message: Message, proposals: Proposals, others: Sequence[Tracked]) -> Proposal | None:
    """Read what a message's words mean for a promise made before it; None where they mean nothing, or cannot any more.

    ``others`` are the customer's other promises that were open then. A message of the promise's own thread is kept for
    `conclude`, which weighs it by its place, too.
    """
    if not _may_bear(one, message):
        return None
    in_thread = share_thread(one, message)
    stood = one.stands(message.order)
    found, said = library.Outcome(None), None
    if stood.withdrawn_at is None and (stood.kept_at is None or message.direction == "in"):
        found, said = _by_words(one, message, proposals, others, stood, in_thread=in_thread)
    if one.followed and in_thread:
        beside = any(share_thread(other, message) for other in others)
        if message.direction == "in" and stood.kept_at is None:
            how = proposals.rules.how_of(message.member_id) | {"delivered": True}
            found = attempt(message, lambda: _outcome(one, message, [], how), library.Outcome(None))
        one.passed.append(steps.taken(one.promise, message, found, said, proposals.rules, beside=beside))
    return said


def _by_words(
    one: Tracked,
    message: Message,
    proposals: Proposals,
    others: Sequence[Tracked],
    stood: Standing,
    *,
    in_thread: bool,
) -> tuple[library.Outcome, Proposal | None]:
    named = in_thread or (are_loose(one, message) and one.is_named_in(message))
    same = named or (are_loose(one, message) and not others)
    if not same and message.direction == "in":
        return library.Outcome(None), None  # the customer's word counts in the thread it is about
    how = proposals.rules.how_of(message.member_id) | {"same_thread": same, "delivered": stood.kept_at is not None}
    texts = [other.promise.text for other in others]
    found = attempt(message, lambda: _outcome(one, message, texts, how), library.Outcome(None))
    if found.value is None and in_thread and message.ours and one.followed:
        found = _promised_again(one, message, proposals.rules, found)
    if found.value is None or found.confidence < WORTH_ASKING or not _says_more(found.value, stood):
        return found, None
    if not named and found.value == "holding" and not _puts_off_something(message, found, how):
        return found, None
    sure = named or (same and (found.value == "holding" or found.confidence > DOUBTFUL))
    applied = sure and _by_rule(one, found, stood, proposals.rules)
    proposal = _propose(one, message, found, proposals, applied=applied)
    if proposal.holds:
        one.told[message.interaction_id] = Told.of(proposal)
    return found, proposal


def _promised_again(one: Tracked, message: Message, rules: Rules, found: library.Outcome) -> library.Outcome:
    """Who promises once more while a promise of the thread is open, and names nothing else, puts it off."""
    day = steps.promised_again(one.promise, message, rules, done=found.value == "delivers")
    if found.reasons or day is None or day.at == (one.promise.moved_to or one.promise.due_at):
        return found
    return library.Outcome("holding", DOUBTFUL, ("It promises again, by another day.",), (day.words,), day)


def _outcome(one: Tracked, message: Message, others: list[str], how: dict[str, Any]) -> library.Outcome:
    text, said_at = message.spoken.ours, message.happened_at
    about: dict[str, Any] = {"direction": message.direction, "channel": message.channel, "others": others}
    return library.outcome(one.promise.text, text, said_at, **about, **how)


def _puts_off_something(message: Message, found: library.Outcome, how: dict[str, Any]) -> bool:
    """Whether a reply that names nothing of a promise puts something off, rather than promise a thing of its own."""
    when = {name: how[name] for name in ("zone", "country", "default")}
    own = [each.words for each in library.promises(message.spoken.ours, message.happened_at, **when)]
    if any(names_something(words) for words in own):
        return False
    return any(not any(plain(sign) in plain(words) for words in own) for sign in found.words)


def _may_bear(one: Tracked, message: Message) -> bool:
    promise = one.promise
    if message.automatic or message.direction == "internal" or message.interaction_id == promise.made_in:
        return False
    if not promise.made_at < message.happened_at <= promise.made_at + FOLLOWED:
        return False
    same = may_share(one, message)
    if not same and message.direction == "in":
        return False
    one.looked_at[not same] += 1
    return one.looked_at[not same] <= (IN_THREAD if same else ELSEWHERE)


def _says_more(outcome: str, stood: Standing) -> bool:
    """Whether an outcome would change anything: nothing is unsolved before it was said to be done."""
    return (stood.kept_at is not None) == (outcome == "not_solved")


def _by_rule(one: Tracked, found: library.Outcome, stood: Standing, rules: Rules) -> bool:
    if not one.followed or found.confidence < rules.sure_outcome:
        return False
    if found.value == "not_solved":
        return not stood.by_person
    return found.value in ("delivers", "holding", "withdraws")


def _propose(
    one: Tracked, message: Message, found: library.Outcome, proposals: Proposals, *, applied: bool
) -> Proposal:
    new_due = found.new_due.at if found.new_due is not None else None
    return proposals.propose(
        message,
        SORT,
        {"outcome": found.value, "new_due": new_due.isoformat() if new_due else None},
        confidence=found.confidence,
        applied=applied,
        words=list(found.words),
        reasons=list(found.reasons),
        promise_id=one.promise.pk,
    )


def conclude(one: Tracked, proposals: Proposals) -> None:
    """Weigh the messages of its thread that were held against it now, and write down where the promise stands."""
    if not one.followed:
        return
    in_thread = {taken.message.interaction_id for taken in one.passed}
    one.final |= {number: told for number, told in one.told.items() if number not in in_thread | one.final.keys()}
    steps.walk(one.promise, one.passed, one.final, proposals)
    settle(one.promise, standing(one.promise.due_at, one.final.values()))
