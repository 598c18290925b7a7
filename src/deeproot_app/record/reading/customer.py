"""A block's messages read in their order, each against what stood when it was written."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from deeproot_app.record.models import Promise, Proposal
from deeproot_app.record.reading import beliefs, labels, outcomes, promises
from deeproot_app.record.reading.block import Block, words_of
from deeproot_app.record.reading.ids import READ
from deeproot_app.record.reading.outcomes import Tracked
from deeproot_app.record.reading.proposing import Proposals
from deeproot_app.record.reading.rules import ELSEWHERE, FOLLOWED, IN_THREAD, Rules
from deeproot_app.record.reading.threads import may_share
from deeproot_app.record.reading.unread import Message

Promised = dict[str, list[Any]]
"""For each message what its words promise."""
MOST_OTHERS: Final = 12


def read(block: Block, rules: Rules) -> None:
    """Read a block's messages: its rows then stand as they shall. One query at most."""
    proposals, threads = Proposals(block, rules), labels.Threads(block)
    for message in block.messages:
        if labels.refine(threads, message):
            block.labels[message.interaction_id] = message
    promised = {message.interaction_id: promises.promised(message, rules) for message in block.messages}
    read_before = words_of(_later(block, promised))
    for customer_id, mine in groupby(block.messages, key=lambda message: message.customer_id):
        here = list(mine)
        before = [message for message in read_before.values() if message.customer_id == customer_id]
        _read(block, proposals, customer_id, here, before, promised)
    _forget_overtaken(block, proposals)


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
    following = _standing(block, customer_id, new)
    for message in sorted([*here, *read_before], key=lambda message: message.order):
        is_new = message.interaction_id in new
        told = _outcomes(following, message, proposals, is_new=is_new)
        if not is_new:
            continue
        labels.ask(proposals, message)
        beliefs.take(block, proposals, message, beliefs.said(message))
        found = [each for each in promised[message.interaction_id] if not _puts_off(each, told)]
        known = {one.promise.pk for one in following}
        for promise in promises.take(block, proposals, message, found, _open_in_thread(following, message)):
            if promise.pk not in known:
                following.append(outcomes.tracked(block, promise, message, fresh=True))
    for one in following:
        outcomes.conclude(one)


def _standing(block: Block, customer_id: str, new: set[str]) -> list[Tracked]:
    """The promises followed so far; those of the messages now at hand are found anew."""
    return [
        outcomes.tracked(block, promise, fresh=promise.made_in in new)
        for promise in block.promises.all.values()
        if promise.customer_id == customer_id and not (promise.made_in in new and promise.pk.startswith(READ))
    ]


def _outcomes(following: list[Tracked], message: Message, proposals: Proposals, *, is_new: bool) -> list[Proposal]:
    """What a message means for each promise open when it was written."""
    told = []
    open_then = [one for one in following if one.is_open(message)]
    for one in following:
        if is_new or one.fresh:
            others = [other.promise.text for other in open_then if other is not one][:MOST_OTHERS]
            told.append(outcomes.hold_against(one, message, proposals, others))
    return [proposal for proposal in told if proposal is not None]


def _puts_off(found: Any, told: list[Proposal]) -> bool:
    """Whether a promise only names the new date of one that its message puts off."""
    due = found.due.at.isoformat() if found.due is not None and found.due.at is not None else None
    put_off = (proposal.says for proposal in told if proposal.holds)
    return due is not None and any(said["outcome"] == "holding" and said.get("new_due") == due for said in put_off)


def _open_in_thread(following: list[Tracked], message: Message) -> list[Promise]:
    return [one.promise for one in following if may_share(one, message) and one.is_open(message)]


def _later(block: Block, promised: Promised) -> list[str]:
    """Messages read before that came after a promise now found: the next of its thread, and of others."""
    new = {message.interaction_id for message in block.messages}
    made_in = {promise.made_in for promise in block.promises.all.values()}
    wanted: dict[str, None] = {}
    for message in block.messages:
        if not promised[message.interaction_id] and message.interaction_id not in made_in:
            continue
        room = {True: IN_THREAD, False: ELSEWHERE}
        for one in block.passed.get(message.customer_id, ()):
            if not message.order < (one.happened_at, one.interaction_id):
                continue
            if one.happened_at > message.happened_at + FOLLOWED or not any(room.values()):
                break
            same = may_share(message, one)
            if room[same] and (same or one.direction != "in"):
                room[same] -= 1
                if one.interaction_id not in new and not one.automatic:
                    wanted[one.interaction_id] = None
    return list(wanted)


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
