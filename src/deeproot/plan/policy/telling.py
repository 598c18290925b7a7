"""The words of the rules, and of the facts that triggered them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from deeproot.plan.policy.limits import WEEKDAYS, Hours, Limits
from deeproot.plan.policy.shapes import Facts, OpenCase, Touch, Word

PURPOSES: Final = {
    "all": "being contacted",
    "marketing": "marketing",
    "survey": "surveys",
    "tracking": "being tracked",
}
BASIS: Final = {
    "consent": "Marketing by mail, SMS or telephone needs their consent.",
    "bought": "Marketing by mail, SMS or telephone needs a purchase or term of theirs, or their consent.",
    "customer": "Marketing by mail, SMS or telephone goes to customers, or to who consented.",
}
CASE: Final = (
    "While a case is open, only those who work on it, or were briefed in the last day, get in touch.",
    "No survey while a case is open.",
)
NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NEVER: Final = datetime.min.replace(tzinfo=UTC)
"""The end of a basis that never was."""


def without_basis(facts: Facts, limits: Limits, lapsed: datetime) -> str:
    """Why there is no basis for marketing."""
    if limits.basis == "consent":
        return "The record holds no consent of theirs."
    if lapsed == NEVER:
        return "The record holds no purchase, no term and no consent of theirs."
    if limits.basis == "customer":
        return f"They left on {day(facts.left_at)}, too long ago."
    return f"What they last bought ended on {day(facts.bought_at)}, too long ago."


def may_override(touch: Touch) -> bool:
    """Only a person can decide otherwise, about one touch: nobody decides about an automatic one."""
    return not touch.automatic


def within(moment: datetime | None, at: datetime, span: timedelta) -> bool:
    """Whether a moment lies in the span before ``at``."""
    return moment is not None and at - span <= moment <= at


def on(word: Word) -> str:
    """The channel of a word, as its sentence goes on."""
    return f" by {word.channel}" if word.channel else ""


def day(moment: datetime | None) -> str:
    """A moment as its day in UTC: 3 May 2026."""
    return "" if moment is None else f"{moment.day} {moment:%B %Y}"


def open_since(cases: Sequence[OpenCase]) -> str:
    """That cases are open, by the day on which the first was opened: nobody knows a case by its id."""
    first = min((case.opened_at for case in cases if case.opened_at is not None), default=None)
    if len(cases) == 1:
        return f"A support case has been open since {day(first)}." if first else "A support case is open."
    return f"{len(cases)} support cases are open{f', the first since {day(first)}' if first else ''}."


def clock(minutes: int) -> str:
    """Minutes after midnight as a time of day."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def gifts(number: int) -> str:
    """A number of gifts, in words."""
    return f"{number or 'no'} gift{'' if number == 1 else 's'}"


def weekdays(days: frozenset[int]) -> str:
    """The days of some hours, as their sentence goes on."""
    if len(days) == 7:
        return ""
    if days == WEEKDAYS:
        return ", Monday to Friday"
    return " on " + ", ".join(NAMES[day] for day in sorted(days))


@lru_cache(maxsize=256)
def only_within(channel: str, hours: Hours) -> str:
    """The rule about a channel's hours."""
    name = "SMS" if channel == "sms" else channel.capitalize()
    return f"{name} only from {clock(hours.start)} to {clock(hours.end)}{weekdays(hours.days)}, their time."


@lru_cache(maxsize=4096)
def their_time(zones: tuple[str, ...], at: datetime) -> str:
    """What the clock says in these zones."""
    if not zones:
        return f"It is {at:%H:%M} UTC on {NAMES[at.weekday()]}; where they are is not known."
    local = at.astimezone(ZoneInfo(zones[0]))
    told = f"It is {local:%H:%M} on {NAMES[local.weekday()]} in {zones[0]}"
    others = len(zones) - 1
    return f"{told}, and they may be in {others} other zone{'s' if others > 1 else ''}." if others else f"{told}."
