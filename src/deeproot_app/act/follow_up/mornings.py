"""Each morning, at the hour they like in their own zone, each of us is told what they owe that day; never twice.

That somebody is told is written, and committed, before the mail is handed over: killed in between, they are not told
that day by mail (Today and Promises tell them all the same), and never told twice. Only where the server has taken
nothing for sure is the word taken back, and the next run, minutes later, tries again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction

from deeproot_app.act.follow_up import letter, tell
from deeproot_app.act.follow_up.owed import Owed, owed
from deeproot_app.act.habits.morning import reminders
from deeproot_app.act.models import Digest, DigestWish, SendingAccount
from deeproot_app.base import access, audit, clock, jobs
from deeproot_app.base.models import Organisation, User

log = logging.getLogger("deeproot.mornings")
LATE: Final = timedelta(hours=4)
"""So long after their hour it is still a word of the morning; then it is left out."""
SATURDAY: Final = 5


@dataclass(frozen=True)
class Morning:
    """One colleague whose hour it is."""

    user: User
    day: date
    zone: ZoneInfo

    @property
    def ends(self) -> datetime:
        """The end of their day."""
        return datetime.combine(self.day + timedelta(days=1), time(), self.zone).astimezone(UTC)


@jobs.task
def tell_mornings() -> int:
    """Tell everybody whose hour it is and who was not told yet; return how many were."""
    by, now = tell.account(), clock.now()
    mornings = whose_hour(now) if by is not None else []
    told = 0
    for morning, found in _with_what_they_owe(mornings, now):
        assert by is not None
        told += _tell(by, morning, found, now)
    return told


def whose_hour(now: datetime) -> list[Morning]:
    """Whose hour it is at ``now``, and who was not told on their day yet."""
    wishes = {wish.user_id: wish for wish in DigestWish.objects.all()}
    told = set(Digest.objects.filter(day__gte=now.date() - timedelta(days=2)).values_list("user_id", "day"))
    home = Organisation.get().timezone
    found = []
    for user in User.objects.filter(is_active=True).exclude(member_id="").order_by("pk"):
        wish = wishes.get(user.pk) or DigestWish(user=user)
        zone = _zone(user.timezone, home)
        day = now.astimezone(zone).date()
        if _is_hour(wish, day, zone, now) and (user.pk, day) not in told:
            found.append(Morning(user, day, zone))
    return found


def _is_hour(wish: DigestWish, day: date, zone: ZoneInfo, now: datetime) -> bool:
    """Whether it is the hour they wish, or not long after it. An hour that no clock shows that day begins after it."""
    if not wish.wanted or (day.weekday() >= SATURDAY and not wish.weekends):
        return False
    begins = datetime.combine(day, wish.at, zone).astimezone(UTC)
    return begins <= now < begins + LATE


def _zone(*names: str) -> ZoneInfo:
    for name in filter(None, names):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo("UTC")


def _with_what_they_owe(mornings: Sequence[Morning], now: datetime) -> list[tuple[Morning, Owed]]:
    """Those who owe something; a mail that says nothing is not sent."""
    day = owed({morning.user.member_id: morning.ends for morning in mornings}, now) if mornings else {}
    reminded = reminders({morning.user: morning.day for morning in mornings}) if mornings else {}
    for morning in mornings:
        day[morning.user.member_id].habits = reminded.get(morning.user.pk, [])
    return [(morning, day[morning.user.member_id]) for morning in mornings if day[morning.user.member_id]]


def _tell(by: SendingAccount, morning: Morning, found: Owed, now: datetime) -> bool:
    """Write that they are told, then tell them. Whether they were, as far as anybody knows."""
    user = morning.user
    try:
        with transaction.atomic():
            row = Digest.objects.create(
                user=user, day=morning.day, told_at=now, overdue=len(found.overdue), due=len(found.due),
                escalated=len(found.escalated), calls=len(found.calls),
            )  # fmt: skip
            audit.write(access.COMMAND_LINE, "digest.tell", user, day=morning.day.isoformat())
    except IntegrityError:
        return False  # another worker tells them
    words = letter.text(user.name, found, morning.day, morning.zone)
    answer = tell.tell_colleague(by, user, f"digest {morning.day}", letter.subject(found), words)
    if answer.what in ("later", "slow_down"):
        row.delete()
        log.warning("the morning's word waits: %s", answer.says)
        return False
    if answer.what == "refused":
        log.warning("the morning's word to user %s was refused: %s %s", user.pk, answer.code, answer.says)
    return answer.what in ("sent", "uncertain")


def wish_of(user: User) -> DigestWish:
    """How they want to be told; the defaults, not saved, where they never said."""
    return DigestWish.objects.filter(user=user).first() or DigestWish(user=user)


def wish(user: User, *, wanted: bool, at: time, weekends: bool) -> DigestWish:
    """Say how one wants to be told."""
    access.require(user, "self.change")
    with transaction.atomic():
        row, _ = DigestWish.objects.update_or_create(
            user=user, defaults={"wanted": wanted, "at": at, "weekends": weekends}
        )
        audit.write(user, "digest.wish", user, wanted=wanted)
    return row
