"""For which reasons of Today the telephone is the best way: where a voice does what a letter cannot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

BY_PHONE: Final[dict[str, str]] = {
    "promise_overdue": "Who waits for what we promised is owed a voice, not one more mail.",
    "complaint_went_silent": "Who gave up writing will not answer a mail; ask how it stands.",
    "case_brief": "A call with the brief read shows that you know what they go through.",
    "low_mark": "Who marks us down and is called the same day knows that it was read.",
    "endless_loop": "One more holding mail is what they have had enough of.",
    "pitched_in_hard_times": "To say sorry for a pitch in hard times takes a voice.",
    "hollow_miss_you": "The follow-up that the mail did not have.",
    "ok_without_a_clue": "Ask again, this time having read what they are in.",
    "heard_only_at_renewal": "A call that asks for nothing, months before the contract.",
    "all_great_nothing_asked": "A probing question lives from what is asked next.",
    "stopped_listening": "Let them do the talking.",
    "assumptions_about_you": "What we only assume, they can tell in ten minutes.",
    "silence_too_long": "After a long silence a voice is closer than a letter.",
}
"""Each reason, and why. The others (a question that waits, a promise due soon, too many touchpoints, asked and never
given) are answered in writing, where the customer wrote."""
KIND_OF: Final[dict[str, str]] = {
    "promise_overdue": "holding", "promise_due": "holding", "endless_loop": "holding", "unanswered": "answer",
    "complaint_went_silent": "care", "case_brief": "care",
}  # fmt: skip
"""What a call for that reason is, for the gate and for the record, unless the caller says otherwise; else `care`."""


def by_phone(reason: str, offer: Mapping[str, Any] | None = None) -> bool:
    """Whether the best channel for this item is the telephone: as its offer says, else by its reason."""
    channel = (offer or {}).get("channel")
    return channel == "call" if channel else reason in BY_PHONE


def kind_of(reason: str) -> str:
    """The kind of touch that a call for this reason is."""
    return KIND_OF.get(reason, "care")
