"""How chosen habits go: reckoned in the background from the record, and kept; pages read what was reckoned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import Coalesce

from deeproot.plan.habits import BY_ID, Course, Due, Hardship, Passed, Rows, course
from deeproot.plan.habits.rules import LOOKS_BACK
from deeproot_app.act.habits.choosing import zone_of
from deeproot_app.act.models import ChosenHabit
from deeproot_app.base import clock, jobs
from deeproot_app.plan.library.day import capacity_of
from deeproot_app.record.models import Belief, Customer, Interaction, Member, Promise

DAYS: Final = 84
"""How far back a habit is told: twelve weeks."""
SETTLES: Final = timedelta(days=14)
"""How long after a habit was stopped its last occasions may still be met."""
SHOWN: Final = 5
"""So many rows of evidence are kept of each day or week, those that were missed first."""
PASSED: Final = (
    "happened_at", "interaction_id", "of", "member_id", "channel", "direction", "kind", "needs_answer", "automatic",
)  # fmt: skip
DUE: Final = ("due_at", "promise_id", "of", "member_id", "kept_at", "moved_to")
NOT_READ: Final = ("usage", "purchase", "mention")
WHO = Coalesce("customer__merged_into_id", "customer_id")
"""Of customers that are one, the id that leads."""


@jobs.task
def reckon_habits() -> int:
    """Reckon every habit that is kept, and those stopped lately, as of now; return how many."""
    now = clock.now()
    return bring_up_to_date(now)


def bring_up_to_date(now: datetime, rows: Iterable[ChosenHabit] | None = None) -> int:
    """Reckon these habits (default: all that may still change) as of ``now``. A dozen queries for any number."""
    still = Q(stopped_at=None) | Q(stopped_at__gte=now - SETTLES)
    chosen = list(ChosenHabit.objects.filter(still).select_related("user").order_by("pk") if rows is None else rows)
    chosen = [row for row in chosen if row.habit in BY_ID]
    if not chosen:
        return 0
    people = _people(chosen)
    everybody = sorted({member for members in people.values() for member in members})
    begins = min(max(row.begins, now.date() - timedelta(days=DAYS)) for row in chosen)
    known = _rows(everybody, datetime.combine(begins, time(), UTC) - timedelta(days=2), now)
    days = {member: set(row.days) for member, row in capacity_of(everybody).items()}
    team_zone = zone_of(None)
    for row in chosen:
        zone = zone_of(row.user) if row.user else team_zone
        row.course = _told(_course(row, known, now, people[row.pk], days, zone))
        row.reckoned_at = now
    ChosenHabit.objects.bulk_update(chosen, ("course", "reckoned_at"), batch_size=200)
    return len(chosen)


def _people(chosen: list[ChosenHabit]) -> dict[int, list[str]]:
    """Whose deeds and occasions count for each."""
    teams: dict[str, list[str]] = defaultdict(list)
    wanted = {row.team for row in chosen if row.team}
    for team, member in Member.objects.filter(team__in=wanted).order_by("pk").values_list("team", "member_id"):
        teams[str(team)].append(member)
    return {row.pk: [row.user.member_id] if row.user else teams[row.team] for row in chosen}


def _rows(members: list[str], since: datetime, now: datetime) -> Rows:
    """What the rules read: the stories of the customers whom these people look after, or were in touch with."""
    lately = Interaction.objects.filter(happened_at__gte=since, happened_at__lte=now)
    met = lately.filter(member_id__in=members).order_by().annotate(of=WHO).values("of")
    owned = Customer.objects.filter(owner_id__in=members).annotate(
        leads=Coalesce("merged_into_id", "customer_id")
    )  # fmt: skip
    theirs = Q(customer_id__in=met) | Q(customer__merged_into_id__in=met)
    own = owned.order_by().values("leads")
    theirs |= Q(customer_id__in=own) | Q(customer__merged_into_id__in=own)
    story = Interaction.objects.filter(theirs, happened_at__gte=since - LOOKS_BACK, happened_at__lte=now)
    story = story.exclude(channel__in=NOT_READ).annotate(of=WHO).order_by()
    due = Promise.objects.filter(
        member_id__in=members, withdrawn_at=None, made_at__lte=now, due_at__gte=since
    ).annotate(of=WHO)  # fmt: skip
    hard = Belief.objects.filter(about="capacity", customer__isnull=False, from_at__lte=now).annotate(of=WHO)
    hard = hard.filter(Q(until=None) | Q(until__gte=since))
    return Rows(
        passed=[Passed(*row) for row in story.values_list(*PASSED).iterator(chunk_size=5_000)],
        due=[Due(*row) for row in due.values_list(*DUE)],
        hardships=[Hardship(*row) for row in hard.values_list("of", "from_at", "until")],
        owners=dict(owned.filter(merged_into=None).values_list("customer_id", "owner_id")),
    )


def _course(
    row: ChosenHabit, known: Rows, now: datetime, members: list[str], days: dict[str, set[int]], zone: ZoneInfo
) -> Course:
    workdays = {day for member in members for day in days.get(member, ())}
    works: Callable[[date], bool] = lambda day: day.weekday() in workdays  # noqa: E731 - named for its type
    first = now.astimezone(zone).date() - timedelta(days=DAYS)
    begins = max(row.begins, first)
    return course(
        BY_ID[row.habit], known, now, members=members, zone=zone, begins=begins, ends=row.ends, works=works
    )  # fmt: skip


def _told(found: Course) -> dict[str, Any]:
    return {
        "kept": found.kept,
        "n": found.n,
        "streak": found.streak,
        "periods": [
            {
                "begins": one.begins.isoformat(),
                "state": one.state,
                "by": list(one.by),
                "evidence": list(one.evidence[:SHOWN]),
            }
            for one in found.periods
        ],
    }
