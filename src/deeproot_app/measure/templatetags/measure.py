"""What the pages of measuring say about their own things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.urls import reverse

from deeproot.measure.surveys.scales import SCALES
from deeproot_app.act.models import Survey
from deeproot_app.base.elements.words import badge, figure
from deeproot_app.measure.judged.told import short
from deeproot_app.measure.surveys import evidence
from deeproot_app.measure.surveys.asked import Answered
from deeproot_app.record.models import Interaction

register = template.Library()


@register.filter
def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


@register.simple_tag(takes_context=True)
def given(context: Context, name: str) -> str:
    """What the page's address gives under that name."""
    return str(context["request"].GET.get(name, ""))


@register.simple_tag(takes_context=True)
def file_href(context: Context) -> str:
    """The address of the file of what the page lists."""
    asked = [(k, v) for k, v in context["request"].GET.items() if v and k not in {"after", "before"}]
    return f"{reverse('measure:answers_file')}?{urlencode(asked)}".rstrip("?")


@register.filter
def is_low(row: Interaction) -> bool:
    """Whether its mark is a low one."""
    return evidence.is_low(row.score_kind, row.score)


@register.simple_tag
def mark_badge(row: Interaction) -> str:
    """Its mark: `NPS 9 of 10`, in the tone of what it is; nothing where there is none."""
    scale = SCALES.get(row.score_kind or "")
    if scale is None or row.score is None:
        return ""
    known = scale.lowest <= row.score <= scale.highest
    tone = {1: "good", 0: "", -1: "bad"}[scale.of(row.score)] if known else "warn"
    return badge(f"{scale.id.upper()} {row.score:g} of {scale.highest}", tone)


@register.simple_tag
def month_points(months: list[dict[str, Any]]) -> list[tuple[str, float | None]]:
    """How many answered in each month, for a column chart."""
    return [(row["month"], row["n"]) for row in months]


@register.simple_tag
def answers_word(name: str) -> str:
    """What a chart of answers of one scale is called."""
    return f"{name}: answers a month"


@register.simple_tag
def question_bars(survey: Survey, one: Answered) -> list[tuple[str, int, str]]:
    """How a question was answered, each opening to those who answered so."""
    whose = {"survey": str(survey.pk), "question": str(one.question.pk)}
    by = "choice" if one.question.kind == "choice" else "mark"
    page = reverse("measure:answers")
    return [(label, times, f"{page}?{urlencode(whose | {by: key})}") for label, times, key in one.counts]


@register.filter
def at(mapping: Mapping[str, Any], key: object) -> Any:
    """What a mapping has under a key; None where it has nothing."""
    return mapping.get(str(key))


@register.filter
def short_month(month: str) -> str:
    """2026-05 as `May 26`."""
    return short(month)


@register.simple_tag
def recurring(currency: str) -> str:
    """What recurring revenue is called."""
    return f"Recurring revenue at the end, {currency} a month"


@register.simple_tag
def expected_of(currency: str, months: int) -> str:
    """What the value of all together is called."""
    return f"What will all bring in {months} months, in {currency}?"


@register.simple_tag
def unvalued(summed: Mapping[str, int]) -> int:
    """Of how many customers the value is not known."""
    return summed["customers"] - summed["valued"]


@register.simple_tag
def rounded(micros: int | None) -> str:
    """An amount of whole millionths without its cents: no forecast knows them."""
    return figure(None if micros is None else round(micros / 1_000_000), digits=0)
