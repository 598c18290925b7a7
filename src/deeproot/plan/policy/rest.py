"""The rules about how things stand between us: open cases, capacity, balance, frequency, surveys, proof."""

from __future__ import annotations

from datetime import datetime, timedelta

from deeproot.plan.policy.kinds import SERVICE
from deeproot.plan.policy.limits import Frequency, Limits
from deeproot.plan.policy.shapes import Facts, Reason, Touch
from deeproot.plan.policy.telling import CASE, day, gifts, may_override, open_since, within


def open_case(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Reason | None:
    """While a case is open, only those who work on it and who was briefed; no survey, nothing automatic."""
    if not facts.open_cases or (touch.automatic and kind in SERVICE):
        return None
    own = any(touch.member_id in case.people for case in facts.open_cases) if touch.member_id else False
    briefed = within(facts.last_internal_at, at, timedelta(hours=limits.briefed_hours)) and touch.member_id is not None
    if kind != "survey" and not touch.automatic and (own or briefed):
        return None
    return Reason(
        "open_case",
        CASE[kind == "survey"],
        open_since(facts.open_cases),
        None,
        kind != "survey" and may_override(touch),
    )


def low_capacity(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Reason | None:
    """In hard times no pitch and no survey."""
    if not facts.capacity:
        return None
    ends = [one.until for one in facts.capacity]
    lifts = None if None in ends else max(end for end in ends if end is not None)
    fact = f"“{facts.capacity[0].text}”, {'with no end known' if lifts is None else f'until {day(lifts)}'}."
    return Reason("low_capacity", "In hard times: no pitch, no survey.", fact, lifts, may_override(touch))


def held_out(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Reason | None:
    """The programme keeps them in its hold-out, to prove what it does."""
    if touch.programme_id is None or touch.programme_id not in facts.held_out_by:
        return None
    fact = f"Chance put them into the hold-out of {touch.programme_id}."
    return Reason("held_out", "A programme does not reach its own hold-out.", fact, None, False)


def recently_surveyed(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Reason | None:
    """Not asked again so soon after the last survey."""
    rest = timedelta(days=limits.survey_rest_days)
    if facts.surveyed_at is None or not within(facts.surveyed_at, at, rest):
        return None
    words = f"No second survey within {limits.survey_rest_days:g} days."
    fact = f"The last was on {day(facts.surveyed_at)}."
    return Reason("recently_surveyed", words, fact, facts.surveyed_at + rest, may_override(touch))


def out_of_balance(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Reason | None:
    """A pitch needs so many gifts since the last."""
    if facts.gifts_since_pitch >= limits.gifts:
        return None
    since = f"since the last pitch on {day(facts.last_pitch_at)}" if facts.last_pitch_at else "so far"
    fact = f"We gave {gifts(facts.gifts_since_pitch)} {since}."
    words = f"A pitch needs {gifts(limits.gifts)} since the last: value, care or thanks."
    return Reason("out_of_balance", words, fact, None, may_override(touch))


def too_soon(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Reason | None:
    """So many touches in so many days, on this channel and on all together; of both the one that lasts longer."""
    found = None
    for channel in (touch.channel, "") if touch.channel else ("",):
        limit = limits.frequency_of(facts.persona, channel)
        if limit is None or (limit.most and len(facts.touches) < limit.most):
            continue
        reason = _too_many(touch, channel, limit, facts, at)
        if reason is not None and (found is None or _lasts(reason) > _lasts(found)):
            found = reason
    return found


def _too_many(touch: Touch, channel: str, limit: Frequency, facts: Facts, at: datetime) -> Reason | None:
    rest = timedelta(days=limit.days)
    counted = [one.at for one in facts.touches if one.at > at - rest and channel in ("", one.channel)]
    if len(counted) < limit.most:
        return None
    words = f"At most {limit.most} {f'by {channel}' if channel else 'on all channels'} in {limit.days:g} days."
    fact = f"They heard from us {len(counted)} times in the last {limit.days:g} days"
    fact += f", the last time on {day(counted[0])}." if counted else "."
    lifts = counted[limit.most - 1] + rest if limit.most else None
    return Reason("too_soon", words, fact.replace(" 1 times", " once"), lifts, may_override(touch))


def _lasts(reason: Reason) -> tuple[bool, float]:
    return (reason.lifts_at is None, 0.0 if reason.lifts_at is None else reason.lifts_at.timestamp())
