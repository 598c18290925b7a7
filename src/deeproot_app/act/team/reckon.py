"""How many take part: reckoned in the background from the record and the trail, and kept for the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from deeproot.measure.participation import Group, Participation, Share, participation, weeks_until
from deeproot_app.act.habits.choosing import zone_of
from deeproot_app.act.models import TeamFigures, TeamWeek
from deeproot_app.act.team import deeds, people
from deeproot_app.act.team.ways import IDS
from deeproot_app.base import clock, jobs

WEEKS: Final = 13
"""A quarter: the present week and the twelve before it."""


@jobs.task
def reckon_team() -> int:
    """Reckon who takes part, as of now; return how many of us there are."""
    return bring_up_to_date(clock.now())


def bring_up_to_date(now: datetime) -> int:
    """Find what each of us did in the last quarter, keep what changed of it, and the shares. Some twenty queries."""
    zone = zone_of(None)
    today = now.astimezone(zone).date()
    weeks = weeks_until(today, WEEKS)
    known = people.users()
    did = deeds.find(known, weeks, zone, now) if known else {}
    told = {(str(user), week): set(ways) for (user, week), ways in did.items()}
    found = participation(people.people(known, zone), told, weeks, IDS, today)
    with transaction.atomic():
        _keep(did, weeks)
        TeamFigures.objects.update_or_create(pk=1, defaults={"as_of": now, "document": document(found)})
    return len(known)


def _keep(did: deeds.Did, weeks: list[date]) -> None:
    """Let the table say just this: older weeks go."""
    TeamWeek.objects.filter(week__lt=weeks[0]).delete()
    kept = {(row.user_id, row.week): row for row in TeamWeek.objects.filter(week__gte=weeks[0])}
    plain = {key: {way: [list(row) for row in rows] for way, rows in ways.items()} for key, ways in did.items()}
    gone = [row.pk for key, row in kept.items() if key not in plain]
    TeamWeek.objects.filter(pk__in=gone).delete()
    changed = [row for key, row in kept.items() if key in plain and row.ways != plain[key]]
    for row in changed:
        row.ways = plain[row.user_id, row.week]
    TeamWeek.objects.bulk_update(changed, ("ways",), batch_size=200)
    new = [
        TeamWeek(user_id=user, week=week, ways=ways) for (user, week), ways in plain.items() if (user, week) not in kept
    ]
    TeamWeek.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)


def document(found: Participation) -> dict[str, Any]:
    """The shares as JSON: None where too few count for anything to be said."""
    return {
        "weeks": [week.isoformat() for week in found.weeks],
        "company": _group(found.company),
        "teams": [_group(team) for team in found.teams],
        "hidden": found.hidden,
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name, "weeks": [_share(one) for one in group.weeks], "month": _share(group.month),
        "whole": _share(group.whole), "ways": {way: _share(one) for way, one in group.ways.items()},
    }  # fmt: skip


def _share(share: Share | None) -> list[int] | None:
    return [share.n, share.of] if share else None


@dataclass(frozen=True)
class Known:
    """The shares as they were last reckoned."""

    as_of: datetime
    found: Participation


def known() -> Known | None:
    """What was last reckoned; None where nothing was yet."""
    row = TeamFigures.objects.filter(pk=1).first()
    if row is None:
        return None
    told = row.document
    weeks = tuple(date.fromisoformat(week) for week in told["weeks"])
    teams = tuple(_read(team) for team in told["teams"])
    return Known(row.as_of, Participation(weeks, _read(told["company"]), teams, told["hidden"]))


def _read(told: dict[str, Any]) -> Group:
    def share(one: list[int] | None) -> Share | None:
        return Share(*one) if one else None

    ways = {way: share(told["ways"].get(way)) for way in IDS}
    return Group(
        told["name"], tuple(share(one) for one in told["weeks"]), share(told["month"]), share(told["whole"]), ways
    )
