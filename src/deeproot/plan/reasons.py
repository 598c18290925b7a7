"""Why to reach out to a customer: the reasons of `today` in their order, each found in the facts.

A candidate is one reason about one subject for one of us; its words, its rank and its key come later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from deeproot.plan.facts import Facts, Row
from deeproot.plan.thresholds import Thresholds

SCENARIOS: Final = (
    "endless_loop",
    "pitched_in_hard_times",
    "hollow_miss_you",
    "ok_without_a_clue",
    "too_many_touchpoints",
    "heard_only_at_renewal",
    "all_great_nothing_asked",
    "stopped_listening",
    "asked_never_given",
    "assumptions_about_you",
)
"""The scenarios that call for a touch of their own. The other two are said by reasons that know their subject:
`promise_forgotten` by `promise_overdue`, promise by promise, and `complaint_went_silent` by the reason of that name."""

REASONS: Final = (
    "promise_overdue",
    "promise_due",
    "unanswered",
    "complaint_went_silent",
    "case_brief",
    "low_mark",
    *SCENARIOS,
    "silence_too_long",
)
"""All reasons, the most urgent first."""


@dataclass(frozen=True)
class Candidate:
    """One reason to reach out to one customer."""

    customer_id: str
    member_id: str | None
    """Who should: the one who promised, who works on the case, or who looks after the customer."""
    reason: str
    subject: str
    """What it is about (a promise, a thread, a case); empty: the customer as a whole."""
    evidence: tuple[str, ...]
    facts: tuple[str, ...]
    """What it stands on: one that was settled comes back only with a fact that is not among these."""
    due_at: datetime | None = None
    waiting_since: datetime | None = None
    escalated_to: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    """What its words need."""


def candidates(facts: Facts, thresholds: Thresholds) -> list[Candidate]:
    """Every reason to reach out that the facts give, in the order of `REASONS`."""
    return [candidate for find in FINDERS for candidate in find(facts, thresholds) if _known(facts, candidate)]


def _known(facts: Facts, candidate: Candidate) -> bool:
    return candidate.customer_id in facts.customers


def promise_overdue(facts: Facts, thresholds: Thresholds) -> Iterator[Candidate]:
    """Promises whose moment has come. One overdue for long concerns the one who looks after the customer too."""
    for promise in facts.promises:
        if promise["due"] <= facts.as_of:
            late = facts.as_of - promise["due"] >= timedelta(days=thresholds.escalate_days)
            yield _promise(facts, promise, "promise_overdue", promise["due"], late)


def promise_due(facts: Facts, thresholds: Thresholds) -> Iterator[Candidate]:
    """Promises whose moment comes within `Thresholds.due_hours`."""
    horizon = facts.as_of + timedelta(hours=thresholds.due_hours)
    for promise in facts.promises:
        if facts.as_of < promise["due"] <= horizon:
            yield _promise(facts, promise, "promise_due", promise["made_at"], False)


def _promise(facts: Facts, promise: Row, reason: str, since: datetime, late: bool) -> Candidate:
    owner = _owner(facts, promise["customer_id"])
    member = promise["member_id"] or owner
    return Candidate(
        customer_id=promise["customer_id"],
        member_id=member,
        reason=reason,
        subject=promise["promise_id"],
        evidence=(promise["promise_id"], promise["made_in"]),
        facts=(f"{promise['promise_id']} due {promise['due'].isoformat()}",),
        due_at=promise["due"],
        waiting_since=since,
        escalated_to=owner if late and owner != member else None,
        details={"by": promise["member_id"], "text": promise["text"], "holding": len(promise["holding"] or ())},
    )


def unanswered(facts: Facts, thresholds: Thresholds) -> Iterator[Candidate]:
    """Questions and requests that wait for an answer: one candidate a conversation, however often they asked in it."""
    for subject, asked in _by_thread(facts.found.questions).items():
        yield _conversation(facts, "unanswered", subject, asked)


def complaint_went_silent(facts: Facts, thresholds: Thresholds) -> Iterator[Candidate]:
    """Complaints after which the customer said nothing more: silence is not consent."""
    for subject, complained in _by_thread(facts.found.complaints).items():
        yield _conversation(facts, "complaint_went_silent", subject, complained)


def _by_thread(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    threads: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row["happened_at"], row["interaction_id"])):
        threads.setdefault((row["customer_id"], row["thread_id"] or row["interaction_id"]), []).append(row)
    return threads


def _conversation(facts: Facts, reason: str, subject: tuple[str, str], rows: list[Row]) -> Candidate:
    ids = tuple(row["interaction_id"] for row in rows)
    case_owner = facts.case_owners.get(rows[-1]["case_id"])
    return Candidate(
        customer_id=subject[0],
        member_id=case_owner or rows[-1]["member_id"] or _owner(facts, subject[0]),
        reason=reason,
        subject=subject[1],
        evidence=ids,
        facts=ids,
        waiting_since=rows[0]["happened_at"],
        details={"times": len(rows)},
    )


def case_brief(facts: Facts, thresholds: Thresholds) -> Iterator[Candidate]:
    """Open cases that the one who looks after the customer has no part in and no word about since it last moved."""
    for case in facts.cases:
        owner = _owner(facts, case["customer_id"])
        if owner is None or owner in case["people"] or _briefed(case):
            continue
        yield Candidate(
            customer_id=case["customer_id"],
            member_id=owner,
            reason="case_brief",
            subject=case["case_id"],
            evidence=(case["case_id"],),
            facts=(case["case_id"],),
            waiting_since=case["opened_at"],
            details={"case_id": case["case_id"], "case_owner": case["owner"]},
        )


def _briefed(case: Row) -> bool:
    moved = max(case["opened_at"], case["last_seen"] or case["opened_at"])
    return case["last_note"] is not None and case["last_note"] >= moved


def low_mark(facts: Facts, thresholds: Thresholds) -> Iterator[Candidate]:
    """Low marks given in surveys, as long as nobody of us has reached out since: each is heard at once."""
    for given in facts.marks:
        if given["score"] > thresholds.low_marks.get(given["score_kind"], -1):
            continue
        yield Candidate(
            customer_id=given["customer_id"],
            member_id=_owner(facts, given["customer_id"]) or given["member_id"],
            reason="low_mark",
            subject=given["interaction_id"],
            evidence=(given["interaction_id"],),
            facts=(f"{given['interaction_id']} gave {given['score']:g}",),
            waiting_since=given["marked_at"],
            details={"score": given["score"], "kind": given["score_kind"]},
        )


def scenarios(facts: Facts, thresholds: Thresholds) -> Iterator[Candidate]:
    """What the customer lives through with us, by name."""
    place = {scenario: place for place, scenario in enumerate(SCENARIOS)}
    told = [finding for finding in facts.found.findings if finding["scenario"] in place]
    for finding in sorted(told, key=lambda finding: (place[finding["scenario"]], finding["customer_id"])):
        evidence = tuple(finding["evidence"])
        yield Candidate(
            customer_id=finding["customer_id"],
            member_id=_owner(facts, finding["customer_id"]),
            reason=finding["scenario"],
            subject="",
            evidence=evidence,
            facts=evidence,
            details={"values": finding["values"], "rests_on_gap": finding["rests_on_gap"]},
        )


def silence_too_long(facts: Facts, thresholds: Thresholds) -> Iterator[Candidate]:
    """Customers who have heard nothing from us for as long as their persona should not wait, or longer.

    Where the record holds no touch of anyone, nobody's silence is known, and none is claimed.
    """
    if not facts.touches_known:
        return
    gaps = _by_customer(facts.found.gaps)
    for customer_id, customer in facts.customers.items():
        cadence = thresholds.cadence_days(customer["persona"])
        pulse = facts.pulses.get(customer_id, {})
        since = _silent_since(customer, pulse)
        if since is None or facts.as_of - since < timedelta(days=cadence):
            continue
        yield Candidate(
            customer_id=customer_id,
            member_id=customer["owner"],
            reason="silence_too_long",
            subject="",
            evidence=tuple(filter(None, [pulse.get("last_touch")])),
            facts=(f"silent since {since.isoformat()}",),
            waiting_since=since,
            details={
                "cadence": cadence,
                "gaps": [gap for gap in gaps.get(customer_id, ()) if gap["to_at"] > since],
                "touched": pulse.get("last_touch") is not None,
            },
        )


def _silent_since(customer: Row, pulse: Row) -> datetime | None:
    """The last touch, or the first day as a customer; None where neither is known."""
    moments = [at for at in (pulse.get("last_touch_at"), customer["since"]) if at is not None]
    return max(moments, default=None)


def _by_customer(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["customer_id"], []).append(row)
    return found


def _owner(facts: Facts, customer_id: str) -> str | None:
    customer = facts.customers.get(customer_id)
    return customer["owner"] if customer else None


FINDERS: Final[tuple[Callable[[Facts, Thresholds], Iterator[Candidate]], ...]] = (
    promise_overdue,
    promise_due,
    unanswered,
    complaint_went_silent,
    case_brief,
    low_mark,
    scenarios,
    silence_too_long,
)
