"""The rule about the hour: not outside the channel's hours in the customer's own zone."""

from __future__ import annotations

from datetime import datetime

from deeproot.plan.policy.hours import next_permitted
from deeproot.plan.policy.kinds import CALLED, DISTURBING, SERVICE, WRITTEN, is_marketing
from deeproot.plan.policy.limits import CALLING, Limits
from deeproot.plan.policy.shapes import Facts, Reason, Touch
from deeproot.plan.policy.telling import may_override, only_within, their_time


def quiet_hours(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Reason | None:
    """Not outside the channel's hours in the customer's own zone: in each of them, where it is uncertain."""
    hours = limits.hours.get(touch.channel)
    if hours is None or (kind in SERVICE and touch.channel in WRITTEN):
        return None
    days_off = facts.days_off if touch.channel in DISTURBING else frozenset()
    opens = next_permitted(facts.zones, at, hours, days_off)
    if opens == at:
        return None
    selling = touch.channel in CALLED and is_marketing(kind, touch)
    forbidden = selling and next_permitted(facts.zones, at, CALLING) != at
    words, fact = only_within(touch.channel, hours), their_time(facts.zones, at)
    return Reason("quiet_hours", words, fact, opens, not forbidden and may_override(touch))
