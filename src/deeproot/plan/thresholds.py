"""What counts as soon, as long, as too long: defaults that an organisation may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

LOW_MARKS: Final = {"nps": 6.0, "csat": 2.0, "ces": 3.0}
"""The highest mark of each kind that is a low one: a detractor of 0 to 10, dissatisfied of 1 to 5, hard of 1 to 7."""


@dataclass(frozen=True)
class Thresholds:
    """The numbers that the reasons of `today` are found by."""

    due_hours: float = 48
    """A promise is listed as due this long before its moment."""
    escalate_days: float = 7
    """A promise overdue for longer is also in the list of the one who looks after the customer."""
    silence_days: float = 60
    """The longest a customer should hear nothing from us, where the persona has no cadence of its own."""
    cadence: Mapping[str, float] = field(default_factory=dict)
    """The same in days by persona."""
    low_marks: Mapping[str, float] = field(default_factory=lambda: dict(LOW_MARKS))
    """By the kind of mark the highest that counts as low; whatever tool asked for it."""
    low_mark_days: float = 30
    """So long after it was given a low mark is listed, unless one of us reached out before."""

    @classmethod
    def of(cls, changed: Mapping[str, Mapping[str, Any]]) -> Thresholds:
        """The defaults with an organisation's changes.

        ``changed`` maps a reason to its numbers: ``{"promise_due": {"hours": 72}, "promise_overdue":
        {"escalate_days": 3}, "silence_too_long": {"days": 45, "personas": {"Founder": 30}}, "low_mark": {"nps": 5,
        "days": 14}}``; other keys are not ours.
        """
        silence, low = changed.get("silence_too_long", {}), changed.get("low_mark", {})
        return cls(
            due_hours=float(changed.get("promise_due", {}).get("hours", cls.due_hours)),
            escalate_days=float(changed.get("promise_overdue", {}).get("escalate_days", cls.escalate_days)),
            silence_days=float(silence.get("days", cls.silence_days)),
            cadence={persona: float(days) for persona, days in silence.get("personas", {}).items()},
            low_marks={kind: float(low.get(kind, mark)) for kind, mark in LOW_MARKS.items()},
            low_mark_days=float(low.get("days", cls.low_mark_days)),
        )

    def cadence_days(self, persona: str | None) -> float:
        """The longest silence in days that suits this persona."""
        return self.cadence.get(persona or "", self.silence_days)
