"""Charts as accessible SVG: sparklines, bars that are a table, columns with a table beneath."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template

from deeproot_app.base.elements import charts, figures

register = template.Library()


@register.inclusion_tag("base/elements/sparkline.html")
def sparkline(values: Sequence[float | None], label: str = "") -> dict[str, Any]:
    """A small line without axes, broken where a value is missing. ``label`` says what it shows."""
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
    """A column chart over time with its table beneath. ``points``: (label, value); None is drawn as missing."""
    rows = [(label, value, _said(value, unit)) for label, value in points]
    known = [value for _, value, _ in rows if value is not None]
    whole = unit != "share" and all(value == int(value) for value in known)
    scale = top or charts.top_of_scale(max(known, default=0), whole)
    axis = "share" if unit == "share" else "count"
    return {
        "columns": charts.columns(rows, scale), "ticks": charts.thinned([label for label, _, _ in rows]),
        "top": _said(scale, axis), "half": _said(scale / 2, axis), "zero": _said(0, axis),
        "title": title, "series": series, "name": name, "says": says,
    }  # fmt: skip


def _said(value: float | None, unit: str) -> str:
    text, word = figures.written(value, unit)
    return f"{text}{'' if word in ('%', '') else ' '}{word}" if text else "not known"
