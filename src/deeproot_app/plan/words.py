"""What the reasons of Today are called."""

from __future__ import annotations

from typing import Final

from deeproot.understand.scenarios import BY_ID as SCENARIOS

REASONS: Final = {
    "promise_overdue": "Promise overdue",
    "promise_due": "Promise due",
    "unanswered": "Unanswered",
    "case_brief": "Open case",
    "low_mark": "Low mark",
    "silence_too_long": "Silence too long",
}


def reason(name: str) -> str:
    """What a reason to reach out is called: a name of its own, or the scenario's title."""
    return REASONS.get(name) or (SCENARIOS[name].title if name in SCENARIOS else name.replace("_", " "))
