"""A chart drawn by the library, on a page: `{% plot plot %}` (`deeproot_app.base.plots`)."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from deeproot_app.base import plots
from deeproot_app.base.elements import figures
from deeproot_app.base.elements.frame import query

register = template.Library()


@register.inclusion_tag("base/elements/plot.html", takes_context=True)
def plot(context: Context, plot: plots.Plot) -> dict[str, Any]:
    """The chart for wide and narrow, what it says, the table behind it, and the files one can have of it."""
    wide, narrow = plots.pictures(plot)
    columns = plot.columns or {name: (name, "") for name in (plot.rows[0] if plot.rows else ())}
    return {
        "plot": plot,
        "wide": wide,
        "narrow": narrow,
        "headings": [heading for heading, _ in columns.values()],
        "rows": [[_cell(row.get(name), unit) for name, (_, unit) in columns.items()] for row in plot.rows],
        "files": [(kind.upper(), query(context, chart=plot.name, **{"as": kind})) for kind in ("svg", "png", "csv")],
    }


def _cell(value: Any, unit: str) -> str:
    if isinstance(value, int | float):
        text, word = figures.written(value, unit, 1 if unit == "share" else None)
        return f"{text}{'' if word in ('%', '') else ' '}{word}"
    return str(value or "")
