"""The ways of taking part, each recognised by what the record or the trail says that somebody did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Way:
    """One way of taking part."""

    id: str
    title: str
    rule: str
    """By what it is recognised."""
    page: str
    """Where one does it: the name of a page."""


WAYS: Final = (
    Way("listen", "Listening", "a call or meeting with a customer, an answer to them, or a question of ours",
        "desk:customers"),
    Way("promise", "Keeping promises", "a promise of theirs, kept in time", "desk:promises"),
    Way("brief", "Reading the brief", "a brief that they opened", "act:calls"),
    Way("review", "Reviewing what was read", "a proposal that they decided", "review:review"),
    Way("belief", "Confirming beliefs", "a belief that they confirmed", "desk:beliefs"),
    Way("note", "Notes and handovers", "a note or handover of theirs that stands", "act:together"),
    Way("walk", "Walking the journey", "a step of a walk of theirs, noted", "understand:maps"),
    Way("habit", "Small habits", "a day or week on which a habit of theirs was kept", "act:habits"),
    Way("own", "Using our own product", "an entry of theirs in the log of using our own product", "act:own_product"),
)  # fmt: skip
BY_ID: Final = {way.id: way for way in WAYS}
IDS: Final = tuple(BY_ID)
