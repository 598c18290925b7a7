"""What does a message's place in its thread say of its kind? How much likelier each kind is after what came before.

Words of the same sort mean one thing at the head of a thread and another after our question: what answers our "how are
you getting on?" tells rather than complains, what follows our answer thanks or asks on. The shares are whole and half
steps, set by judgement and looked over on the sample company in voices that were written for it (its stories go on
alike in each of them).
"""

from __future__ import annotations

from collections.abc import Mapping

HEAD = ""
"""Nothing came before it in its thread."""
AGAIN = "again"
"""The one who writes wrote last in the thread, too."""
SURVEY = "survey"
"""It remarks on something in a survey: whatever is said there was asked for, and is feedback."""
ASKED_TO_TELL = frozenset(("care", "value", "appreciation", SURVEY))
"""After these a customer tells what hurts because we asked, or gave: no complaint, however loud."""
ASKED = {
    "answer": 2.0, "holding": 1.5, "care": 0.5, "value": 0.6, "admin": 0.6, "pitch": 0.3, "renewal": 0.25,
    "appreciation": 0.3, "miss_you": 0.05,
}  # fmt: skip
"""After a customer's question, request or complaint."""
TOLD = {"answer": 1.5, "holding": 0.6, "appreciation": 0.5, "miss_you": 0.1, "renewal": 0.5, "pitch": 0.7}
"""After what a customer told, or thanked for."""
HELPED = {
    "thanks": 1.5, "all_great": 0.3, "praise": 0.6, "cancel": 0.5, "hardship": 0.5, "question": 0.8, "request": 0.8,
}  # fmt: skip
"""After our answer, or our word that it takes longer."""
AFTER: Mapping[str, Mapping[str, float]] = {
    "in " + HEAD: {"thanks": 0.4, "feedback": 0.6, "all_great": 0.15, "question": 1.2, "request": 1.2},
    "in " + AGAIN: {"thanks": 0.6, "all_great": 0.3, "praise": 0.5, "complaint": 1.5, "hardship": 0.6, "request": 1.2},
    "in answer": HELPED,
    "in holding": HELPED | {"complaint": 1.5},
    "in value": {
        "thanks": 1.5, "feedback": 1.2, "complaint": 0.25, "cancel": 0.3, "hardship": 0.5, "request": 0.5,
        "question": 0.7,
    },
    "in care": {
        "feedback": 1.5, "all_great": 2.0, "complaint": 0.6, "hardship": 1.5, "request": 0.6, "question": 0.6,
        "cancel": 0.5,
    },
    "in appreciation": {
        "thanks": 2.0, "complaint": 0.4, "cancel": 0.4, "request": 0.6, "question": 0.7, "all_great": 0.5,
    },
    "in renewal": {"feedback": 1.5, "hardship": 1.2, "all_great": 0.3},
    "in " + SURVEY: {"feedback": 2.0, "all_great": 0.05, "thanks": 0.5},
    "in pitch": {"cancel": 1.2, "hardship": 1.5, "all_great": 0.5},
    "in miss_you": {"cancel": 1.5, "hardship": 1.5},
    "out " + HEAD: {"answer": 0.3, "holding": 0.15},
    "out " + AGAIN: {"holding": 1.5, "miss_you": 0.5, "care": 0.7},
    **{f"out {kind}": ASKED for kind in ("question", "request", "complaint")},
    **{f"out {kind}": TOLD for kind in ("feedback", "thanks", "praise", "all_great")},
    "out cancel": {"answer": 1.5, "pitch": 0.5, "miss_you": 0.3, "renewal": 0.5},
}  # fmt: skip
"""For a side and the kind of what the other side wrote last: what the likelihood of a kind is multiplied with."""
NOTHING: Mapping[str, float] = {}


def of_place(side: str, after: str | None) -> Mapping[str, float]:
    """How much likelier kinds of a side are after such a message (None: not known); one not named is as likely."""
    return NOTHING if after is None else AFTER.get(f"{side} {after}", NOTHING)
