"""What the tables of a record alone tell the gate about an item of the day's list."""

from __future__ import annotations

from deeproot.plan.facts import Facts as Known
from deeproot.plan.policy.decide import decide
from deeproot.plan.policy.limits import Limits
from deeproot.plan.policy.shapes import Facts, OpenCase, Touch, Verdict
from deeproot.plan.reasons import Candidate

KIND_OF = {
    **dict.fromkeys(("promise_overdue", "promise_due", "unanswered"), "answer"),
    **dict.fromkeys(("silence_too_long", "asked_never_given", "hollow_miss_you"), "value"),
    "heard_only_at_renewal": "value",
}
"""What an item asks to do, as a kind of touch; care, where it is not named."""


def touch_of(customer_id: str, member_id: str | None, reason: str) -> Touch:
    """The touch that an item of the list asks for; its channel and moment are not chosen yet."""
    return Touch(customer_id, None, member_id, "", KIND_OF.get(reason, "care"))


def judged(candidate: Candidate, known: Known) -> Verdict:
    """Whether the member may reach out, by what a record's tables tell: its open cases, and who was briefed."""
    cases = known.cases_of.get(candidate.customer_id, ())
    facts = Facts(
        open_cases=tuple(OpenCase(case["case_id"], frozenset(case["people"]), case["opened_at"]) for case in cases),
        last_internal_at=known.pulses.get(candidate.customer_id, {}).get("last_internal_at"),
    )
    return decide(touch_of(candidate.customer_id, candidate.member_id, candidate.reason), facts, Limits(), known.as_of)
