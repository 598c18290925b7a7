"""The headline of an item: who, what, since when, with the facts; for a colleague, in plain warm English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from deeproot.plan import words
from deeproot.plan.facts import Facts
from deeproot.plan.reasons import Candidate

Say = Callable[[Candidate, Facts, str], str]


def headline(candidate: Candidate, facts: Facts, zone: str = "UTC") -> str:
    """One or two sentences; every name, day and number in them is from the facts. Days are those of ``zone``."""
    return SAYS[candidate.reason](candidate, facts, zone)


def customer(candidate: Candidate, facts: Facts) -> str:
    return str(facts.customers[candidate.customer_id]["name"])


def member(member_id: str | None, facts: Facts) -> str:
    """The colleague's name; the id where the record has no name, `somebody here` where it has not even that."""
    return facts.members.get(member_id, member_id) if member_id else "somebody here"


def _promise_overdue(candidate: Candidate, facts: Facts, zone: str) -> str:
    assert candidate.due_at is not None
    late = facts.as_of - candidate.due_at
    said = f"{_promised(candidate, facts)} That was due on {words.day(candidate.due_at, facts.as_of, zone)}"
    said += f" and is {words.duration(late)} overdue" if late >= words.HOUR else " and is overdue now"
    holding = candidate.details["holding"]
    return said + (f", after {words.count(holding, 'holding reply', 'holding replies')}." if holding else ".")


def _promise_due(candidate: Candidate, facts: Facts, zone: str) -> str:
    assert candidate.due_at is not None
    return f"{_promised(candidate, facts)} It is due {words.soon(candidate.due_at, facts.as_of, zone)}."


def _promised(candidate: Candidate, facts: Facts) -> str:
    by = candidate.details["by"]
    who = member(by, facts) if by else "We"
    text = candidate.details["text"].strip()
    return f"{who} promised {customer(candidate, facts)}{f': {words.quoted(text)}' if text else ' something'}."


def _unanswered(candidate: Candidate, facts: Facts, zone: str) -> str:
    waited, since = _waited(candidate, facts, zone)
    if candidate.details["times"] == 1:
        return f"{customer(candidate, facts)} asked us something on {since} and has waited {waited} for an answer."
    asked = words.count(candidate.details["times"], "time")
    return f"{customer(candidate, facts)} has asked {asked} since {since} and has waited {waited} for an answer."


def _complaint_went_silent(candidate: Candidate, facts: Facts, zone: str) -> str:
    waited, since = _waited(candidate, facts, zone)
    said = f"{customer(candidate, facts)} complained on {since} and fell silent."
    return f"{said} After {waited} nobody has heard from them that it is solved."


def _case_brief(candidate: Candidate, facts: Facts, zone: str) -> str:
    waited, since = _waited(candidate, facts, zone)
    works = candidate.details["case_owner"]
    on_it = f"{member(works, facts)} works on it" if works else "nobody is named to work on it"
    case = f"a support case open for {waited}, since {since}"
    return f"{customer(candidate, facts)} has had {case}; {on_it}, and you have had no word about it."


def _waited(candidate: Candidate, facts: Facts, zone: str) -> tuple[str, str]:
    assert candidate.waiting_since is not None
    waited = words.duration(facts.as_of - candidate.waiting_since)
    return waited, words.day(candidate.waiting_since, facts.as_of, zone)


OF_MARK: Final = {
    "nps": ("10", "would recommend us"),
    "csat": ("5", "are satisfied with us"),
    "ces": ("7", "find it easy with us"),
}
"""The highest mark of each kind, and what it says."""


def _low_mark(candidate: Candidate, facts: Facts, zone: str) -> str:
    assert candidate.waiting_since is not None
    since = words.day(candidate.waiting_since, facts.as_of, zone)
    highest, what = OF_MARK[candidate.details["kind"]]
    gave = f"{customer(candidate, facts)} gave us {candidate.details['score']:g} of {highest} on {since}"
    return f"{gave} when asked whether they {what}, and has heard nothing personal from us since."


def _silence_too_long(candidate: Candidate, facts: Facts, zone: str) -> str:
    waited, since = _waited(candidate, facts, zone)
    name, cadence = customer(candidate, facts), words.count(candidate.details["cadence"], "day")
    told = "since" if candidate.details["touched"] else "since they became a customer on"
    said = (
        f"{name} has heard nothing from us for {waited}, {told} {since}; for them it should not be more than {cadence}."
    )
    return said + _but_for_gaps(candidate, facts, zone)


