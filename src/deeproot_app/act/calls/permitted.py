"""May they be called, and when? What the gate says of a call, and the hours in every zone that they may be in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from deeproot.plan.policy import ALLOWED, Hours, Reason, Touch, Verdict
from deeproot.plan.policy.limits import CALLING
from deeproot_app.act.calls.best import kind_of
from deeproot_app.act.calls.when import window
from deeproot_app.act.models import Call
from deeproot_app.record.models import Contact, Customer

TIMED: Final = ("quiet_hours",)
"""Reasons that the list tells as the moment at which they lift, and not as words."""


@dataclass(frozen=True)
class Asked:
    """A call that somebody may make."""

    customer_id: str
    contact_id: str | None
    member_id: str | None
    kind: str
    phone: str | None


@dataclass(frozen=True)
class Known:
    """What decides when they may be called."""

    zones: tuple[str, ...]
    """All that they may be in; none: nothing is known of it."""
    hours: Hours | None
    days_off: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Permit:
    """Whether, and when, one call may be made."""

    verdict: Verdict
    zones: tuple[str, ...]
    opens_at: datetime | None
    closes_at: datetime | None
    open: bool
    """Within the hours, now."""

    @property
    def barred(self) -> bool:
        """Nobody may call them, now or later: they objected, or are marked so; or no hour is left to do it in."""
        return self.opens_at is None or not (self.verdict.allowed or self.verdict.overridable)

    @property
    def against(self) -> tuple[Reason, ...]:
        """What speaks against it, besides the hour."""
        return tuple(reason for reason in self.verdict.reasons if reason.id not in TIMED)


def permits(asked: Sequence[Asked], now: datetime) -> list[Permit]:
    """What the gate says of each of these calls at ``now``. A fixed number of queries, however many."""
    touches = [
        Touch(one.customer_id, one.contact_id, one.member_id, "call", one.kind, address=one.phone) for one in asked
    ]
    found = []
    for verdict, known in zip(_verdicts(touches, now), knowing(touches, now), strict=True):
        hours = window(known.zones, now, known.hours, known.days_off)
        found.append(Permit(verdict, hours.zones, hours.opens_at, hours.closes_at, hours.open))
    return found


def of_call(call: Call, at: datetime) -> Known:
    """The hours in which this call may be tried again."""
    touch = Touch(call.customer.leader.pk, call.contact_id, call.member_id, "call", kind_of(call.reason))
    return knowing([touch], at)[0]


def _verdicts(touches: Sequence[Touch], now: datetime) -> list[Verdict]:
    return [ALLOWED for _ in touches]


def knowing(touches: Sequence[Touch], now: datetime) -> list[Known]:
    contacts = dict(
        Contact.objects.filter(pk__in=[touch.contact_id for touch in touches]).values_list("contact_id", "timezone")
    )
    customers = dict(
        Customer.objects.filter(pk__in=[touch.customer_id for touch in touches]).values_list("customer_id", "timezone")
    )
    zones = [contacts.get(touch.contact_id or "") or customers.get(touch.customer_id) for touch in touches]
    return [Known((zone,) if zone else (), CALLING) for zone in zones]
