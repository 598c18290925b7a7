"""Blocks of a page: cards, notices, empty places, gaps, tiles, tabs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string

from deeproot_app.base import reader
from deeproot_app.base.elements import moments

register = template.Library()


@register.simple_block_tag
def card(content: str, title: str = "", lead: str = "", kind: str = "", id: str = "") -> str:  # noqa: A002
    """A card. Kinds: flush (a table reaches its edges), danger."""
    return render_to_string(
        "base/elements/card.html", {"content": content, "title": title, "lead": lead, "kind": kind, "id": id}
    )


@register.simple_block_tag
def empty(content: str, title: str, icon: str = "belief") -> str:
    """Nothing here yet. The content says what this place is and what fills it, in one or two sentences and a button."""
    return render_to_string("base/elements/empty.html", {"content": content, "title": title, "icon": icon})


@register.simple_block_tag
def notice(content: str, title: str = "", tone: str = "info", icon: str = "") -> str:
    """What the reader should know first. Tones: info, good, warn, bad."""
    shown = icon or {"good": "check", "warn": "warn", "bad": "warn"}.get(tone, "info")
    return render_to_string(
        "base/elements/notice.html", {"content": content, "title": title, "tone": tone, "icon": shown}
    )


@register.simple_block_tag
def disclosure(content: str, title: str, open: bool = False) -> str:  # noqa: A002
    """More, for who wants it."""
    return render_to_string("base/elements/disclosure.html", {"content": content, "title": title, "open": open})


@register.inclusion_tag("base/elements/gap.html", takes_context=True)
def gap(context: Context, source: str, first: date | datetime, last: date | datetime, href: str = "") -> dict[str, Any]:
    """A stretch of which a source told us nothing: `We hold no mail from 3 to 9 May 2026.`"""
    zone = reader.zone(context.get("request"))
    days = [day.astimezone(zone).date() if isinstance(day, datetime) else day for day in (first, last)]
    return {"source": source, "days": moments.stretch(*days), "href": href}


@register.inclusion_tag("base/elements/tile.html")
def tile(
    question: str,
    value: float | None,
    unit: str = "",
    href: str = "",
    count: int | None = None,
    of: str = "row",
    trend: Sequence[float | None] = (),
    note: str = "",
) -> dict[str, Any]:
    """One figure with the question it answers; the whole tile opens its evidence."""
    return {
        "question": question, "value": value, "unit": unit, "href": href,
        "count": count, "of": of, "trend": trend, "note": note,
    }  # fmt: skip


@register.inclusion_tag("base/elements/tabs.html")
def tabs(items: Iterable[tuple[Any, ...]], here: str, label: str = "Views") -> dict[str, Any]:
    """Tabs of (name, label, href) or (name, label, href, count); ``here`` is the name of the present one."""
    return {"items": [(*item, None)[:4] for item in items], "here": here, "label": label}
