"""One's own part: by which ways in which weeks, what says so, and what one could try next. Nobody else sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from deeproot.measure.participation import counts, weeks_until
from deeproot_app.act.habits.choosing import zone_of
from deeproot_app.act.models import TeamWeek
from deeproot_app.act.team import evidence, people
from deeproot_app.act.team.reckon import WEEKS
from deeproot_app.act.team.ways import WAYS, Way
from deeproot_app.base.models import User

LATEST: Final = 4
NEXT: Final = 3


@dataclass(frozen=True)
class Mine:
    """One way, as its reader took part in it."""

    way: Way
    weeks: int
    """In so many weeks."""
    now: bool
    """This week already."""
    rows: list[evidence.Shown]


@dataclass(frozen=True)
class OwnPart:
    """All ways, of one person."""

    ways: list[Mine]
    of: int
    """The weeks in which they count."""
    took: list[tuple[date, int | None]]
    """Of each week, by how many ways; None where they do not count."""

    @property
    def next(self) -> list[Way]:
        """What they have not tried within the quarter."""
        return [one.way for one in self.ways if not one.weeks][:NEXT]


def own_part(user: User, now: datetime) -> OwnPart | None:
    """How somebody takes part; None for whom the record does not know."""
    if not user.member_id:
        return None
    zone = zone_of(None)
    today = now.astimezone(zone).date()
    [person] = people.people([user], zone)
    weeks = weeks_until(today, WEEKS)
    there = [week for week in weeks if counts(person, week, today)]
    rows = [
        row for row in TeamWeek.objects.filter(user=user, week__gte=weeks[0]).order_by("-week") if row.week in there
    ]
    shown = evidence.shown(user, rows)
    by = {row.week: row.ways for row in rows}
    ways = [
        Mine(
            way, sum(way.id in row.ways for row in rows), way.id in by.get(weeks[-1], {}),
            list({one.href: one for one in shown if one.way == way.title}.values())[:LATEST],
        ) for way in WAYS
    ]  # fmt: skip
    return OwnPart(ways, len(there), [(week, len(by.get(week, {})) if week in there else None) for week in weeks])
