"""Tables, pages of a list, progress, and the rows of a timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from deeproot_app.base.elements.frame import query
from deeproot_app.base.elements.words import counted

register = template.Library()


def trimmed(content: str) -> SafeString:
    """What a block holds, without the blank around it. A template rendered it, so it is safe; `strip` forgets that."""
    return mark_safe(content.strip())  # noqa: S308


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
    done: int,
    all: int | None = None,  # noqa: A002
    says: str = "",
    poll: str = "",
    label: str = "Progress",
) -> dict[str, Any]:
    """How far a piece of work has come. ``poll`` is the address that answers with this element anew, asked anew."""
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
        {"content": trimmed(content), "what": what, "at": at, "direction": direction, "icon": icon, "who": who,
         "tone": tone, "href": href, "id": id, "form": form, "request": context.get("request")},
    )  # fmt: skip


@register.simple_block_tag
def silence(content: str, days: float) -> str:
    """A stretch of a timeline in which nothing reached the customer; the content says why, and what ended it."""
    whole = counted(round(days), "day")
    return render_to_string("base/elements/silence.html", {"content": trimmed(content), "days": whole})
