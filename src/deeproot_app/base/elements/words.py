"""Words and figures: moments, numbers, money, icons, badges, initials, the way to the evidence."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from deeproot_app.base import clock, reader
from deeproot_app.base.elements import figures, moments
from deeproot_app.base.elements.icons import ICONS

register = template.Library()


HUES: Final = 6


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime | None, form: str = "") -> str:
    """A moment in the reader's zone, its exact UTC in the title. Forms: "", day, time, full, ago."""
    if not value:
        return format_html('<span class="faint">{}</span>', "not known")
    shown = moments.written(value, reader.zone(context.get("request")), clock.now(), form)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(timespec="seconds"), moments.exact(value), shown
    )


@register.simple_tag
def stretch(first: date, last: date) -> str:
    """From one day to another: `3 to 9 May 2026`."""
    return moments.stretch(first, last)


@register.simple_tag
def figure(value: float | Decimal | str | None, unit: str = "", digits: int | None = None) -> str:
    """A number and its unit. None is shown as missing, never as 0. Units: share, difference, count, days, hours ..."""
    text, word = figures.written(value, unit, digits)
    if not text:
        return mark_safe('<span class="figure missing">–<span class="unseen">not known</span></span>')
    if not word:
        return format_html('<span class="figure">{}</span>', text)
    space = "" if word == "%" else " "
    return format_html('<span class="figure">{}<span class="unit">{}{}</span></span>', text, space, word)


@register.simple_tag
def money(micros: int | Decimal | str | None, currency: str = "") -> str:
    """An amount of whole millionths with its currency."""
    text = figures.money(micros, currency)
    return format_html('<span class="figure nowrap">{}</span>', text) if text else figure(None)


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """One of our icons. Without a label it says nothing to a screen reader: the words beside it do."""
    drawn = mark_safe(ICONS[name])  # noqa: S308 - our own drawing
    if label:
        return format_html('<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, drawn)
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawn)


@register.simple_tag
def badge(text: str, tone: str = "", href: str = "", dot: bool = False) -> str:
    """A word or two that name a state or a kind. Tones: good, warn, bad, info, forest; ``dot`` for a state."""
    classes = " ".join(filter(None, ["badge", tone, "dot" if dot else ""]))
    if href:
        return format_html('<a class="{}" href="{}">{}</a>', classes, href, text)
    return format_html('<span class="{}">{}</span>', classes, text)


@register.simple_tag
def avatar(name: str, kind: str = "person", large: bool = False) -> str:
    """The initials of a person or an organisation, in a colour that is always theirs."""
    words = [word for word in str(name).replace("@", " ").replace(".", " ").split() if word[0].isalnum()] or ["?"]
    initials = (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
    hue = sum(map(ord, str(name))) % HUES + 1
    classes = f"avatar hue-{hue}{' organisation' if kind == 'organisation' else ''}{' large' if large else ''}"
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initials)


@register.simple_tag
def keys(combination: str) -> str:
    """Keys to press, one after the other."""
    return mark_safe(" ".join(format_html("<kbd>{}</kbd>", key) for key in combination.split()))  # noqa: S308


@register.simple_tag
def counted(count: int, of: str) -> str:
    """So many of something: `1 row`, `1,204 rows`; ``of`` is the word for one, or both as `touch|touches`."""
    one, _, many = of.partition("|")
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


@register.simple_tag
def evidence(href: str, count: int | None = None, of: str = "row") -> str:
    """The way from a figure or a sentence to the rows behind it."""
    words = "See the evidence" if count is None else counted(count, of)
    return format_html('<a class="evidence" href="{}">{}{}</a>', href, words, icon("right"))
