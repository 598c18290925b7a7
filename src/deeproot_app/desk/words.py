"""What an event of a story is called from the customer's seat: "you" is the customer, "we" are we."""

from __future__ import annotations

from typing import Final

from deeproot_app.plan.words import reason

__all__ = ["called", "cause", "reason", "short"]

BY_KIND: Final = {
    "pitch": "We tried to sell you something",
    "renewal": "We asked you to sign again",
    "value": "We gave you something of use",
    "care": "We asked how you were",
    "answer": "We answered",
    "holding": "We asked you to wait",
    "appreciation": "We thanked you",
    "admin": "We sent you paperwork",
    "miss_you": "We said that we missed you",
    "question": "You asked",
    "request": "You asked for something",
    "complaint": "You complained",
    "praise": "You praised us",
    "thanks": "You thanked us",
    "cancel": "You said that you want to leave",
    "hardship": "You told us that times are hard",
    "all_great": "You said that everything is great",
    "feedback": "You told us what you think",
    "note": "A note among us",
    "handover": "We handed you over to a colleague",
    "brief": "We read up on you",
}
BY_DOOR: Final = {
    ("call", "out"): "We called",
    ("call", "in"): "You called",
    ("call", "both"): "We spoke on the phone",
    ("meeting", "both"): "We met",
    ("chat", "both"): "We chatted",
    ("survey", "out"): "We sent you a survey",
    ("survey", "in"): "You answered our survey",
    ("purchase", "in"): "You bought",
    ("usage", "in"): "You used the product",
    ("mention", "in"): "You spoke of us in public",
    ("event", "both"): "You came to our event",
    ("event", "out"): "We invited you to an event",
}
DONE_RATHER_THAN_SAID: Final = frozenset({("survey", "in"), ("purchase", "in"), ("usage", "in")})
"""Doors through which customers act: there the door says more than what kind of message it would be."""
BY_DIRECTION: Final = {"in": "You wrote", "out": "We wrote", "both": "We spoke", "internal": "Among us"}
CAUSES: Final = {
    "gap": "Our own record has a gap here: we may have spoken and not know it.",
    "unanswered": "You had asked something, and no answer came.",
    "promise_overdue": "We had promised something for this time, and it did not come.",
    "after_complaint": "You had complained.",
    "after_signing": "You had just signed.",
    "after_survey": "We had asked you to fill in a survey.",
    "after_all_great": "You had said that everything was great, and we left it there.",
    "unknown": "Nothing in the record says why.",
}


def called(channel: str, direction: str, kind: str | None, automatic: bool) -> str:
    """What one interaction is called: by its kind where one is known, else by the door it came through."""
    if automatic:
        return "A machine of yours answered" if direction == "in" else "Our machine wrote"
    if kind in BY_KIND and (channel, direction) not in DONE_RATHER_THAN_SAID:
        return BY_KIND[kind]
    return BY_DOOR.get((channel, direction)) or BY_DIRECTION.get(direction, "Something passed")


def cause(name: str) -> str:
    """Why a silence was, in a sentence."""
    return CAUSES[name]


SHORT: Final = {
    "heard_from_us": "Heard from us",
    "asked_share": "Asked for something",
    "value_share": "Given something",
    "longest_silence_days": "Longest silence",
    "current_silence_days": "Silence now",
    "renewal_only_share": "Only at renewal",
    "answer_hours": "Wait for answers",
    "unanswered": "Unanswered",
    "promises_due": "Promises due",
    "promises_kept_share": "Promises kept",
    "promise_delay_days": "Promises late by",
    "holding_loop": "Put off",
    "early_share": "Earlier than said",
    "listening_share": "Their share of words",
    "people_met": "People met",
    "explained_again": "Explained again",
    "channels_used": "Doors used",
    "pitched_in_hard_times": "Pitched in hard times",
    "uninformed_contacts": "Asked without a clue",
    "hollow_words": "Hollow words",
    "silent_complaints": "Silent complaints",
    "great_unprobed": "Great, not probed",
    "thanked": "Thanked",
    "assumed_share": "Assumed",
    "mood_change": "Change of mood",
    "record_gap_days": "Gaps in our record",
}
"""A measure's heading where its question is too long; a new measure stands under its question."""


def short(measure: str, question: str) -> str:
    """What a measure is called at the head of a column."""
    return SHORT.get(measure, question)
