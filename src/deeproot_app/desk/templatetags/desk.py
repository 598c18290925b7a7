"""Words for the desk's pages."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django import template

from deeproot.understand.experience import MEASURES
from deeproot.understand.measure import Measure
from deeproot.understand.scenarios import SCENARIOS
from deeproot_app.base.elements import figures
from deeproot_app.desk import words
from deeproot_app.record.models import Interaction, Promise
from deeproot_app.understand.queries import Point

register = template.Library()
SCENARIO: Final = {scenario.id: scenario for scenario in SCENARIOS}
MEASURE: Final = {measure.id: measure for measure in MEASURES}
TONES: Final = {"complaint": "bad", "cancel": "bad", "hardship": "warn", "praise": "good", "thanks": "good"}


@register.filter
def called(row: Interaction) -> str:
    """What an interaction is called from the customer's seat."""
    return words.called(row.channel, row.direction, row.kind, row.automatic)


@register.filter
def tone(row: Interaction) -> str:
    """The tone of an interaction's mark."""
    return TONES.get(row.kind or "", "")


@register.filter
def cause(name: str) -> str:
    """Why a silence was."""
    return words.cause(name)


@register.filter
def scenario(name: str) -> object:
    """The scenario of that id: title, what it tells, what to do instead."""
    return SCENARIO.get(name)


@register.filter
def measure(name: str) -> object:
    """The measure of that id: question, unit, rule."""
    return MEASURE.get(name)


@register.filter
def short(measure: Measure) -> str:
    """What a measure is called at the head of a column."""
    return words.short(measure.id, measure.question)


@register.filter
def who(row: Interaction) -> str:
    """Who took part, on the side that spoke."""
    ours = row.member.name if row.member else ""
    theirs = (row.contact.name or row.contact.email or "") if row.contact else ""
    if row.direction == "in":
        return theirs
    return " and ".join(filter(None, (ours, theirs if row.direction == "both" else "")))


@register.simple_tag
def trend_points(trend: list[Point]) -> list[tuple[str, float | None]]:
    """A trend as a column chart reads it: the month, and the figure."""
    return [(f"{point.day:%b %Y}", point.value) for point in trend]


@register.filter
def limit_name(name: str) -> str:
    """A threshold's name in words."""
    return name.replace("_", " ")


@register.simple_tag
def behind_value(value: float | str | None, measure: Measure) -> str:
    """What one row of evidence counts for, in the measure's unit."""
    if value is None or isinstance(value, str):
        return value or "one"
    if measure.how == "count":
        return "one"
    unit = measure.unit if measure.unit in ("days", "hours") else ""
    text, word = figures.written(value, unit)
    return f"{text} {word}".strip()


@register.filter
def moment_of(text: str) -> datetime:
    """The moment that ISO 8601 text names, as JSON columns hold it."""
    return datetime.fromisoformat(text)


@register.filter
def due(promise: Promise) -> datetime | None:
    """The due moment of a promise, after a holding reply moved it."""
    return promise.moved_to or promise.due_at
