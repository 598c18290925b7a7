"""What we hold of each source, and what we do not: the completeness ledger, as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, Min, Sum

from deeproot_app.record.models import Coverage

SOURCES_A_PAGE: Final = 12
WIDTH: Final = 1000
"""Units of a strip of time, from its first moment to its last."""
LEAST: Final = 6
"""A gap of an hour in ten years is seen all the same."""
DRAWN: Final = ("complete", "unknown", "gap")
"""What is drawn over what: a gap is never hidden."""


@dataclass(frozen=True)
class Span:
    """A stretch of time on a strip."""

    state: str
    x: float
    width: float
    from_at: datetime
    to_at: datetime


@dataclass
class Source:
    """One source: its sums, and what is known of its time."""

    name: str
    from_at: datetime
    to_at: datetime
    seen: int | None
    stored: int | None
    refused: int | None
    spans: list[Span] = field(default_factory=list)
    gaps: list[tuple[datetime, datetime]] = field(default_factory=list)
    """What the source says it did not give us, the latest first."""
    gap_days: float = 0


@dataclass(frozen=True)
class Sources:
    """One page of sources, on one scale of time."""

    rows: list[Source]
    from_at: datetime | None = None
    to_at: datetime | None = None
    after: str = ""
    """The name to go on from; empty on the last page."""


def sources(after: str = "", size: int = SOURCES_A_PAGE) -> Sources:
    """The sources after that name, by name: two queries for the page."""
    found = Coverage.objects.filter(source__gt=after).values("source").order_by("source")
    sums = found.annotate(Min("from_at"), Max("to_at"), Sum("seen"), Sum("stored"), Sum("refused")).values_list(
        "source", "from_at__min", "to_at__max", "seen__sum", "stored__sum", "refused__sum"
    )
    known = [Source(*row) for row in sums[: size + 1]]
    rows = known[:size]
    if not rows:
        return Sources([])
    first, last = min(row.from_at for row in rows), max(row.to_at for row in rows)
    _draw(rows, first, last)
    return Sources(rows, first, last, rows[-1].name if len(known) > size else "")


def _draw(rows: Sequence[Source], first: datetime, last: datetime) -> None:
    """Give each source its stretches on the common scale, and its gaps."""
    kept: dict[str, list[tuple[str, datetime, datetime]]] = {row.name: [] for row in rows}
    known = Coverage.objects.filter(source__in=list(kept)).order_by("source", "from_at")
    for source, state, from_at, to_at in known.values_list("source", "state", "from_at", "to_at"):
        kept[source].append((state, from_at, to_at))
    for row in rows:
        for state in DRAWN:
            merged = together((from_at, to_at) for one, from_at, to_at in kept[row.name] if one == state)
            row.spans += [span(state, *stretch, first, last) for stretch in merged]
            if state == "gap":
                row.gaps = merged[::-1]
                row.gap_days = sum((to - from_).total_seconds() for from_, to in merged) / 86_400


def together(stretches: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Stretches of time, given by their beginnings in order, with those that touch made one."""
    merged: list[tuple[datetime, datetime]] = []
    for from_at, to_at in stretches:
        if merged and from_at <= merged[-1][1] + timedelta(seconds=1):
            merged[-1] = merged[-1][0], max(merged[-1][1], to_at)
        else:
            merged.append((from_at, to_at))
    return merged


def span(state: str, from_at: datetime, to_at: datetime, first: datetime, last: datetime) -> Span:
    whole = max((last - first).total_seconds(), 1)
    width = max((to_at - from_at).total_seconds() / whole * WIDTH, LEAST)
    x = min((from_at - first).total_seconds() / whole * WIDTH, WIDTH - width)
    return Span(state, round(max(x, 0), 1), round(width, 1), from_at, to_at)
