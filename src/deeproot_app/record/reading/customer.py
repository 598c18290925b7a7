"""A block's messages read in their order, each against what stood when it was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any, Final, NamedTuple

from deeproot_app.record.models import Promise, Proposal
from deeproot_app.record.reading import beliefs, labels, outcomes, promises
from deeproot_app.record.reading.block import Block, words_of
from deeproot_app.record.reading.ids import READ
from deeproot_app.record.reading.outcomes import Tracked
from deeproot_app.record.reading.places import Threads
from deeproot_app.record.reading.proposing import Proposals
from deeproot_app.record.reading.rules import ELSEWHERE, FOLLOWED, IN_THREAD, Rules
from deeproot_app.record.reading.threads import Placed, may_share
from deeproot_app.record.reading.unread import Message

Promised = dict[str, list[Any]]
"""For each message what its words promise."""
MOST_OTHERS: Final = 12


class Place(NamedTuple):
    """A thread and a case."""

    thread_id: str | None
    case_id: str | None


@dataclass
class Half:
    """A block of which each message was read by itself; what it means for what was read before is not known yet."""

    block: Block
    proposals: Proposals
    threads: Threads
    promised: Promised
    later: list[str]
    """Messages read before that came after a promise now found."""
    wanted: list[str]
    """Messages read before of which the words are needed."""


def read(block: Block, rules: Rules) -> None:
    """Read a block's messages: its rows then stand as they shall. One query at most."""
    half = read_each(block, rules)
    read_as_one(half, words_of(half.wanted))


def read_each(block: Block, rules: Rules) -> Half:
    """Read each message of a block by itself. No query."""
    proposals, threads = Proposals(block, rules), Threads(block, rules.until)
    for message in block.messages:
        if labels.refine(threads, message):
            block.labels[message.interaction_id] = message
    promised = promises.without_sayings(
        (message, promises.promised(message, rules, threads.owed(message), partial(threads.may_have_promised, message)))
        for message in block.messages
    )
    later = _later(block, promised)
    return Half(block, proposals, threads, promised, later, list(dict.fromkeys([*later, *threads.replied_to()])))


def read_as_one(half: Half, at_hand: dict[str, Message]) -> None:
    """Read what the messages mean for each other; ``at_hand`` are those that were wanted. No query."""
    block, proposals = half.block, half.proposals
    for message in at_hand.values():
        _hear_again(block, proposals, half.threads, message)
    read_before = {number: at_hand[number] for number in half.later if number in at_hand}
    for customer_id, mine in groupby(block.messages, key=lambda message: message.customer_id):
        here = list(mine)
        before = [message for message in read_before.values() if message.customer_id == customer_id]
        _read(block, proposals, customer_id, here, before, half.promised)
    _forget_overtaken(block, proposals)


def _hear_again(block: Block, proposals: Proposals, threads: Threads, message: Message) -> None:
    """Weigh the kind of a message read before again, where it is replied to, or followed, only now.

    A person is asked about what it is read as now, and no more about what it was.
    """
    if not threads.is_replied_to(message) or message.read_by != proposals.rules.version:
        return
    if labels.weigh_again(threads, message):
        block.labels[message.interaction_id] = message
        if message.labels["kind"] == "hardship":
            beliefs.take(block, proposals, message, beliefs.said(message))
    labels.ask(proposals, message)
    proposals.overtake_unsaid([message], labels.ASKED)


def _read(
    block: Block,
    proposals: Proposals,
    customer_id: str,
    here: list[Message],
    read_before: list[Message],
    promised: Promised,
) -> None:
    """One customer's messages in their order; those read before only for what they mean for promises found now."""
    new = {message.interaction_id for message in here}
    at_hand = {message.interaction_id: message for message in (*here, *read_before)}
    following = _standing(block, customer_id, new, at_hand)
    for message in sorted([*here, *read_before], key=lambda message: message.order):
        is_new = message.interaction_id in new
        told = _outcomes(following, message, proposals, is_new=is_new)
        if not is_new:
            following = _without_new_days(following, block, message, told)
            continue
        labels.ask(proposals, message)
        beliefs.take(block, proposals, message, beliefs.said(message))
        found = [each for each in promised[message.interaction_id] if not _puts_off(each, told)]
        known = {one.promise.pk for one in following}
        for promise in promises.take(block, proposals, message, found, _open_in_thread(following, message)):
            if promise.pk not in known:
                following.append(outcomes.tracked(block, promise, at_hand, message, fresh=True))
    for one in following:
        outcomes.conclude(one, proposals)
        _forget_unsaid(block, proposals, one)


def _standing(block: Block, customer_id: str, new: set[str], at_hand: dict[str, Message]) -> list[Tracked]:
    """The promises followed so far; those of the messages now at hand are found anew."""
    return [
        outcomes.tracked(block, promise, at_hand, fresh=promise.made_in in new)
        for promise in block.promises.all.values()
        if promise.customer_id == customer_id and not (promise.made_in in new and promise.pk.startswith(READ))
    ]


