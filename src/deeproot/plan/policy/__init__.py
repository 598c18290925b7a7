"""The one gate that every outgoing touch passes: yes, or no with every reason (docs/policy.md).

`decide` is pure: it is told what is about to happen (`Touch`), what the record says (`Facts`), what is allowed
(`Limits`) and the moment, and asks nothing else.
"""

from __future__ import annotations

from deeproot.plan.policy.decide import decide, decide_all
from deeproot.plan.policy.hours import next_permitted, slot
from deeproot.plan.policy.limits import Frequency, Hours, Limits
from deeproot.plan.policy.shapes import (
    ALLOWED,
    REASONS,
    Capacity,
    Facts,
    OpenCase,
    Passed,
    Reason,
    Touch,
    Verdict,
    Word,
)
from deeproot.plan.policy.zones import candidates

__all__ = [
    "ALLOWED",
    "REASONS",
    "Capacity",
    "Facts",
    "Frequency",
    "Hours",
    "Limits",
    "OpenCase",
    "Passed",
    "Reason",
    "Touch",
    "Verdict",
    "Word",
    "candidates",
    "decide",
    "decide_all",
    "next_permitted",
    "slot",
]
