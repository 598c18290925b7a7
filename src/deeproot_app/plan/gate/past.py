"""What limits would have meant for what we sent lately: how many touches came at quiet hours, how many too soon."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from deeproot.plan.policy import Facts, Limits, Passed, Touch, decide
from deeproot.plan.policy.kinds import KINDS
from deeproot_app.plan.gate.people import People, people
from deeproot_app.record.models import Interaction

DAYS: Final = 30
MOST: Final = 5_000
"""The latest so many touches are looked at: the page must not wait for more."""
TOLD: Final = ("too_soon", "quiet_hours")


@dataclass(frozen=True)
class Past:
    """How limits would have judged what we sent."""

    touches: int
    refused: Counter[str]
    """By reason."""
    days: int = DAYS


def past(limits: Limits, at: datetime) -> Past:
    """What these limits would have said of our latest touches of the past 30 days, at their own moments."""
    found = (
        Interaction.objects.filter(direction="out", automatic=False, happened_at__lte=at)
        .filter(happened_at__gt=at - timedelta(days=DAYS) - limits.memory, kind__in=sorted(KINDS))
        .order_by("-happened_at", "-interaction_id")
        .values_list("customer_id", "contact_id", "happened_at", "channel", "kind")[:MOST]
    )
    rows = [(customer, contact, when, channel, str(kind)) for customer, contact, when, channel, kind in found]
    who = people([Touch(customer, contact, None, channel, kind) for customer, contact, _, channel, kind in rows])
    before: dict[tuple[str, str | None], list[Passed]] = defaultdict(list)
    seen, refused = 0, Counter[str]()
    for customer, contact, when, channel, kind in reversed(rows):
        earlier = before[customer, contact]
        if when > at - timedelta(days=DAYS):
            seen += 1
            touch = Touch(customer, contact, None, channel, kind)
            refused.update(one for one in _judged(touch, earlier, who, limits, when) if one in TOLD)
        if kind not in ("answer", "holding", "admin"):
            earlier.insert(0, Passed(when, channel, kind))
    return Past(seen, refused)


def _judged(touch: Touch, earlier: list[Passed], who: People, limits: Limits, when: datetime) -> tuple[str, ...]:
    company = who.companies.get(touch.customer_id)
    persona = company.persona if company else None
    facts = Facts(zones=who.zones(touch), persona=persona, touches=tuple(earlier[:50]))
    return decide(touch, facts, limits, when).ids
