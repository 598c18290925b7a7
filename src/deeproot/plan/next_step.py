"""What to do about it: one step that can be taken today, and what would make it worse."""

from __future__ import annotations

from typing import Final

from deeproot.plan import words
from deeproot.plan.facts import Facts
from deeproot.plan.headline import customer, member
from deeproot.plan.policy.shapes import Verdict
from deeproot.plan.reasons import Candidate

STEPS: Final[dict[str, str]] = {
    "promise_overdue": "Deliver it today. If you cannot, tell {name} so now, with a new moment that you can keep.",
    "promise_due": "Deliver it, earlier if you can. If it is in danger, tell {name} in time, with a new moment.",
    "unanswered": "Answer today. If that takes longer, say what you are finding out, and by when they will hear it.",
    "complaint_went_silent": "Ask {name} whether it was solved for them, and tell them what you did about it.",
    "case_brief": "Before you get in touch with {name}, ask {case_owner} what was agreed and what may be offered.",
    "low_mark": "Thank {name} for saying so, ask what happened, and listen. Defend nothing; promise what you can keep.",
    "endless_loop": "No further holding reply: call {name}, say what stands in the way, and agree on what you can do.",
    "pitched_in_hard_times": "Offer nothing for now. Ask {name} what would make this time lighter, and give that.",
    "hollow_miss_you": "Let something of worth follow the words: help with what {name} is working on.",
    "ok_without_a_clue": "Read the case first, then tell {name} what you know of it and what happens next.",
    "too_many_touchpoints": "Agree who speaks with {name}, hand over what is known, and tell them who that is.",
    "heard_only_at_renewal": "Get in touch with {name} with nothing to sign: bring one thing that helps them now.",
    "all_great_nothing_asked": "Thank {name}, and ask what goes well, and what we could do differently.",
    "stopped_listening": "Ask {name} one open question, and listen: four words of theirs to one of yours.",
    "asked_never_given": "Give before you ask again: send {name} something made for a need they told you about.",
    "assumptions_about_you": "Ask {name} which of it is true, and keep what they say as evidence.",
    "silence_too_long": "Get in touch with {name} with something of worth to them; a “we miss you” alone is hollow.",
}
BRIEF_FIRST = " First read up on {case}: {people}."


def next_step(candidate: Candidate, facts: Facts, gate: Verdict, zone: str = "UTC") -> str:
    """The suggested step. Where an open case forbids to reach out unprepared, it says who can tell about it.

    Days are those of ``zone``.
    """
    name = customer(candidate, facts)
    works = candidate.details.get("case_owner")
    told = STEPS[candidate.reason].format(
        name=name, case_owner=member(works, facts) if works else "whoever knows the case"
    )
    if "open_case" in gate.ids and candidate.reason != "case_brief":
        told += _brief_first(candidate, facts, zone)
    return told


def _brief_first(candidate: Candidate, facts: Facts, zone: str) -> str:
    case = facts.cases_of[candidate.customer_id][0]
    knows = f"ask {member(case['owner'], facts)}" if case["owner"] else "nobody is named to work on it"
    return BRIEF_FIRST.format(
        case=f"their support case of {words.day(case['opened_at'], facts.as_of, zone)}", people=knows
    )
