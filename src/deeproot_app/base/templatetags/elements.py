"""The elements of pages. Pages say what, elements say how; `docs/pages.md` and the page `/style/` show each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.context import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from deeproot_app.base import clock, navigation, reader
from deeproot_app.base.elements import charts, figures, moments
from deeproot_app.base.elements.icons import ICONS
from deeproot_app.base.models import Organisation

register = template.Library()
HUES: Final = 6


# The frame


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> str:
    """A block of the page once more: the title is said in the window's title and in the heading."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return mark_safe(block.render(context).strip()) if block else ""  # noqa: S308 - rendered by the template itself


@register.simple_tag(takes_context=True)
def organisation(context: Context) -> Organisation:
    """The organisation this page belongs to."""
    return reader.organisation(context.get("request"))


@register.simple_tag(takes_context=True)
def places(context: Context, foot: bool = False) -> list[navigation.Link]:
    """Where the reader may go from here; with ``foot``, the places of the lower group."""
    return navigation.links(context["request"], navigation.FOOT if foot else navigation.PLACES)


@register.simple_tag
def href_of(page: str) -> str:
    """The address of a named page, empty where there is none."""
    return navigation.href_of(page)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The page's query string with some values changed, or left out where None; it forgets where in the list one was."""
    values = [(k, v) for k, v in parse_qsl(context["request"].GET.urlencode(), keep_blank_values=False)]
    kept = [(k, v) for k, v in values if k not in changes and k not in {"after", "before"}]
    return "?" + urlencode([*kept, *((k, v) for k, v in changes.items() if v not in (None, ""))])


# Words and figures


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime | None, form: str = "") -> str:
    """A moment in the reader's zone, its exact UTC in the title. Forms: "", day, time, full, ago."""
    if value is None:
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
def figure(value: float | Decimal | None, unit: str = "", digits: int | None = None) -> str:
    """A number and its unit. None is shown as missing, never as 0. Units: share, difference, count, days, hours ..."""
    text, word = figures.written(value, unit, digits)
    if not text:
        return mark_safe('<span class="figure missing">–<span class="unseen">not known</span></span>')
    if not word:
        return format_html('<span class="figure">{}</span>', text)
    space = "" if word == "%" else " "
    return format_html('<span class="figure">{}{}<span class="unit">{}</span></span>', text, space, word)


@register.simple_tag
def money(micros: int | None, currency: str = "") -> str:
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
def evidence(href: str, count: int | None = None, of: str = "row") -> str:
    """The way from a figure or a sentence to the rows behind it."""
    words = "See the evidence" if count is None else f"{count:,} {of}{'' if count == 1 else 's'}"
    return format_html('<a class="evidence" href="{}">{}{}</a>', href, words, icon("right"))


# Things to press and to fill in


@register.simple_tag
def button(text: str, kind: str = "", href: str = "", icon: str = "", **attributes: Any) -> str:
    """A button, or a link that looks like one. Kinds: primary, danger, plain, small, icon-only, in any mixture.

    Further attributes are written as they are called, `_` for `-`: ``hx_post=url``, ``name="act"``; True is a bare one.
    """
    attributes = {"type": "submit", **attributes} if not href else {"href": href, **attributes}
    return render_to_string(
        "base/elements/button.html",
        {
            "text": text,
            "kind": kind,
            "tag": "a" if href else "button",
            "icon": icon,
            "attributes": _written(attributes),
        },
    )


def _written(attributes: dict[str, Any]) -> SafeString:
    parts = []
    for name, value in attributes.items():
        written = name.strip("_").replace("_", "-")
        if value is True:
            parts.append(format_html(" {}", written))
        elif value not in (None, False, ""):
            parts.append(format_html(' {}="{}"', written, value))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


@register.inclusion_tag("base/elements/field.html")
def field(bound: BoundField, optional: bool = True) -> dict[str, Any]:
    """A form's field with its label, its help and what is wrong with it, joined for screen readers."""
    widget = bound.field.widget
    return {
        "field": bound,
        "single": isinstance(widget, CheckboxInput),
        "several": isinstance(widget, (RadioSelect, CheckboxSelectMultiple)),
        "optional": optional and not bound.field.required and not isinstance(widget, CheckboxInput),
    }


@register.inclusion_tag("base/elements/search.html")
def search(
    name: str = "q", value: str = "", label: str = "Search", target: str = "", href: str = "", key: str = ""
) -> dict[str, Any]:
    """A search box. With ``target`` (a CSS selector) it searches as one types: htmx puts the answer of ``href`` there."""
    return {"name": name, "value": value, "label": label, "target": target, "href": href, "key": key}


@register.inclusion_tag("base/elements/dropzone.html")
def dropzone(name: str = "files", accept: str = "", many: bool = True, says: str = "") -> dict[str, Any]:
    """A file field onto which files may be dropped; without JavaScript it is a plain one."""
    return {"name": name, "accept": accept, "many": many, "says": says}


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context, content: str, text: str, action: str, kind: str = "danger", does: str = "", **hidden: Any
) -> str:
    """A button that first tells what it will do (the content) and asks once more, without any script.

    ``does`` are the words on the second button (default: the same), ``hidden`` the values sent with it.
    """
    return render_to_string(
        "base/elements/confirm.html",
        {"content": content, "text": text, "action": action, "kind": kind, "does": does or text, "hidden": hidden},
        request=context.get("request"),
    )


