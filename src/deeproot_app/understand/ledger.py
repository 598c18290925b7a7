"""What the completeness ledger says of each source, so that a change of it is noticed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from deeproot_app.record.models import Coverage, Interaction

Ledger = dict[str, list[list[str]]]
"""For each source of which anything is known, its gaps: [[from, to], ...]."""


def ledger() -> Ledger:
    """The ledger as it stands. Complete intervals only say that something is known; that is all they are kept for."""
    found: Ledger = {}
    rows = Coverage.objects.filter(state__in=("complete", "gap")).order_by("source", "from_at", "to_at")
    for source, from_at, to_at, state in rows.values_list("source", "from_at", "to_at", "state"):
        gaps = found.setdefault(source, [])
        if state == "gap":
            gaps.append([from_at.isoformat(), to_at.isoformat()])
    return found


def changed(before: Ledger, now: Ledger) -> list[str]:
    """The sources of which something else is said now."""
    return sorted(source for source in before.keys() | now.keys() if before.get(source) != now.get(source))


def begun(told: Ledger, since: datetime, until: datetime) -> list[str]:
    """The sources of which a gap begins between two moments."""
    return sorted(
        source
        for source, gaps in told.items()
        if any(since <= datetime.fromisoformat(start) <= until for start, _ in gaps) and since < until
    )


def holds_gaps(told: Ledger, as_of: datetime) -> bool:
    """Whether any gap is known at a moment."""
    return any(datetime.fromisoformat(start) <= as_of for gaps in told.values() for start, _ in gaps)


def customers_using(sources: Iterable[str]) -> Iterator[str]:
    """The customers that have interactions from one of these sources."""
    for source in sources:
        rows: Any = Interaction.objects.filter(**_of(f"{source}:"))
        yield from rows.values_list("customer_id", flat=True).distinct().iterator(5_000)


def _of(prefix: str) -> dict[str, str]:
    """Ids that begin with a prefix, found by an index: SQLite compares bytes, PostgreSQL has an index for patterns."""
    if connection.vendor == "sqlite":
        return {"interaction_id__gte": prefix, "interaction_id__lt": prefix[:-1] + ";"}
    return {"interaction_id__startswith": prefix}
