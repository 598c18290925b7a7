"""What customers say of themselves: held as beliefs with their words as evidence; what is said again is one belief."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from deeproot import read as library
from deeproot_app.record.models import Belief, Proposal
from deeproot_app.record.reading.block import Block
from deeproot_app.record.reading.ids import READ, read_id
from deeproot_app.record.reading.proposing import Proposals, alike, places
from deeproot_app.record.reading.rules import HARD_TIMES, Rules
from deeproot_app.record.reading.safely import attempt
from deeproot_app.record.reading.unread import Message

SORT: Final = Proposal.Sort.BELIEF


def said(message: Message) -> list[library.Finding]:
    """What a customer says of themselves in a message."""
    if not message.theirs:
        return []
    kind = (message.labels["kind"] or "") if message.direction == "in" else None
    return attempt(message, lambda: library.beliefs(message.spoken.theirs, kind), [])


def take(block: Block, proposals: Proposals, message: Message, found: list[library.Finding]) -> set[str]:
    """Propose what was found in one message; gives the beliefs that it bears on."""
    if not found:
        return set()
    given = {
        belief.about
        for belief in block.beliefs.all.values()
        if not belief.pk.startswith(READ) and message.interaction_id in (belief.evidence or ())
    }
    found = [each for each in found if each.about not in given]
    reached = set()
    known = proposals.known(message, SORT)
    for each, place in zip(found, places(known, [f"{each.about} {each.words}" for each in found]), strict=True):
        own = read_id(message.interaction_id, place)
        before = same_as(block, message, each, own)
        if before is not None and before.evidence and not before.pk.startswith(READ):
            continue  # known, and from their own words
        if before is None and _asked_before(proposals, message, each):
            continue
        belief_id = before.pk if before else own
        proposal = proposals.propose(
            message,
            SORT,
            {"about": each.about, "text": each.words, "horizon": each.horizon, "metric": each.metric},
            confidence=each.confidence,
            applied=each.confidence >= proposals.rules.sure
            and message.spoken.known
            and (before is None or before.pk.startswith(READ)),
            words=[each.words],
            reasons=[f"It says “{each.cue}”.", *(["It was said before."] if before else [])],
            place=place,
            belief_id=belief_id,
        )
        reached.add(proposal.belief_id)
        conclude(block, proposal.belief_id, proposals.rules)
    return reached


def same_as(block: Block, message: Message, found: library.Finding, own: str) -> Belief | None:
    """The belief of this customer that says the same, or the hard times that last still; another than its ``own``."""
    for belief in block.beliefs.all.values():
        if belief.pk == own or belief.customer_id != message.customer_id or belief.about != found.about:
            continue
        shown = block.beliefs.get(belief.merged_into_id) or belief
        if found.about == "capacity":
            lasts = belief.until is None or message.happened_at < belief.until
            if lasts and belief.from_at < message.happened_at + HARD_TIMES:
                return shown
        elif alike(belief.text, found.words):
            return shown
    return None


def _asked_before(proposals: Proposals, message: Message, found: library.Finding) -> bool:
    """Whether an earlier message of theirs said it, and that waits for a person or was rejected by one."""
    return any(
        row.state in (Proposal.State.WAITING, Proposal.State.REJECTED)
        and row.value["about"] == found.about
        and (row.made_at, row.interaction_id) < message.order
        and alike(row.value["text"], found.words)
        for row in proposals.of_customer(message.customer_id, SORT)
    )


def conclude(block: Block, belief_id: str, rules: Rules) -> None:
    """Make a belief of all that holds of what was proposed for it; take it away where nothing does.

    Its first words are its text; said again it is confirmed; hard times last until some time after they were last told
    of. Beliefs of files and of people are left alone, and of others what people decided. What is shown as another
    belief bears on that one.
    """
    there = block.beliefs.get(belief_id)
    belief_id = (there.merged_into_id if there else None) or belief_id
    if not belief_id.startswith(READ):
        return
    belief = block.beliefs.get(belief_id)
    ids = {belief_id, *(pk for pk, one in block.beliefs.all.items() if one.merged_into_id == belief_id)}
    told = in_order(row for row in block.proposals.all.values() if row.sort == SORT and row.belief_id in ids)
    theirs = block.beliefs_by_people.get(belief_id, set())
    if not told:
        if not theirs:
            block.beliefs.drop(belief_id)
        return
    belief = belief or Belief(belief_id=belief_id)
    for name, value in resting(belief, told, theirs).items():
        setattr(belief, name, value)
    block.beliefs.put(belief)


def in_order(rows: Iterable[Proposal]) -> list[Proposal]:
    """Those that hold, the first said first."""
    return sorted((row for row in rows if row.holds), key=lambda row: (row.made_at, row.interaction_id))


def resting(belief: Belief | None, told: list[Proposal], theirs: Collection[str]) -> dict[str, Any]:
    """The columns of a belief that rests on these proposals; ``theirs`` are as people decided.

    Of those the evidence grows, and what is said again confirms it; nothing else of them changes.
    """
    values = made_of(told)
    if belief is None or not theirs:
        return values
    kept = {name: value for name, value in values.items() if name not in theirs}
    if "evidence" in theirs:
        kept["evidence"] = list(dict.fromkeys([*(belief.evidence or ()), *values["evidence"]]))
    if "confirmed_at" in theirs:
        kept["confirmed_at"] = max(filter(None, (belief.confirmed_at, values["confirmed_at"])), default=None)
    return kept


def made_of(told: list[Proposal]) -> dict[str, Any]:
    """The columns of a belief that rests on these proposals, the first said first."""
    first, says = told[0], told[0].says
    again = [row.made_at for row in told if row.interaction_id != first.interaction_id or row.is_decided]
    return {
        "customer_id": first.customer_id,
        "about": says["about"],
        "text": says["text"],
        "horizon": says.get("horizon"),
        "metric": says.get("metric"),
        "from_at": first.made_at,
        "until": _until(told) if says["about"] == "capacity" else None,
        "confirmed_at": max(again) if again else None,
        "evidence": list(dict.fromkeys(row.interaction_id for row in told)),
    }


def _until(told: list[Proposal]) -> datetime:
    return max(row.made_at for row in told) + HARD_TIMES
