"""Who of us counts, and when: accounts that are somebody of the record, from joining until they were let go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from deeproot.measure.participation import Person
from deeproot_app.act.models import Away
from deeproot_app.base.models import Audit, User
from deeproot_app.plan.library.day import capacity_of
from deeproot_app.record.models import Member

Span = tuple[date, date | None]


def users() -> list[User]:
    """All that are somebody of the record, let go or not."""
    return list(User.objects.exclude(member_id="").order_by("pk"))


def nobody_of_the_record() -> int:
    """How many may sign in of whom the record does not know who they are: they are not counted."""
    return User.objects.filter(member_id="", is_active=True).count()


def people(known: Iterable[User], zone: ZoneInfo) -> list[Person]:
    """The same, as the reckoning knows them; ids are those of users. Five queries, however many they are."""
    rows = list(known)
    members = [user.member_id for user in rows]
    teams = dict(Member.objects.filter(pk__in=members).values_list("member_id", "team"))
    days = {member: frozenset(row.days) for member, row in capacity_of(members).items()}
    gone, away = _let_go(rows), _away(rows)
    return [
        Person(
            str(user.pk), teams.get(user.member_id) or "", _there(user, gone[user.pk], zone), away[user.pk],
            days[user.member_id],
        ) for user in rows
    ]  # fmt: skip


def _let_go(rows: list[User]) -> dict[int, list[tuple[str, datetime]]]:
    """When each was deactivated and reactivated, by the trail."""
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    acts = Audit.objects.filter(
        about_type="user", act__in=("user.deactivate", "user.reactivate"), about_id__in=[str(user.pk) for user in rows]
    )  # fmt: skip
    for about, act, at in acts.order_by("at", "pk").values_list("about_id", "act", "at"):
        found[int(about)].append((act, at))
    return found


def _there(user: User, acts: list[tuple[str, datetime]], zone: ZoneInfo) -> list[Span]:
    """From which day to which: who is let go today was there until today."""
    spans: list[Span] = []
    begins: date | None = user.date_joined.astimezone(zone).date()
    for act, at in acts:
        day = at.astimezone(zone).date()
        if act == "user.deactivate" and begins is not None:
            spans.append((begins, max(day, begins)))
            begins = None
        elif act == "user.reactivate" and begins is None:
            begins = day
    return [*spans, (begins, None)] if begins is not None and user.is_active else spans


def _away(rows: list[User]) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for user, first, last in Away.objects.filter(user__in=rows, removed_at=None).values_list(
        "user_id", "first", "last"
    ):
        found[user].append((first, last))
    return found