# Blocks


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


# Tables and lists


@register.inclusion_tag("base/elements/column.html", takes_context=True)
def column(context: Context, label: str, sort: str = "", default: str = "", number: bool = False) -> dict[str, Any]:
    """A table's heading. With ``sort`` (a column; "-" first falls) it is a link that sorts by it, and back again.

    ``default`` is the order the list has where its address names none.
    """
    present = context["request"].GET.get("sort", default) if sort else ""
    chosen = bool(sort) and present.lstrip("-") == sort.lstrip("-")
    turned = present.removeprefix("-") if present.startswith("-") else f"-{present}"
    return {
        "label": label,
        "number": number,
        "href": query(context, sort=turned if chosen else sort) if sort else "",
        "order": ("descending" if present.startswith("-") else "ascending") if chosen else "",
    }


@register.inclusion_tag("base/elements/pager.html", takes_context=True)
def pager(context: Context, page: Any, says: str = "", target: str = "") -> dict[str, Any]:
    """The way to the next and the previous page of a `base.keyset.Page`."""
    rest = query(context).removeprefix("?")
    ways = {way: f"?{rest}{'&' if rest else ''}{key}" for way in ("next", "previous") if (key := getattr(page, way))}
    return {"next": ways.get("next"), "previous": ways.get("previous"), "says": says, "target": target}


@register.inclusion_tag("base/elements/progress.html")
def progress(
    done: int, all: int | None = None, says: str = "", poll: str = "", label: str = "Progress"
) -> dict[str, Any]:  # noqa: A002
    """How far a piece of work has come. ``poll`` is the address that answers with this element anew, asked every second."""
    percent = min(100, int(done * 100 / all)) if all else None
    return {"done": done, "all": all, "percent": percent, "says": says, "poll": poll, "label": label}


@register.simple_block_tag(takes_context=True)
def happening(
    context: Context, content: str, what: str, at: datetime | None = None, direction: str = "", icon: str = "note",
    who: str = "", tone: str = "", href: str = "", id: str = "", form: str = "",  # noqa: A002
) -> str:  # fmt: skip
    """One row of a timeline: what passed, when, who took part, and its words (the content).

    ``direction`` is in, out, both or internal; ``tone`` good, warn or bad colours its mark.
    """
    return render_to_string(
        "base/elements/happening.html",
        {"content": content.strip(), "what": what, "at": at, "direction": direction, "icon": icon, "who": who,
         "tone": tone, "href": href, "id": id, "form": form, "request": context.get("request")},
    )  # fmt: skip


@register.simple_block_tag
def silence(content: str, days: float) -> str:
    """A stretch of a timeline in which nothing reached the customer; the content says what came before and what ended it."""
    return render_to_string("base/elements/silence.html", {"content": content.strip(), "days": days})


# Charts


@register.inclusion_tag("base/elements/sparkline.html")
def sparkline(values: Sequence[float | None], label: str = "") -> dict[str, Any]:
    """A small line without axes, broken where a value is missing. Say in ``label`` what it shows, or leave it unseen."""
    runs = charts.sparkline(list(values))
    return {"runs": runs, "last": runs[-1].rsplit(" ", 1)[-1].split(",") if runs else None, "label": label}


@register.inclusion_tag("base/elements/bars.html")
def bars(
    rows: Iterable[tuple[Any, ...]],
    title: str,
    unit: str = "",
    name: str = "",
    longest: float | None = None,
    series: int = 1,
) -> dict[str, Any]:
    """A bar chart that is a table. ``rows``: (label, value) or (label, value, href) or (label, value, href, shown)."""
    full = [(*row, "", "")[:4] for row in rows]
    told = [(str(label), value, shown or _said(value, unit), href) for label, value, href, shown in full]
    return {"bars": charts.bars(told, longest), "title": title, "name": name, "series": series}


@register.inclusion_tag("base/elements/columns.html")
def columns(
    points: Iterable[tuple[str, float | None]], title: str, unit: str = "", top: float | None = None, series: int = 1,
    name: str = "When", says: str = "",
) -> dict[str, Any]:  # fmt: skip
    """A column chart over time with its table beneath. ``points``: (label, value); a value of None is drawn as missing."""
    rows = [(label, value, _said(value, unit)) for label, value in points]
    scale = top or charts.top_of_scale(max((value for _, value, _ in rows if value is not None), default=0))
    return {
        "columns": charts.columns(rows, scale), "ticks": charts.thinned([label for label, _, _ in rows]),
        "top": _said(scale, unit), "half": _said(scale / 2, unit), "zero": _said(0, unit),
        "title": title, "series": series, "name": name, "says": says,
    }  # fmt: skip


def _said(value: float | None, unit: str) -> str:
    text, word = figures.written(value, unit)
    return f"{text}{'' if word in ('%', '') else ' '}{word}" if text else "not known"
