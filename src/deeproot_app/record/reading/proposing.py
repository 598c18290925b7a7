"""Propose what a message says: once, whichever reading finds it; what a person decided is left alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable
from typing import Any

from deeproot_app.record.models import Proposal
from deeproot_app.record.reading import highlight
from deeproot_app.record.reading.block import Block
from deeproot_app.record.reading.rules import Rules
from deeproot_app.record.reading.unread import Message

ALIKE = 0.6
"""The share of the shorter text's words from which two texts say the same."""
WORD = re.compile(r"[^\W\d_]{3,}|\d+")
STEM = 5


class Proposals:
    """What was proposed of a block, and what is said of it now."""

    def __init__(self, block: Block, rules: Rules) -> None:
        self.block, self.rules = block, rules
        self._said: set[Hashable] = set()
        self._known: dict[tuple[str, str], list[Proposal]] = {}
        self._of_customer: dict[tuple[str, str], list[Proposal]] = {}
        for row in block.proposals.all.values():
            self._known.setdefault((row.interaction_id, row.sort), []).append(row)
            self._of_customer.setdefault((row.customer_id, row.sort), []).append(row)

    def known(self, message: Message, sort: str) -> list[Proposal]:
        """What was proposed of a message before."""
        return self._known.get((message.interaction_id, sort), [])

    def of_customer(self, customer_id: str, sort: str) -> list[Proposal]:
        """What was proposed of a customer before, and now."""
        return self._of_customer.get((customer_id, sort), [])

    def propose(
        self,
        message: Message,
        sort: str,
        value: dict[str, Any],
        *,
        confidence: float,
        applied: bool,
        words: list[str],
        reasons: list[str],
        place: int = 0,
        promise_id: str = "",
        belief_id: str = "",
    ) -> Proposal:
        """The proposal of that key as it now stands: as decided where a person did, else as read now."""
        key = (message.interaction_id, sort, place, promise_id)
        self._said.add(key)
        row = self.block.proposals.get(key)
        if row is not None and row.is_decided:
            return row
        if row is None:
            row = Proposal(
                interaction_id=message.interaction_id,
                sort=sort,
                rank=Proposal.RANK[sort],
                place=place,
                promise_id=promise_id,
            )
            self.block.proposals.put(row)
            self._of_customer.setdefault((message.customer_id, sort), []).append(row)
        row.customer_id, row.belief_id, row.made_at = message.customer_id, belief_id, message.happened_at
        row.value, row.reasons, row.confidence = value, reasons, round(confidence, 3)
        row.words = highlight.places(message.body, words)
        row.state = Proposal.State.OPENED if applied else Proposal.State.WAITING
        row.reader = self.rules.version
        return row

    def is_said(self, row: Proposal) -> bool:
        """Whether a proposal was said now."""
        return row.key in self._said

    def overtake_unsaid(self, messages: list[Message], sorts: Collection[str] = Proposal.Sort.values) -> list[Proposal]:
        """Those of these messages that nobody decided and that are not read so any more: they are overtaken."""
        here = {message.interaction_id for message in messages}
        gone = [
            row
            for key, row in self.block.proposals.all.items()
            if row.interaction_id in here
            and row.sort in sorts
            and key not in self._said
            and not row.is_decided
            and row.state != Proposal.State.OVERTAKEN
        ]
        for row in gone:
            row.state, row.reader = Proposal.State.OVERTAKEN, self.rules.version
        return gone


def places(known: list[Proposal], texts: list[str]) -> list[int]:
    """The place of each text (`text_of` a value) among those known: of the same, else of one alike, else a new one."""
    free = {row.place: text_of(row.value) for row in known}
    following = max(free, default=-1) + 1
    found: list[int | None] = [None] * len(texts)
    for at, text in enumerate(texts):
        same = next((place for place, there in free.items() if there == text), None)
        if same is not None:
            found[at] = same
            del free[same]
    for at, text in enumerate(texts):
        if found[at] is None:
            like = next((place for place, there in free.items() if alike(there, text)), None)
            found[at] = like
            free.pop(like, None) if like is not None else None
    placed = []
    for place in found:
        placed.append(following if place is None else place)
        following += place is None
    return placed


def text_of(value: dict[str, Any]) -> str:
    """What tells one proposal of a message from another: its words, and what they are about."""
    return f"{value.get('about', '')} {value['text']}"


def alike(one: str, other: str) -> bool:
    """Whether two texts share most of the words of the shorter."""
    first, second = stems(one), stems(other)
    least = min(len(first), len(second))
    return bool(least) and len(first & second) >= ALIKE * least


def stems(text: str) -> set[str]:
    """The words of a text by their beginnings."""
    return {word[:STEM] for word in WORD.findall(text.casefold())}
