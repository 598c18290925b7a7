"""Occasions on which a rule gives points, as the record tells of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from deeproot_app.act.models import Guest, RewardRule
from deeproot_app.base.models import Organisation
from deeproot_app.record.models import Customer, Promise

ASKED: Final = frozenset({RewardRule.Occasion.YEARS, RewardRule.Occasion.MADE_GOOD, RewardRule.Occasion.EVENT})
"""What the record tells by itself; who brought us whom, a colleague says."""
LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that happened with a customer, who stands under their leading id."""

    customer_id: str
    name: str
    """The same whenever it is found: `years:3`, `event:7`, `made_good:` and the promise's id."""
    why: str
    at: datetime


def found(rule: RewardRule, now: datetime) -> list[Occasion]:
    """All that happened since the rule's first day, of customers who are with us. One query; none for a referral."""
    zone = ZoneInfo(Organisation.get().timezone or "UTC")
    if rule.occasion == RewardRule.Occasion.YEARS:
        return list(_years(rule, now, zone))
    if rule.occasion == RewardRule.Occasion.MADE_GOOD:
        return list(_made_good(_begins(rule, zone), now))
    if rule.occasion == RewardRule.Occasion.EVENT:
        return list(_events(_begins(rule, zone), now))
    return []


def _begins(rule: RewardRule, zone: ZoneInfo) -> datetime:
    return datetime.combine(rule.begins, time(), zone).astimezone(UTC)


def _here(now: datetime, path: str = "") -> Q:
    """Customers who have not left; of one that is led, its leader is asked."""
    own = Q(**{f"{path}left_at": None}) | Q(**{f"{path}left_at__gt": now})
    led = Q(**{f"{path}merged_into__left_at": None}) | Q(**{f"{path}merged_into__left_at__gt": now})
    none = Q(**{f"{path}merged_into": None})
    return (none & own) | (~none & led)


def _years(rule: RewardRule, now: datetime, zone: ZoneInfo) -> Iterable[Occasion]:
    rows = Customer.objects.filter(_here(now), merged_into=None, since__lte=now)
    today = now.astimezone(zone).date()
    for pk, since in rows.order_by().values_list("pk", "since"):
        if since is None:
            continue
        first = since.astimezone(zone).date()
        for years in range(rule.every_years, today.year - first.year + 1, rule.every_years):
            day = _anniversary(first, years)
            if rule.begins <= day <= today:
                words = "a year" if years == 1 else f"{years} years"
                at = datetime.combine(day, time(), zone).astimezone(UTC)
                yield Occasion(pk, f"years:{years}", f"With us for {words}", at)


def _anniversary(first: date, years: int) -> date:
    """The same day, so many years later; of 29 February, 1 March where there is none."""
    try:
        return first.replace(year=first.year + years)
    except ValueError:
        return date(first.year + years, 3, 1)


def _made_good(begins: datetime, now: datetime) -> Iterable[Occasion]:
    kept = Promise.objects.filter(_here(now, "customer__"), kept_at__gte=begins, kept_at__lte=now, withdrawn_at=None)
    late = kept.filter(kept_at__gt=Coalesce("moved_to", "due_at"))
    leader = Coalesce("customer__merged_into", "customer")
    for pk, text, at, of in late.order_by().values_list("pk", "text", "kept_at", leader):
        said = text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
        yield Occasion(of, f"made_good:{pk}", f"We kept a promise late: “{said}”", at)


def _events(begins: datetime, now: datetime) -> Iterable[Occasion]:
    came = Guest.objects.filter(_here(now, "customer__"), came=True, event__starts_at__gte=begins)
    leader = Coalesce("customer__merged_into", "customer")
    rows = came.annotate(leader=leader, title=F("event__title"), began=F("event__starts_at"))
    seen: dict[tuple[str, int], Occasion] = {}
    for of, event, title, began in rows.order_by().values_list("leader", "event", "title", "began"):
        seen.setdefault((of, event), Occasion(of, f"event:{event}", f"They came to “{title}”", began))
    return seen.values()
