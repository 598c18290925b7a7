"""May this touch be, now? Every reason against it, with the fact that triggered it and when it will lift."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from deeproot.plan.policy.hours import next_permitted
from deeproot.plan.policy.kinds import ANSWERS, NEEDS_BASIS, SERVICE, WRITTEN, is_marketing, kind_of
from deeproot.plan.policy.limits import CALLING, WEEKDAYS, Limits
from deeproot.plan.policy.shapes import ALLOWED, Facts, Reason, Touch, Verdict, Word

Found = Iterator[Reason]


def decide(touch: Touch, facts: Facts, limits: Limits, at: datetime) -> Verdict:
    """The gate: whether ``touch`` may be at ``at`` (aware), and if not, every reason.

    Pure: the same facts, limits and moment give the same verdict. Raises ValueError for a kind that is no touch's.
    """
    kind = kind_of(touch)
    found = [reason for rule in RULES[kind] for reason in rule(touch, kind, facts, limits, at)]
    if not found:
        return ALLOWED
    return Verdict(False, tuple(found))


def decide_all(touches: Sequence[Touch], facts: Sequence[Facts], limits: Limits, at: datetime) -> list[Verdict]:
    """The verdicts on many touches, each with its facts; in their order."""
    return [decide(touch, known, limits, at) for touch, known in zip(touches, facts, strict=True)]


def objected(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Found:
    """They objected: to everything, to marketing, or to surveys."""
    for word in facts.words:
        if word.state == "objected" and word.channel in ("", touch.channel) and _bars(word, touch, kind, facts):
            fact = f"They objected to {PURPOSES[word.purpose]}{_on(word)} on {_day(word.at)} ({word.how})."
            yield Reason("objected", "Who objected is not written to or called about it.", fact, None, False)
            return


def _bars(word: Word, touch: Touch, kind: str, facts: Facts) -> bool:
    """Whether an objection stands against a touch of this kind."""
    if word.purpose == "all":
        asked = facts.asked_at is not None and facts.asked_at > word.at
        return kind != "admin" and not (kind in ANSWERS and asked)
    if word.purpose == "survey":
        return kind == "survey"
    return word.purpose == "marketing" and is_marketing(kind, touch)


def do_not_contact(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Found:
    """One of ours said that nobody may contact them; only what they asked for since may be answered."""
    for word in facts.words:
        if word.state != "do_not_contact" or word.channel not in ("", touch.channel):
            continue
        if kind in ANSWERS and facts.asked_at is not None and facts.asked_at > word.at:
            continue
        fact = f"Marked do not contact{_on(word)} on {_day(word.at)} ({word.how})."
        yield Reason("do_not_contact", "Who is marked so hears nothing from us.", fact, None, False)
        return


def no_consent(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Found:
    """Marketing by mail, SMS or telephone rests on a consent, or on their being a customer."""
    if limits.basis == "none" or touch.channel not in NEEDS_BASIS or not is_marketing(kind, touch):
        return
    wanted = ("marketing", "all", "survey") if kind == "survey" else ("marketing", "all")
    for word in facts.words:
        if word.state == "consented" and word.purpose in wanted and word.channel in ("", touch.channel):
            return
    lapsed = None
    if limits.basis != "consent":
        until = _basis_until(facts, limits, at)
        if until is None or at < until:
            return
        lapsed = until
    yield Reason("no_consent", BASIS[limits.basis], _without_basis(facts, limits, lapsed), None, _may_override(touch))


def _basis_until(facts: Facts, limits: Limits, at: datetime) -> datetime | None:
    """Until when being a customer is a basis; None where it does not end, the beginning of time where it never was."""
    rest = timedelta(days=limits.basis_after_leaving_days)
    ends = [] if facts.left_at is None or facts.left_at > at else [facts.left_at + rest]
    if limits.basis == "bought":
        ends.append(NEVER if facts.bought_at is None else facts.bought_at + rest)
    return min(ends, default=None)


def open_case(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Found:
    """While a case is open, only those who work on it and who was briefed; no survey, nothing automatic."""
    if not facts.open_cases or (touch.automatic and kind in SERVICE):
        return
    own = any(touch.member_id in case.people for case in facts.open_cases) if touch.member_id else False
    briefed = _within(facts.last_internal_at, at, timedelta(hours=limits.briefed_hours)) and touch.member_id is not None
    if kind != "survey" and not touch.automatic and (own or briefed):
        return
    cases = ", ".join(case.case_id for case in facts.open_cases)
    fact = f"{'Case' if len(facts.open_cases) == 1 else 'Cases'} {cases} open."
    yield Reason("open_case", CASE[kind == "survey"], fact, None, kind != "survey" and _may_override(touch))


def low_capacity(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Found:
    """In hard times no pitch and no survey."""
    if not facts.capacity:
        return
    ends = [one.until for one in facts.capacity]
    lifts = None if None in ends else max(end for end in ends if end is not None)
    fact = f"“{facts.capacity[0].text}”, {'no end known' if lifts is None else f'until {_day(lifts)}'}."
    yield Reason("low_capacity", "In hard times: no pitch, no survey.", fact, lifts, _may_override(touch))


def held_out(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Found:
    """The programme keeps them in its hold-out, to prove what it does."""
    if touch.programme_id is not None and touch.programme_id in facts.held_out_by:
        fact = f"Chance put them into the hold-out of {touch.programme_id}."
        yield Reason("held_out", "A programme does not reach its own hold-out.", fact, None, False)


def recently_surveyed(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Found:
    """Not asked again so soon after the last survey."""
    rest = timedelta(days=limits.survey_rest_days)
    if facts.surveyed_at is not None and _within(facts.surveyed_at, at, rest):
        words = f"No second survey within {limits.survey_rest_days:g} days."
        fact = f"The last was on {_day(facts.surveyed_at)}."
        yield Reason("recently_surveyed", words, fact, facts.surveyed_at + rest, _may_override(touch))


def out_of_balance(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Found:
    """A pitch needs so many gifts since the last."""
    if facts.gifts_since_pitch < limits.gifts:
        since = f"since the last on {_day(facts.last_pitch_at)}" if facts.last_pitch_at else "so far"
        fact = f"{_gifts(facts.gifts_since_pitch)} {since}."
        words = f"A pitch needs {_gifts(limits.gifts)} since the last: value, care or thanks."
        yield Reason("out_of_balance", words, fact, None, _may_override(touch))


def too_soon(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Found:
    """So many touches in so many days, on this channel and on all together."""
    for channel in (touch.channel, "") if touch.channel else ("",):
        limit = limits.frequency_of(facts.persona, channel)
        if limit is None:
            continue
        rest, passed = timedelta(days=limit.days), facts.touches
        counted = [one.at for one in passed if (not channel or one.channel == channel) and one.at > at - rest]
        if len(counted) < limit.most:
            continue
        lifts = counted[limit.most - 1] + rest if limit.most else None
        words = f"At most {limit.most} {channel or 'touches on all channels'} in {limit.days:g} days."
        fact = f"{len(counted)} in the last {limit.days:g} days"
        fact += f", the latest on {_day(counted[0])}." if counted else "."
        yield Reason("too_soon", words, fact, lifts, _may_override(touch))
        return


def quiet_hours(touch: Touch, kind: str, facts: Facts, limits: Limits, at: datetime) -> Found:
    """Not outside the channel's hours in the customer's own zone: in each of them, where it is uncertain."""
    hours = limits.hours.get(touch.channel)
    if hours is None or (kind in SERVICE and touch.channel in WRITTEN):
        return
    opens = next_permitted(facts.zones, at, hours, facts.days_off)
    if opens == at:
        return
    selling = touch.channel in CALLED and is_marketing(kind, touch)
    forbidden = selling and next_permitted(facts.zones, at, CALLING) != at
    words = f"{touch.channel} only from {_clock(hours.start)} to {_clock(hours.end)}{_days(hours.days)}, their time."
    yield Reason("quiet_hours", words, _their_time(facts, at), opens, not forbidden and _may_override(touch))


ANY: Final = (objected, do_not_contact)
GUARDED: Final = (*ANY, no_consent, open_case)
GIVEN: Final = (*GUARDED, held_out, too_soon, quiet_hours)
RULES: Final[dict[str, tuple[Callable[..., Found], ...]]] = {
    "answer": (*ANY, open_case, quiet_hours),
    "holding": (*ANY, open_case, quiet_hours),
    "admin": (*ANY, open_case, quiet_hours),
    "value": GIVEN,
    "care": GIVEN,
    "appreciation": GIVEN,
    "renewal": GIVEN,
    "miss_you": GIVEN,
    "pitch": (*GUARDED, low_capacity, held_out, out_of_balance, too_soon, quiet_hours),
    "survey": (*GUARDED, low_capacity, held_out, recently_surveyed, too_soon, quiet_hours),
}
"""Which rules a kind of touch must pass, the gravest first (docs/policy.md tells why)."""

PURPOSES: Final = {
    "all": "being contacted",
    "marketing": "marketing",
    "survey": "surveys",
    "tracking": "being tracked",
}
BASIS: Final = {
    "consent": "Marketing by mail, SMS or telephone needs their consent.",
    "bought": "Marketing by mail, SMS or telephone needs a purchase or term of theirs, or their consent.",
    "customer": "Marketing by mail, SMS or telephone goes to customers, or to who consented.",
}
CASE: Final = (
    "While a case is open, only those who work on it, or were briefed in the last day, get in touch.",
    "No survey while a case is open.",
)
CALLED: Final = frozenset({"call", "sms"})
NEVER: Final = datetime.min.replace(tzinfo=UTC)


def _without_basis(facts: Facts, limits: Limits, lapsed: datetime | None) -> str:
    if limits.basis == "consent":
        return "The record holds no consent of theirs."
    if lapsed == NEVER:
        return "The record holds no purchase, no term and no consent of theirs."
    gone = facts.left_at is not None and limits.basis == "customer"
    return (
        f"They {'left' if gone else 'last bought'} on {_day(facts.left_at if gone else facts.bought_at)}, too long ago."
    )


def _may_override(touch: Touch) -> bool:
    """Only a person can decide otherwise, about one touch: nobody decides about an automatic one."""
    return not touch.automatic


def _within(moment: datetime | None, at: datetime, span: timedelta) -> bool:
    return moment is not None and at - span <= moment <= at


def _on(word: Word) -> str:
    return f" by {word.channel}" if word.channel else ""


def _day(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.day} {moment:%B %Y}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _gifts(number: int) -> str:
    return f"{number or 'no'} gift{'' if number == 1 else 's'}"


NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _days(days: frozenset[int]) -> str:
    if len(days) == 7:
        return ""
    if days == WEEKDAYS:
        return ", Monday to Friday"
    return " on " + ", ".join(NAMES[day] for day in sorted(days))


def _their_time(facts: Facts, at: datetime) -> str:
    if not facts.zones:
        return f"It is {at:%H:%M} UTC on {NAMES[at.weekday()]}; where they are is not known."
    local = at.astimezone(ZoneInfo(facts.zones[0]))
    told = f"It is {local:%H:%M} on {NAMES[local.weekday()]} in {facts.zones[0]}"
    others = len(facts.zones) - 1
    return f"{told}, and they may be in {others} other zone{'s' if others > 1 else ''}." if others else f"{told}."
