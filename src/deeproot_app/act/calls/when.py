"""When somebody may be called, in every zone they may be in: from when, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from deeproot.plan.policy.hours import interval, next_permitted
from deeproot.plan.policy.limits import Hours


@dataclass(frozen=True)
class Window:
    """The next stretch in which they may be called."""

    zones: tuple[str, ...]
    """All that they may be in; none: nothing is known of it."""
    opens_at: datetime | None
    """The first permitted moment; None where there is none within 40 days."""
    closes_at: datetime | None
    """When that stretch ends."""
    open: bool

    @property
    def order(self) -> tuple[int, float]:
        """Open ones first, those that close soonest before all; then by when they open; those that never do last."""
        if self.opens_at is None:
            return 2, 0.0
        if self.open:
            return 0, self.closes_at.timestamp() if self.closes_at else float("inf")
        return 1, self.opens_at.timestamp()


def window(zones: Sequence[str], at: datetime, hours: Hours | None, days_off: frozenset[date] = frozenset()) -> Window:
    """The stretch of permitted hours that holds at ``at``, or the next one: the intersection over all zones."""
    known = tuple(zones)
    opens = next_permitted(known, at, hours, days_off)
    if opens is None or hours is None:
        return Window(known, opens, None, opens is not None)
    ends = [
        interval(zone, opens.astimezone(ZoneInfo(zone)).date(), hours.start, hours.end)[1] for zone in known or ("UTC",)
    ]
    return Window(known, opens, min(ends), opens <= at)
