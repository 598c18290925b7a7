"""May they be called, and when? What the gate says of a call, and the hours in every zone that they may be in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from deeproot.plan.policy import Hours, Reason, Touch, Verdict
from deeproot_app.act.calls.best import kind_of
from deeproot_app.act.calls.when import Window, window
from deeproot_app.act.models import Call
from deeproot_app.plan import gate
from deeproot_app.plan.models import Override

OVERRULED_FOR: Final = timedelta(days=1)
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
class Permit:
    """Whether, and when, one call may be made."""

    verdict: Verdict
    window: Window
    """The stretch of hours that holds now, or the next one."""
    hours: Hours | None
    """The hours of calls, as the contact policy has them; None for no limit."""
    days_off: frozenset[date] = frozenset()

    @property
    def barred(self) -> bool:
        """Nobody may call them, now or later: they objected, or are marked so; or no hour is left to do it in."""
        return self.window.opens_at is None or not (self.verdict.allowed or self.verdict.overridable)

    @property
    def against(self) -> tuple[Reason, ...]:
        """What speaks against it, besides the hour."""
        return tuple(reason for reason in self.verdict.reasons if reason.id not in TIMED)


def permits(asked: Sequence[Asked], now: datetime) -> list[Permit]:
    """What the gate says of each of these calls at ``now``. A fixed number of queries, however many."""
    touches = [
        Touch(one.customer_id, one.contact_id, one.member_id, "call", one.kind, address=one.phone) for one in asked
    ]
    return _permits(touches, now) if touches else []


def of_call(call: Call, at: datetime, phone: str | None = None) -> Permit:
    """What the gate says of this call, and when it may be made."""
    who = call.customer.leader.pk
    touch = Touch(who, call.contact_id, call.member_id, "call", kind_of(call.reason), address=phone)
    return _permits([touch], at)[0]


def overruled(call: Call, now: datetime) -> bool:
    """Whether somebody decided, within a day, that this customer may be called all the same."""
    rows = Override.objects.filter(customer_id__in=call.customer.leader.ids, channel="call", at__gt=now - OVERRULED_FOR)
    return rows.exists()


def _permits(touches: Sequence[Touch], now: datetime) -> list[Permit]:
    """The gate's facts are asked for once: for its verdicts, and for the hours that the list is ordered by."""
    found = []
    for one in gate.explained(touches, now):
        hours = one.limits.hours.get("call")
        stretch = window(one.facts.zones, now, hours, one.facts.days_off)
        found.append(Permit(one.verdict, stretch, hours, one.facts.days_off))
    return found
