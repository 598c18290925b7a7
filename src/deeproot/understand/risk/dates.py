"""At which past dates customers are looked at: the last whose leavers are known by now, and earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from deeproot.understand.risk.leaving import Kind, known_after

GRID_DAYS: Final = 30
MOST: Final = 6
"""So many dates are learnt from at most."""
HISTORY_DAYS: Final = 90
"""So much of the record must lie before a date."""


@dataclass(frozen=True)
class Dates:
    """``learn``: earlier dates, the latest first, of each of which it was known at ``test`` who left."""

    test: datetime
    learn: tuple[datetime, ...]


def dates(kind: Kind, as_of: datetime, since: datetime, horizon_days: int, lead_days: int) -> Dates | None:
    """The dates for a record that begins at ``since``; None where it is too young.

    All lie on one grid of 30 days back from the midnight (UTC) before ``as_of``, so that horizons share them; those
    learnt from are a third of the horizon apart, at least 30 days.
    """
    today = datetime.combine(as_of.astimezone(UTC).date(), datetime.min.time(), UTC)
    first = _on_grid(known_after(kind, horizon_days, lead_days).days + 1)
    apart = _on_grid(max(horizon_days // 3, GRID_DAYS))
    learn = [
        today - timedelta(days=2 * first + number * apart)
        for number in range(MOST)
        if today - timedelta(days=2 * first + number * apart + HISTORY_DAYS) >= since
    ]
    return Dates(today - timedelta(days=first), tuple(learn)) if learn else None


def _on_grid(days: int) -> int:
    return -(-days // GRID_DAYS) * GRID_DAYS