def _outcomes(following: list[Tracked], message: Message, proposals: Proposals, *, is_new: bool) -> list[Proposal]:
    """What a message means for each promise open when it was written."""
    told = []
    open_then = [one for one in following if one.is_open(message)]
    for one in following:
        if outcomes.is_held_against(one, message, is_new=is_new):
            others = [other for other in open_then if other is not one][:MOST_OTHERS]
            told.append(outcomes.hold_against(one, message, proposals, others))
    return [proposal for proposal in told if proposal is not None]


def _puts_off(found: Any, told: list[Proposal]) -> bool:
    """Whether a promise only names the new date of one that its message puts off."""
    due = found.due.at.isoformat() if found.due is not None and found.due.at is not None else None
    put_off = (proposal.says for proposal in told if proposal.holds)
    return due is not None and any(said["outcome"] == "holding" and said.get("new_due") == due for said in put_off)


def _without_new_days(following: list[Tracked], block: Block, message: Message, told: list[Proposal]) -> list[Tracked]:
    """The promises followed, less those that only name the new day of one that their message is seen to put off."""
    days = {
        proposal.says.get("new_due") for proposal in told if proposal.holds and proposal.says["outcome"] == "holding"
    }
    mine = [
        row
        for row in block.proposals.all.values()
        if days and row.interaction_id == message.interaction_id and row.sort == Proposal.Sort.PROMISE
    ]
    gone = {row.promise_id for row in mine if not row.is_decided and row.value["due_at"] in days} - block.by_people
    for row in (*mine, *(row for number in gone for row in block.outcomes_before(number))):
        if row.promise_id in gone and not row.is_decided:
            row.state = Proposal.State.OVERTAKEN
    for number in gone:
        block.promises.drop(number)
    return [one for one in following if one.promise.pk not in gone]


def _open_in_thread(following: list[Tracked], message: Message) -> list[Promise]:
    return [one.promise for one in following if may_share(one, message) and one.is_open(message)]


def _later(block: Block, promised: Promised) -> list[str]:
    """Messages read before that came after a promise now found, the next of its thread and of others; and those of a
    promise's thread that a new message belongs to."""
    new = block.at_hand
    made_in = {promise.made_in for promise in block.promises.all.values()}
    wanted: dict[str, None] = {}
    for message in block.messages:
        if promised[message.interaction_id] or message.interaction_id in made_in:
            _next(block, message, message.customer_id, message.order, {True: IN_THREAD, False: ELSEWHERE}, wanted)
    grown = {(message.customer_id, *place) for message in block.messages for place in _places(message)}
    for promise in block.promises.all.values():
        thread_id, case_id = block.places.get(promise.made_in, (None, None))
        place = Place(thread_id, case_id)
        if promise.made_in not in new and any((promise.customer_id, *each) in grown for each in _places(place)):
            order = (promise.made_at, promise.made_in)
            _next(block, place, promise.customer_id, order, {True: IN_THREAD, False: 0}, wanted)
    return [number for number in wanted if number not in new]


def _places(placed: Placed) -> list[tuple[str, str]]:
    """The thread and the case that something stands in."""
    places = (("thread", placed.thread_id), ("case", placed.case_id))
    return [(sort, number) for sort, number in places if number is not None]


def _next(
    block: Block,
    placed: Placed,
    customer_id: str,
    order: tuple[datetime, str],
    room: dict[bool, int],
    wanted: dict[str, None],
) -> None:
    """Add to ``wanted`` the next messages that may bear on a promise made at a place, as many as there is room for."""
    for one in block.passed.get(customer_id, ()):
        if not order < (one.happened_at, one.interaction_id):
            continue
        if one.happened_at > order[0] + FOLLOWED or not any(room.values()):
            break
        same = may_share(placed, one)
        if room[same] and (same or one.direction != "in"):
            room[same] -= 1
            if not one.automatic:
                wanted[one.interaction_id] = None


def _forget_unsaid(block: Block, proposals: Proposals, one: Tracked) -> None:
    """What a message read before was told to mean for a promise, and is not any more, is overtaken."""
    held = {taken.message.interaction_id for taken in one.passed}
    for row in block.outcomes_before(one.promise.pk):
        if row.interaction_id in held and not proposals.is_said(row) and not row.is_decided:
            row.state = Proposal.State.OVERTAKEN


def _forget_overtaken(block: Block, proposals: Proposals) -> None:
    """What is not read so any more makes no promise and no belief, and says nothing of a promise."""
    gone = proposals.overtake_unsaid(block.messages)
    for row in gone:
        if row.sort == Proposal.Sort.PROMISE and row.promise_id not in block.by_people:
            block.promises.drop(row.promise_id)
        elif row.sort == Proposal.Sort.BELIEF:
            beliefs.conclude(block, row.belief_id, proposals.rules)
    dropped = {row.promise_id for row in gone if row.sort == Proposal.Sort.PROMISE}
    for row in block.proposals.all.values():
        if row.sort == Proposal.Sort.OUTCOME and row.promise_id in dropped and not row.is_decided:
            row.state = Proposal.State.OVERTAKEN
