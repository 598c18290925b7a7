"""Steps and stages as numbers that an engine sorts quickly, and in plain words.

A step is `(channel * 4 + direction) * 32 + kind`; with its stage it is a node, `stage * 4096 + step`.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from deeproot.tables import CHANNELS, DIRECTIONS, KINDS

Stage = Literal["before", "first", "use", "trouble", "renewal", "leaving"]
STAGES: Final[dict[Stage, str]] = {
    "before": "Before buying",
    "first": "First 90 days",
    "use": "In use",
    "trouble": "Trouble",
    "renewal": "Renewal",
    "leaving": "Leaving",
}
RULES: Final[dict[Stage, str]] = {
    "before": "until the customer's first day, first contract or first purchase, whichever was first",
    "first": "the 90 days from then on",
    "use": "all other time",
    "trouble": "while a support case is open, both ends included",
    "renewal": "from 45 days before a contract is to be signed again until 14 days after",
    "leaving": "from when the last contract was cancelled, or 30 days before the customer was gone if that is earlier",
}
"""Where several hold at a moment: leaving before trouble before renewal before all else."""
FIRST_DAYS: Final = 90
LEAVING_DAYS: Final = 30
RENEWAL_DAYS: Final = (45, 14)
A_STAGE: Final = 4096

OWN_CHANNELS: Final = (*CHANNELS, "contract")
"""The channels of the record, and the steps that stand in no interaction: what became of a contract."""
OWN_KINDS: Final = (*KINDS, "opened", "closed", "begun", "renewed", "cancelled")
"""The kinds of the record, and those of cases and contracts."""

_THROUGH: Final = {
    "email": "by email", "call": "by phone", "meeting": "in a meeting", "chat": "in a chat", "case": "in a case",
    "survey": "in a survey", "purchase": "with a purchase", "usage": "in the product", "mention": "in public",
    "event": "at an event", "letter": "by letter", "sms": "by SMS", "note": "in a note", "contract": "in a contract",
}  # fmt: skip
_THEIRS: Final = {
    None: "Message", "question": "Question", "request": "Request", "complaint": "Complaint", "praise": "Praise",
    "thanks": "Thanks", "cancel": "Wants to leave", "hardship": "Tells of hard times", "all_great": "“All is great”",
    "feedback": "Feedback",
}  # fmt: skip
_OURS: Final = {
    None: "Our message", "pitch": "Our offer", "renewal": "Our word on renewal", "value": "Something useful from us",
    "care": "We ask how it goes", "answer": "Our answer", "holding": "Our “still at it”", "appreciation": "Our thanks",
    "admin": "Our paperwork", "miss_you": "Our “we miss you”",
}  # fmt: skip
_ALONE: Final = {
    ("usage", "in", None): "Uses the product", ("purchase", "in", None): "Buys", ("event", "both", None): "Event",
    ("mention", "in", None): "Speaks of us in public", ("survey", "in", None): "Answers a survey",
    ("survey", "out", "admin"): "We send a survey",
    ("case", "in", "opened"): "Case opened", ("case", "out", "closed"): "Case closed",
    ("contract", "both", "begun"): "Contract begins", ("contract", "both", "renewed"): "Contract renewed",
    ("contract", "in", "cancelled"): "Contract cancelled",
}  # fmt: skip
_TOGETHER: Final = {"call": "Call", "meeting": "Meeting", "chat": "Chat", "event": "Event"}


class Step(NamedTuple):
    """One touchpoint."""

    channel: str
    direction: str
    """in (from the customer), out (from us) or both."""
    kind: str | None

    @property
    def says(self) -> str:
        """In plain words, such as "Question by email"."""
        if alone := _ALONE.get(self):
            return alone
        named = _OURS if self.direction != "in" and self.kind in _OURS else _THEIRS
        word = named.get(self.kind) or str(self.kind).replace("_", " ").capitalize()
        if self.direction == "both" and self.channel in _TOGETHER:
            return f"{_TOGETHER[self.channel]}: {word[:1].lower()}{word[1:]}" if self.kind else _TOGETHER[self.channel]
        return f"{word} {_THROUGH.get(self.channel, self.channel)}"

    @property
    def by(self) -> str:
        """Who acts: customer, us or both."""
        return {"in": "customer", "out": "us"}.get(self.direction, "both")


def number(channel: str, direction: str, kind: str | None) -> int:
    """The number of a step. Raises ValueError for a word that is none of the record's."""
    kinds = 0 if kind is None else OWN_KINDS.index(kind) + 1
    return (OWN_CHANNELS.index(channel) * 4 + DIRECTIONS.index(direction)) * 32 + kinds


def step(node: int) -> Step:
    """The step of a number, with or without its stage. Raises ValueError where there is none."""
    rest, kind = divmod(node % A_STAGE, 32)
    channel, direction = divmod(rest, 4)
    if node < 0 or channel >= len(OWN_CHANNELS) or kind > len(OWN_KINDS):
        raise ValueError(f"there is no step {node}")
    return Step(OWN_CHANNELS[channel], DIRECTIONS[direction], OWN_KINDS[kind - 1] if kind else None)


def stage(node: int) -> Stage:
    """The stage of a node. Raises ValueError where there is none."""
    place = node // A_STAGE
    if not 0 <= place < len(STAGES):
        raise ValueError(f"there is no stage {place}")
    return tuple(STAGES)[place]
