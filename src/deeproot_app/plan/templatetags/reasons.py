"""What templates say of the reasons of Today."""

from __future__ import annotations

from typing import Final

from django import template

from deeproot_app.plan import words

register = template.Library()
TONES: Final = {
    "promise_overdue": "bad", "promise_due": "warn", "unanswered": "warn", "low_mark": "warn", "case_brief": "info",
}  # fmt: skip


@register.filter
def reason(name: str) -> str:
    """What a reason to reach out is called."""
    return words.reason(name)


@register.filter
def reason_tone(name: str) -> str:
    """How urgent a reason looks."""
    return TONES.get(name, "")
