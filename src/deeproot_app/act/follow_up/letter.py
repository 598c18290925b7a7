"""The morning's mail: what is owed, in few lines, each with the way to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format

from deeproot_app.act.follow_up.owed import Owed
from deeproot_app.act.models import OptionQuestion
from deeproot_app.base import address

LINES = 12
"""So many of each kind; the rest is counted."""
SHOWN = 160


def subject(found: Owed) -> str:
    """What the mail says before it is opened."""
    parts = [
        _many(len(found.overdue), "promise overdue", "promises overdue"),
        _many(len(found.due), "due today", "due today"),
        _many(len(found.escalated), "escalated to you", "escalated to you"),
        _many(len(found.marks), "low mark", "low marks"),
        _many(len(found.asked), "question", "questions"),
        _many(len(found.calls), "call", "calls"),
        _many(len(found.habits), "habit", "habits"),
    ]
    return ", ".join(filter(None, parts)).capitalize()


def text(name: str, found: Owed, day: date, zone: ZoneInfo) -> str:
    """The words of the mail, for one colleague, on one day of theirs."""
    parts = [
        f"Good morning{f', {name}' if name else ''}. This is what you owe on {date_format(day, 'l, j F')}.",
        _part("Overdue", (f"{_promised(one, zone)}, overdue" for one in found.overdue), len(found.overdue)),
        _part("Due today", (_promised(one, zone) for one in found.due), len(found.due)),
        _part("Escalated to you", (_line(one.headline) for one in found.escalated), len(found.escalated)),
        _part("Low marks", (_line(one.headline) for one in found.marks), len(found.marks)),
        _part("Asked of you", (_asked(one) for one in found.asked), len(found.asked)),
        _part("To call", (_line(f"{one.customer}: {one.headline}") for one in found.calls), len(found.calls)),
        _part("Your habits", (_line(one) for one in found.habits), len(found.habits)),
        "\n".join([f"Promises: {address.of(reverse('desk:promises'))}", f"Calls: {address.of(reverse('act:calls'))}"]),
        f"The same in your calendar: {address.of(reverse('api:tokens'))}\n"
        f"When this mail comes, or that it does not: {address.of(reverse('act:morning'))}",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _part(title: str, lines: Iterable[str], many: int) -> str:
    if not many:
        return ""
    shown = [line for line, _ in zip(lines, range(LINES), strict=False)]
    more = [f"  … and {many - LINES} more"] if many > LINES else []
    return "\n".join([f"{title} ({many})", *shown, *more])


def _promised(promise: object, zone: ZoneInfo) -> str:
    due: datetime = promise.due.astimezone(zone)  # type: ignore[attr-defined]
    when = date_format(due, "D j M, H:i")
    return _line(f"{promise.customer.leader.name}, {when}: “{promise.text}”")  # type: ignore[attr-defined]


def _asked(question: OptionQuestion) -> str:
    return _line(f"{question.customer.leader.name}, {question.actor}: “{question.words}”")


def _line(words: str) -> str:
    plain = " ".join(words.split())
    return f"  - {plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + '…'}"


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}" if count else ""
