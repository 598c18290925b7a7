"""What is true of the sample company: what each customer lives through, who leaves and why, and what each text says.

The shape, in plain JSON values (moments are ISO 8601 with Z):

``customers``   customer_id -> ``scenarios`` (id, why, evidence), ``stories``, ``leaves`` (left_at, reason, scenario,
                said) or null,
                ``leaving_soon``
``scenarios``   scenario id -> the customer ids that live through it at ``until`` (for those who left: on their last
                day)
``texts``       interaction_id -> kind, asks, complains, automatic, language, promises (promise_id, text, due_at)
``unrecorded``  what passed through the mailbox while it was broken: it happened, and no table holds it
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from .firm import NAME
from .life import Life
from .record import BROKEN, Record
from .stories import leaving

SCENARIOS = (
    "heard_only_at_renewal",
    "hollow_miss_you",
    "ok_without_a_clue",
    "too_many_touchpoints",
    "pitched_in_hard_times",
    "promise_forgotten",
    "endless_loop",
    "complaint_went_silent",
    "stopped_listening",
    "all_great_nothing_asked",
    "asked_never_given",
    "assumptions_about_you",
)


def truth_of(told: list[Life], record: Record, seed: int) -> dict[str, Any]:
    """The truth about the lives told."""
    return {
        "simulated": True,
        "company": NAME,
        "seed": seed,
        "until": iso(record.until),
        "customers": {life.who.customer_id: _customer(life) for life in told},
        "scenarios": {name: _who(name, told) for name in SCENARIOS},
        "texts": _texts(told, record),
        "gaps": [{"source": BROKEN, "from_at": iso(record.gap[0]), "to_at": iso(record.gap[1])}],
        "unrecorded": [
            {
                "interaction_id": row["interaction_id"],
                "customer_id": row["customer_id"],
                "happened_at": iso(row["happened_at"]),
                "kind": row["kind"],
            }
            for row in record.unrecorded
        ],
    }


def iso(moment: datetime) -> str:
    return f"{moment.isoformat()}Z"


def _customer(life: Life) -> dict[str, Any]:
    return {
        "scenarios": life.truths,
        "stories": life.stories,
        "leaves": _leaves(life),
        "leaving_soon": "leaving soon" in life.stories,
    }


def _leaves(life: Life) -> dict[str, Any] | None:
    if not life.who.left_at:
        return None
    why, scenario = leaving.reason(life)
    said = next((row["interaction_id"] for row in life.rows if row["kind"] == "cancel"), None)
    return {"left_at": iso(life.who.left_at), "reason": why, "scenario": scenario, "said": said}


def _who(scenario: str, told: list[Life]) -> list[str]:
    return sorted({life.who.customer_id for life in told if any(truth["id"] == scenario for truth in life.truths)})


def _texts(told: list[Life], record: Record) -> dict[str, Any]:
    promised: dict[str, list[dict[str, str]]] = defaultdict(list)
    for life in told:
        for promise in life.promises:
            promised[promise["made_in"]].append(
                {"promise_id": promise["promise_id"], "text": promise["text"], "due_at": iso(promise["due_at"])}
            )
    return {
        row["interaction_id"]: {
            "kind": row["kind"],
            "asks": row["needs_answer"],
            "complains": row["kind"] == "complaint",
            "automatic": row["automatic"],
            "language": record.languages[row["interaction_id"]],
            "promises": promised[row["interaction_id"]],
        }
        for row in record.tables["interactions"]
        if record.texts.get(row["interaction_id"], ("", ""))[1]
    }
