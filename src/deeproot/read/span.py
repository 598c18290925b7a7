"""What a phrase that names a moment says, and the moment it was written at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from .calendar import Office

END_OF_DAY = time(23, 59, 59)
Given = Mapping[str, str]
"""The named groups of a rule that matched."""
Words = Mapping[str, Mapping[str, Any]]
"""The words of each {name} of ``due.toml``, with what they mean."""


@dataclass(frozen=True, slots=True)
class Span:
    """A phrase of a text that names days, a time of day, an instant, or nothing definite (``vague``)."""

    start: int
    end: int
    means: str
    first: date | None = None
    last: date | None = None
    at: time | None = None
    instant: datetime | None = None
    weekday: int | None = None
    part: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Now:
    """The moment a text was written, in its writer's zone, and the office it was written in."""

    moment: datetime
    office: Office
    day_first: bool = False

    @property
    def day(self) -> date:
        return self.moment.date()


Reading = Callable[[Span, Given, Words, Now, int], Span | None]
"""Gives the days of a span: the rule's groups and words, now, and the number in the rule's name."""


def hour_of(hour: int, minute: int = 0) -> time:
    """The time of an hour; 24 is the end of the day."""
    return END_OF_DAY if hour == 24 else time(hour, minute)


def part_of(given: Given, words: Words) -> str | None:
    """The part named (early, mid, late, end), or None for all of it."""
    return given.get("ends") or (words["part"][given["part"]] if "part" in given else None)
