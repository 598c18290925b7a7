"""The geometry of charts: numbers in, places on a canvas out. Nothing here knows of colour or of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor, log10
from typing import Final

WIDTH: Final = 100.0
HEIGHT: Final = 24.0
"""The canvas of a sparkline; pages stretch it."""


@dataclass(frozen=True)
class Column:
    """One column of a column chart: where it stands, how high, and what it says. ``value`` None is a gap."""

    label: str
    value: float | None
    shown: str
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart; ``length`` is its share of the longest, in percent."""

    label: str
    value: float | None
    shown: str
    href: str
    length: float


def sparkline(values: Sequence[float | None]) -> list[str]:
    """The `points` of one polyline for each unbroken run of known values; a missing value breaks the line."""
    known = [value for value in values if value is not None]
    if not known:
        return []
    low, high = min(known), max(known)
    step = WIDTH / max(len(values) - 1, 1)
    placed = [None if v is None else (i * step, _down(v, low, high)) for i, v in enumerate(values)]
    runs = (list(run) for there, run in groupby(placed, key=lambda place: place is not None) if there)
    return [" ".join(f"{place[0]:.2f},{place[1]:.2f}" for place in run if place) for run in runs]


def _down(value: float, low: float, high: float) -> float:
    """The y of a value: canvases grow downwards; a flat line runs in the middle."""
    return HEIGHT / 2 if high == low else HEIGHT - 2 - (value - low) / (high - low) * (HEIGHT - 4)


def top_of_scale(highest: float, whole: bool = False) -> float:
    """The least round number that is not below ``highest``, so that its half is round too; of ``whole`` ones, whole.

    1, 2, 2.5, 5 or 10 times a power of ten; for whole numbers 2, 4, 10 or 20 times one. Nothing at all reaches 1 (2).
    """
    if highest <= 0:
        return 2.0 if whole else 1.0
    power = 10.0 ** floor(log10(highest))
    steps = (2, 4, 10, 20) if whole else (1, 2, 2.5, 5, 10)
    return next(step * power for step in steps if step * power >= highest * 0.999_999)


def columns(points: Iterable[tuple[str, float | None, str]], top: float) -> list[Column]:
    """Columns of (label, value, shown) on a canvas of 100 by 100, where ``top`` reaches 100."""
    rows = list(points)
    slot = 100 / max(len(rows), 1)
    width = slot * (0.72 if len(rows) <= 31 else 0.9)
    return [
        Column(label, value, shown, i * slot + (slot - width) / 2, width, *_standing(value, top))
        for i, (label, value, shown) in enumerate(rows)
    ]


def _standing(value: float | None, top: float) -> tuple[float, float]:
    """The y and the height of a column; a missing value fills the whole height, as what could be anything."""
    if value is None:
        return 0.0, 100.0
    height = max(min(value / top, 1), 0) * 100
    return 100 - height, height


def bars(rows: Iterable[tuple[str, float | None, str, str]], longest: float | None = None) -> list[Bar]:
    """Bars of (label, value, shown, href), the longest at 100 percent, or ``longest`` where it is given."""
    found = list(rows)
    whole = longest or max((value or 0 for _, value, _, _ in found), default=0) or 1
    return [Bar(label, value, shown, href, max(value or 0, 0) / whole * 100) for label, value, shown, href in found]


def thinned(labels: Sequence[str], most: int = 4) -> list[str]:
    """The labels with at most ``most`` of them left, evenly apart, the first always among them; "" for the others."""
    step = ceil(len(labels) / most) if labels else 1
    return [label if place % step == 0 else "" for place, label in enumerate(labels)]