def _but_for_gaps(candidate: Candidate, facts: Facts, zone: str) -> str:
    gaps = candidate.details["gaps"]
    if not gaps:
        return ""
    sources = words.listed(sorted({gap["source"] for gap in gaps}))
    first = words.day(min(gap["from_at"] for gap in gaps), facts.as_of, zone)
    last = words.day(max(gap["to_at"] for gap in gaps), facts.as_of, zone)
    return f" We cannot be sure: the record of {sources} has a gap between {first} and {last}."


def _scenario(say: Callable[[str, dict[str, Any]], str]) -> Say:
    def said(candidate: Candidate, facts: Facts, zone: str) -> str:
        values = {measure: value for measure, value in candidate.details["values"].items() if value is not None}
        gap = " Our record has gaps in that time, so it may not be so." if candidate.details["rests_on_gap"] else ""
        return say(customer(candidate, facts), values) + gap

    return said


def _endless_loop(name: str, values: dict[str, Any]) -> str:
    times = words.count(values["holding_loop"], "time") if "holding_loop" in values else "again and again"
    return f"{name} was put off {times} over one and the same promise."


def _pitched_in_hard_times(name: str, values: dict[str, Any]) -> str:
    times = f" {words.count(values['pitched_in_hard_times'], 'time')}" if "pitched_in_hard_times" in values else ""
    return f"We pitched to {name}{times} while they were in hard times."


def _hollow_miss_you(name: str, values: dict[str, Any]) -> str:
    times = f" {words.count(values['hollow_words'], 'time')}" if values.get("hollow_words", 1) > 1 else ""
    return f"We told {name}{times} that we miss them, and nothing personal followed within two weeks."


def _ok_without_a_clue(name: str, values: dict[str, Any]) -> str:
    times = f" {words.count(values['uninformed_contacts'], 'time')}" if values.get("uninformed_contacts", 1) > 1 else ""
    return (
        f"We asked {name}{times} whether everything is OK, while a case of theirs was open that we knew nothing about."
    )


def _too_many_touchpoints(name: str, values: dict[str, Any]) -> str:
    met = [words.count(values["people_met"], "of us", "of us")] if values.get("people_met") else []
    met += [words.count(values["channels_used"], "channel")] if values.get("channels_used") else []
    again = values.get("explained_again")
    told = f", and had to explain the same thing again {words.count(again, 'time')}" if again else ""
    return f"{name} dealt with {words.listed(met) if met else 'many of us'} within a year{told}."


def _heard_only_at_renewal(name: str, values: dict[str, Any]) -> str:
    share = values.get("renewal_only_share")
    told = f"{words.share(share)} of what we wrote to them" if share is not None else "What we wrote to them"
    silence = values.get("longest_silence_days")
    between = f"; in between they heard nothing for {words.count(silence, 'day')}" if silence else ""
    return f"{name} hears from us in person when it is time to sign: {told} came around a renewal{between}."


def _all_great_nothing_asked(name: str, values: dict[str, Any]) -> str:
    return f"{name} told us that everything is great, and nobody asked what great means to them."


def _stopped_listening(name: str, values: dict[str, Any]) -> str:
    share = values.get("listening_share")
    told = f"{words.share(1 - share)} of the words were ours" if share is not None else "most of the words were ours"
    return f"We have talked more than we listened to {name}: {told}."


def _asked_never_given(name: str, values: dict[str, Any]) -> str:
    share = values.get("asked_share")
    told = f"{words.share(share)} of what" if share is not None else "Most of what"
    return f"{told} {name} got from us within a year asked them for something."


def _assumptions_about_you(name: str, values: dict[str, Any]) -> str:
    share = values.get("assumed_share")
    told = f"{words.share(share)} of what" if share is not None else "Most of what"
    return f"{told} we believe about {name} is an assumption, or has not been confirmed for half a year."


SAYS: Final[dict[str, Say]] = {
    "promise_overdue": _promise_overdue,
    "promise_due": _promise_due,
    "unanswered": _unanswered,
    "complaint_went_silent": _complaint_went_silent,
    "case_brief": _case_brief,
    "low_mark": _low_mark,
    "endless_loop": _scenario(_endless_loop),
    "pitched_in_hard_times": _scenario(_pitched_in_hard_times),
    "hollow_miss_you": _scenario(_hollow_miss_you),
    "ok_without_a_clue": _scenario(_ok_without_a_clue),
    "too_many_touchpoints": _scenario(_too_many_touchpoints),
    "heard_only_at_renewal": _scenario(_heard_only_at_renewal),
    "all_great_nothing_asked": _scenario(_all_great_nothing_asked),
    "stopped_listening": _scenario(_stopped_listening),
    "asked_never_given": _scenario(_asked_never_given),
    "assumptions_about_you": _scenario(_assumptions_about_you),
    "silence_too_long": _silence_too_long,
}
