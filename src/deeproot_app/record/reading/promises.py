"""What a message of ours promises: opened at once where clear, else proposed; what is known is not opened twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from deeproot import read as library
from deeproot.read.sentences import plain
from deeproot.read.topics import shared
from deeproot_app.record.models import Promise, Proposal
from deeproot_app.record.reading.block import Block
from deeproot_app.record.reading.ids import READ, read_id
from deeproot_app.record.reading.places import UNOWED
from deeproot_app.record.reading.proposing import Proposals, alike, places
from deeproot_app.record.reading.rules import Rules
from deeproot_app.record.reading.safely import attempt
from deeproot_app.record.reading.unread import Message

SORT: Final = Proposal.Sort.PROMISE
UNLIKELY: Final = -1.0
"""How unlikely a promise must be for its place, in log odds, that one without a cue is not opened unasked."""
DOUBTED: Final = 0.6
SEVERAL: Final = 3
"""To how many customers one says the same, word for word, where it is no promise to one of them."""


def promised(
    message: Message, rules: Rules, owed: float = 0.0, likely: Callable[[datetime], bool] | None = None
) -> list[library.Promise]:
    """The promises in our words of a message; none in what customers or machines write.

    ``owed`` is how much likelier one is for its place in the thread; ``likely`` says whether one by a moment, that is
    only heard, may be opened unasked there.
    """
    if not message.ours:
        return []
    how = rules.how_of(message.member_id)
    found: list[library.Promise] = attempt(
        message, lambda: library.promises(message.spoken.ours, message.happened_at, owed=owed, **how), []
    )
    plainly = any(each.by_cues and each.clear for each in found)

    def stands(each: library.Promise) -> bool:
        if each.by_cues or not each.clear or each.due is None or each.due.at is None:
            return True
        return not plainly and owed > UNLIKELY and (likely is None or likely(each.due.at))

    return [each if stands(each) else _doubted(each) for each in found]


def _doubted(found: library.Promise) -> library.Promise:
    """The same, for a person to look at: what a delivery tells, or a notice, sounds like a promise of a day."""
    return replace(found, confidence=min(found.confidence, DOUBTED))


def without_sayings(found: Iterable[tuple[Message, list[library.Promise]]]) -> dict[str, list[library.Promise]]:
    """What each message promises, less what is said word for word to several customers, and so to none of them.

    "On the road this week" and "closed on Monday for the holiday" are what one writes below every mail. In words that
    surely promise ("you get your lunch today") it is such a saying where it stands in messages of several kinds, in
    some of which nothing is owed. A message's sayings are left out of what it tells of other promises, too.
    """
    each = list(found)
    told: dict[str, list[tuple[Message, bool]]] = {}
    for message, promised in each:
        for one in promised:
            told.setdefault(plain(one.words), []).append((message, one.by_cues))
    sayings = {words for words, times in told.items() if _is_saying(times)}
    left = {}
    for message, promised in each:
        left[message.interaction_id] = [one for one in promised if plain(one.words) not in sayings]
        if len(left[message.interaction_id]) < len(promised):
            message.leave_out([one.words for one in promised if plain(one.words) in sayings])
    return left


def _is_saying(times: list[tuple[Message, bool]]) -> bool:
    """Whether the same words, said in those messages and by cues a promise or not, are promised to nobody."""
    if len({message.customer_id for message, _ in times}) < SEVERAL:
        return False
    kinds = {message.labels["kind"] for message, _ in times}
    return not any(by_cues for _, by_cues in times) or (len(kinds) > 1 and not UNOWED.isdisjoint(kinds))


def take(
    block: Block, proposals: Proposals, message: Message, found: list[library.Promise], repeated: list[Promise]
) -> list[Promise]:
    """Propose what was found in one message, and open what is clear; gives the promises that stand by it now.

    ``repeated`` are open promises of before in the same thread: what only says one of them again is not another.
    """
    if not found:
        return []
    rules = proposals.rules
    known = [p for p in block.promises.all.values() if p.made_in == message.interaction_id and not _is_read(p)]
    found = [each for each in found if not any(_again(each, before) for before in repeated)]
    if _is_called_holding(message, block):
        found = [each for each in found if names_something(each.words)]  # the rest is the new day of what it puts off
    left = _unmatched(found, known, rules)
    standing = []
    for each, place in zip(left, places(proposals.known(message, SORT), [f" {p.words}" for p in left]), strict=True):
        promise_id = read_id(message.interaction_id, place)
        proposal = proposals.propose(
            message,
            SORT,
            value_of(each, message.happened_at, rules),
            confidence=each.confidence,
            applied=each.clear and not known and message.spoken.known and not _is_notice(message),
            words=[each.words],
            reasons=_reasons(each, message, given=bool(known)),
            place=place,
            promise_id=promise_id,
        )
        promise = stand(block, proposal, message.member_id)
        if promise is not None:
            standing.append(promise)
    return standing


def stand(block: Block, proposal: Proposal, member_id: str | None) -> Promise | None:
    """The promise row that a proposal makes, as it must stand now; None where it makes none."""
    promise = block.promises.get(proposal.promise_id)
    if not proposal.holds:
        if promise is not None and not proposal.is_decided and promise.pk not in block.by_people:
            block.promises.drop(promise.pk)
            return None
        return promise
    if promise is not None and (proposal.is_decided or promise.pk in block.by_people):
        return promise
    promise = promise or Promise(promise_id=proposal.promise_id)
    said = proposal.says
    promise.customer_id, promise.member_id = proposal.customer_id, member_id
    promise.made_in, promise.made_at = proposal.interaction_id, proposal.made_at
    promise.text, promise.due_at = said["text"], moment(said.get("due_at"))
    block.promises.put(promise)
    return promise


def value_of(promise: library.Promise, said_at: datetime, rules: Rules) -> dict[str, Any]:
    """A promise as proposed. One without a moment gets the term of vague ones."""
    due = promise.due
    at = due.at if due is not None and due.at is not None else said_at + rules.term
    return {
        "text": promise.words,
        "firmness": promise.firmness,
        "by": promise.by,
        "due_at": at.isoformat(),
        "due_words": due.words if due else "",
        "vague": due is None or due.vague,
    }


def moment(text: str | None) -> datetime | None:
    """The moment that a value names."""
    return datetime.fromisoformat(text) if text else None


def _is_notice(message: Message) -> bool:
    """Whether it is a notice of the day ("your parcel comes today"): what a carrier does, no word of ours."""
    return message.channel == "sms" and message.labels["kind"] == "admin"


def _is_called_holding(message: Message, block: Block) -> bool:
    """Whether a file says that the message puts a promise off."""
    given = (promise for promise in block.promises.all.values() if not _is_read(promise))
    return any(message.interaction_id in (promise.holding or ()) for promise in given)


def names_something(words: str) -> bool:
    """Whether a promise names a thing of its own: "I'll write again by Monday" names none."""
    low = plain(words)
    return bool(shared(low, low))


def _is_read(promise: Promise) -> bool:
    return promise.promise_id.startswith(READ)


def _again(found: library.Promise, before: Promise) -> bool:
    """Whether it only says an open promise again: the same moment, in words alike."""
    due = before.moved_to or before.due_at
    return (
        found.due is not None and found.due.at is not None and found.due.at == due and alike(found.words, before.text)
    )


def _unmatched(found: list[library.Promise], known: list[Promise], rules: Rules) -> list[library.Promise]:
    """What was found beyond the promises that a file or a person gave of the same message."""
    left, free = [], list(known)
    for each in found:
        same = next((p for p in free if _is_same(each, p, rules)), None)
        if same is None:
            left.append(each)
        else:
            free.remove(same)
    return left


def _is_same(found: library.Promise, known: Promise, rules: Rules) -> bool:
    if alike(found.words, known.text):
        return True
    if found.due is None or found.due.at is None or known.due_at is None:
        return False
    zone = ZoneInfo(rules.zone)
    return found.due.at.astimezone(zone).date() == known.due_at.astimezone(zone).date()


def _reasons(promise: library.Promise, message: Message, *, given: bool) -> list[str]:
    reasons = [f"It says “{promise.cue}”."]
    if not message.spoken.known:
        reasons.append("The conversation does not say who speaks.")
    if promise.firmness != "firm":
        reasons.append("It rests on a condition.")
    if promise.due is None:
        reasons.append("It names no moment; the term of such promises is proposed.")
    elif promise.due.vague:
        reasons.append(f"“{promise.due.words}” names no day; the term of such promises is proposed.")
    else:
        reasons.append(f"“{promise.due.words}” says by when.")
    if given:
        reasons.append("Other promises of this message are recorded already.")
    return reasons
