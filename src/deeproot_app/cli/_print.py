"""Answers for a person at a terminal: tables, paragraphs, figures with their units; no colour where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from deeproot_app.cli._tell import answer

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100
"""Where standard output is no terminal."""
UNKNOWN = "not known"


def console() -> Console:
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH, emoji=False, markup=False)


def heading(text: str) -> None:
    """A line that stands out at a terminal, and is plain text elsewhere."""
    console().print(text, style="bold", soft_wrap=True)


def paragraph(text: str, indent: int = 0) -> None:
    """Text, wrapped at words; paragraphs stay apart."""
    for part in text.split("\n"):
        lines = wrap(part, console().width - indent) or [""]
        answer("\n".join(f"{' ' * indent}{line}".rstrip() for line in lines))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Rows under their columns; those numbered in ``right`` are set to the right."""
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for place, name in enumerate(columns):
        drawn.add_column(name, justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console().print(drawn)


def figure(value: float | None, unit: str) -> str:
    """A figure as one reads it: a share in percent, hours and days to one place, counts whole."""
    if value is None:
        return UNKNOWN
    if unit == "share":
        return f"{value:.0%}"
    if unit == "hours" and value >= 48:
        return f"{value / 24:,.1f} days"
    if unit in ("hours", "days"):
        return f"{value:,.1f} {unit}"
    return f"{value:+.2f}" if unit == "points" else f"{value:,.10g}"


def many(n: int, one: str, more: str = "") -> str:
    """``1 customer``, ``3 customers``."""
    return f"{n:,} {one if n == 1 else more or one + 's'}"
