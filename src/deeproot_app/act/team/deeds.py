"""What the record and the trail say that each of us did, by week: that it was, and a row or two that show it.

Never how often: a table from which people could be ranked is not kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, F, IntegerField, Max, Min, Model, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from deeproot.measure.participation import monday
from deeproot_app.act.models import ChosenHabit, Note, OwnUse
from deeproot_app.base.models import Audit, User
from deeproot_app.record.models import Belief, Interaction, Promise, Proposal
from deeproot_app.understand.journey.models import JourneyNote

SPOKEN: Final = Q(channel__in=("call", "meeting")) | Q(kind="answer") | Q(needs_answer=True)
LISTENED: Final = SPOKEN & Q(direction__in=("out", "both"), automatic=False)
BRIEFED: Final = Q(direction="internal", kind="brief")
WORTH: Final = (Proposal.State.CONFIRMED, Proposal.State.EDITED)

Row = tuple[str, str]
"""What it is (interaction, promise, belief, walk, proposal, habit, own), and its id."""
Did = dict[tuple[int, date], dict[str, list[Row]]]
"""Of each user and Monday, the ways and the rows that say so."""


def find(users: Iterable[User], weeks: Sequence[date], zone: ZoneInfo, now: datetime) -> Did:
    """What these did in these weeks, as of ``now``. Ten queries, however many people and weeks."""
    found: Did = defaultdict(lambda: defaultdict(list))
    by_member: dict[str, list[int]] = defaultdict(list)
    for user in users:
        by_member[user.member_id].append(user.pk)
    ids = [pk for each in by_member.values() for pk in each]
    said = _Weeks(weeks, zone, now)
    for way, what, member, week, rows in _by_members(list(by_member), said):
        for pk in by_member[member]:
            found[pk, week][way] += [(what, row) for row in rows]
    for way, what, pk, week, rows in _by_users(ids, said):
        found[pk, week][way] += [(what, row) for row in rows]
    for pk, week, habit in _habits(by_member, said):
        found[pk, week]["habit"].append(("habit", habit))
    return {key: {way: rows[:2] for way, rows in ways.items()} for key, ways in found.items()}


class _Weeks:
    """The weeks that are asked for, as moments."""

    def __init__(self, weeks: Sequence[date], zone: ZoneInfo, now: datetime) -> None:
        self.days = list(weeks)
        self.begins = [datetime.combine(day, time(), zone) for day in weeks]
        self.ends = [*self.begins[1:], datetime.combine(weeks[-1] + timedelta(days=7), time(), zone)]
        self.now = now

    def of(self, rows: QuerySet[Any], at: str, *who: str) -> list[tuple[Any, ...]]:
        """Of each of ``who`` and week with rows, the first and the last row: (*who, Monday, [ids]). One query."""
        within = rows.filter(**{f"{at}__gte": self.begins[0], f"{at}__lte": self.now})
        numbered = Case(
            *(When(**{f"{at}__lt": ends}, then=Value(n)) for n, ends in enumerate(self.ends)),
            output_field=IntegerField(),
        )
        told = within.order_by().annotate(week=numbered).values_list(*who, "week").annotate(Min("pk"), Max("pk"))
        return [
            (*row[:-3], self.days[row[-3]], sorted({str(row[-2]), str(row[-1])})) for row in told if row[-3] is not None
        ]


def _by_members(members: list[str], weeks: _Weeks) -> Iterable[tuple[str, str, str, date, list[str]]]:
    """What the record knows by who of us it was."""
    way = Case(When(BRIEFED, then=Value("brief")), default=Value("listen"), output_field=CharField())
    passed = Interaction.objects.filter(LISTENED | BRIEFED, member_id__in=members).annotate(way=way)
    for member, by, week, rows in weeks.of(passed, "happened_at", "member_id", "way"):
        yield by, "interaction", member, week, rows
    in_time = Promise.objects.annotate(by=Coalesce("moved_to", "due_at")).filter(
        Q(by=None) | Q(kept_at__lte=F("by")), member_id__in=members, withdrawn_at=None
    )
    for member, week, rows in weeks.of(in_time, "kept_at", "member_id"):
        yield "promise", "promise", member, week, rows


def _by_users(users: list[int], weeks: _Weeks) -> Iterable[tuple[str, str, int, date, list[str]]]:
    """What the application knows by who was signed in."""
    decided = Proposal.objects.filter(decided_by__in=users, state__in=Proposal.DECIDED)
    beliefs = decided.filter(sort=Proposal.Sort.BELIEF, state__in=WORTH)
    walked = JourneyNote.objects.filter(walk__by__in=users)
    notes = Note.objects.filter(by__in=users, taken_back_at=None)
    asked: tuple[tuple[str, str, QuerySet[Model], str, str], ...] = (
        ("review", "proposal", decided, "decided_at", "decided_by_id"),
        ("belief", "proposal", beliefs, "decided_at", "decided_by_id"),
        ("walk", "step", walked, "noted_at", "walk__by_id"),
        ("note", "note", notes, "at", "by_id"),
    )
    for way, what, rows, at, who in asked:
        for user, week, ids in weeks.of(rows, at, who):
            yield way, what, user, week, ids
    yield from _confirmed(users, weeks)
    used = OwnUse.objects.filter(by__in=users, withdrawn_at=None, used_on__gte=weeks.days[0])
    for user, day, pk in used.values_list("by_id", "used_on", "pk"):
        yield "own", "own", user, monday(day), [str(pk)]


def _confirmed(users: list[int], weeks: _Weeks) -> Iterable[tuple[str, str, int, date, list[str]]]:
    """Beliefs confirmed without a proposal: the trail says by whom. What was undone since is left out."""
    acts = Audit.objects.filter(act="belief.confirm", user__in=users, at__gte=weeks.begins[0], at__lte=weeks.now)
    said = list(acts.values_list("user_id", "at", "about_id"))
    stand = set(
        Belief.every.filter(pk__in={row[2] for row in said}, confirmed_at__isnull=False).values_list("pk", flat=True)
    )
    zone = weeks.begins[0].tzinfo
    for user, at, belief in said:
        if belief in stand:
            yield "belief", "belief", user, monday(at.astimezone(zone).date()), [belief]


def _habits(by_member: dict[str, list[int]], weeks: _Weeks) -> Iterable[tuple[int, date, str]]:
    """On which days and weeks a habit was kept, by whom: what `act.habits` reckoned."""
    for row in ChosenHabit.objects.filter(reckoned_at__gte=weeks.begins[0]):
        for period in row.course.get("periods", ()):
            week = monday(date.fromisoformat(period["begins"]))
            if period["state"] == "kept" and week >= weeks.days[0]:
                for user in {user for member in period["by"] for user in by_member.get(member, ())}:
                    yield user, week, str(row.pk)
