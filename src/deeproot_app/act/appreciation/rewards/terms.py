"""How long points are good, and how many may be given in a year."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum

from deeproot_app.act.appreciation.budgets import today
from deeproot_app.act.models import RewardEntry, RewardTerms
from deeproot_app.base import access, audit
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation

MANAGE: Final = "reward.manage"
GIVEN: Final = (RewardEntry.Kind.EARNED, RewardEntry.Kind.GRANTED)
MOST: Final = 1_000_000
"""Points in one line, at most."""


def terms() -> RewardTerms:
    """The terms as they stand."""
    return RewardTerms.objects.filter(pk=1).first() or RewardTerms(pk=1)


def keep(actor: access.Actor, months_good: int | None, points_a_year: int | None) -> RewardTerms:
    """Change the terms, for points that are given from now on. Raises UserError for what cannot be."""
    access.require(actor, MANAGE)
    if months_good is not None and not 1 <= months_good <= 240:
        raise UserError("Points are good for 1 to 240 months, or for ever.")
    if points_a_year is not None and not 0 <= points_a_year <= 2_000_000_000:
        raise UserError("Say how many points may be given in a year: 0 to 2,000,000,000, or any number.")
    with transaction.atomic():
        row = held()
        row.months_good, row.points_a_year = months_good, points_a_year
        row.save(update_fields=["months_good", "points_a_year"])
        audit.write(actor, "reward.terms", row, months_good=months_good, points_a_year=points_a_year)
    return row


def held() -> RewardTerms:
    """The terms, for nobody else until the transaction ends."""
    RewardTerms.objects.get_or_create(pk=1)
    return RewardTerms.objects.select_for_update().get(pk=1)


def good_until(at: datetime, known: RewardTerms) -> datetime | None:
    """When points go that are given at a moment: so many months later, on the same day or the month's last."""
    if known.months_good is None:
        return None
    months = at.month - 1 + known.months_good
    year, month = at.year + months // 12, months % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, calendar.monthrange(year, month)[1]))


def given_this_year(at: datetime) -> int:
    """Points that were earned and granted in the organisation's year of that moment."""
    zone = ZoneInfo(Organisation.get().timezone or "UTC")
    year = today(at).year
    begins, ends = (datetime(one, 1, 1, tzinfo=zone).astimezone(UTC) for one in (year, year + 1))
    rows = RewardEntry.objects.filter(kind__in=GIVEN, at__gte=begins, at__lt=ends)
    return rows.aggregate(sum=Sum("points"))["sum"] or 0


def refuse_beyond(known: RewardTerms, points: int, at: datetime) -> None:
    """Raise UserError where so many more points are more than may be given this year; the terms must be held."""
    if known.points_a_year is None:
        return
    left = known.points_a_year - given_this_year(at)
    if points > left:
        raise UserError(
            f"{points:,} points are more than may still be given this year: {max(left, 0):,} of "
            f"{known.points_a_year:,} are left. Give fewer, or change the terms."
        )
