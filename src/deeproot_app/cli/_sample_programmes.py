"""The sample company's programmes: one that runs and asks, one that is still a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

CHECK_IN: Final[dict[str, Any]] = {
    "audience": {"all": [{"of": "silent_days", "at_least": 45}, {"not": {"of": "open_cases", "at_least": 1}}]},
    "holdout": {"share": 0.2, "strata": ["persona"]},
    "steps": [
        {"id": "step-1", "do": "email", "template": "care", "kind": "care", "approve": True},
        {"id": "step-2", "do": "wait", "days": 5},
        {"id": "step-3", "do": "call", "because": "Ask how they are, and what would help them now", "approve": False},
    ],
}
BEFORE_RENEWAL: Final[dict[str, Any]] = {
    "audience": {"of": "renews_in_days", "at_least": 60, "at_most": 120},
    "holdout": {"share": 0.1},
    "leave": {"on_reply": False, "when_gone": False, "after_days": 120},
    "steps": [
        {"id": "step-1", "do": "task", "text": "Look at what they wanted to reach with us, and how far they are"},
        {"id": "step-2", "do": "email", "template": "care", "kind": "care", "approve": True},
    ],
}


def begin(now: datetime) -> int:
    """Make both, start the first and let it go on once; gives how many customers entered it. Nothing leaves."""
    from deeproot_app.act.programmes.entering import enter
    from deeproot_app.act.programmes.going_on import go_on
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.plan.programmes import define

    words = "Nobody hears nothing from us for longer than six weeks"
    running = define.start(COMMAND_LINE, define.make(COMMAND_LINE, "Check in", words, CHECK_IN).pk)
    words = "Nobody hears from us only when they are to sign again"
    define.make(COMMAND_LINE, "Well before renewal", words, BEFORE_RENEWAL)
    entered = enter(running.pk, now)
    go_on(now)
    return entered
