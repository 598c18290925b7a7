"""Storing what was reckoned: figures, findings and the understanding of each customer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deeproot.understand.experience import BY_ID
from deeproot_app.understand import bulk
from deeproot_app.understand.health.keep import keep
from deeproot_app.understand.models import Figure, Finding, Turn, Understanding
from deeproot_app.understand.reckon import Reckoned, value_of

FIGURE = ("customer_id", "measure", "value", "n")
FINDING = ("customer_id", "scenario", "evidence", "values", "thresholds", "rests_on_gap", "first_found_at", "as_of")
UNDERSTANDING = (
    *("customer_id", "as_of", "turn_id", "upto_seq", "rules", "next_change_at"),
    *("value_at_stake_micros", "currency", "other_values", "value_weight", "last_touch_at", "last_heard_at"),
    *("silent_since", "open_promises", "overdue_promises", "open_cases", "renews_at", "gaps"),
)


def store(reckoned: Reckoned, turn: Turn, customers: list[str]) -> int:
    """Store what was reckoned of these customers, in the transaction at hand; return the number of findings.

    What a customer no longer lives through is deleted; one that is not reported yet keeps an understanding without
    figures, so that a turn knows when its time comes.
    """
    rows = {row["customer_id"]: row for row in reckoned.figures.to_pylist()}
    reported = [customer for customer in customers if customer in rows]
    bulk.upsert(Figure, FIGURE, _figures(reported, rows), key=("customer_id", "measure"))
    own = set(customers)
    findings = [finding for finding in reckoned.findings if finding.customer_id in own]
    kept = {(finding.customer_id, finding.scenario) for finding in findings}
    bulk.delete_others(Finding, "customer_id", customers, "scenario", kept)
    told = ((*_finding(finding), reckoned.as_of, reckoned.as_of) for finding in findings)
    bulk.upsert(Finding, FINDING, told, key=("customer_id", "scenario"), keep=("first_found_at",))
    missing = [customer for customer in customers if customer not in rows]
    if missing:
        Figure.objects.filter(customer_id__in=missing).delete()
    understood = (_understanding(reckoned, turn, customer, rows.get(customer)) for customer in customers)
    bulk.upsert(Understanding, UNDERSTANDING, understood, key=("customer_id",))
    keep(reckoned.health, customers, reckoned.rules.health, reckoned.as_of)
    return len(findings)


def _figures(customers: list[str], rows: dict[str, dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    for customer in customers:
        row = rows[customer]
        for measure in BY_ID:
            yield customer, measure, value_of(row, measure), row[f"{measure}_n"]


def _finding(finding: Any) -> tuple[Any, ...]:
    given = (finding.evidence, finding.values, finding.thresholds, finding.rests_on_gap)
    return finding.customer_id, finding.scenario, *given


def _understanding(reckoned: Reckoned, turn: Turn, customer: str, figures: dict[str, Any] | None) -> tuple[Any, ...]:
    values, currency, weight = reckoned.at_stake(customer)
    pulse = reckoned.facts.pulses.get(customer, {})
    since = (reckoned.facts.customers.get(customer) or {}).get("since")
    silent = max((at for at in (pulse.get("last_touch_at"), since) if at is not None), default=None)
    standing = reckoned.standing.get(customer, {})
    gaps = [
        {"source": gap["source"], "from_at": gap["from_at"].isoformat(), "to_at": gap["to_at"].isoformat()}
        for gap in reckoned.gaps.get(customer, ())
    ]
    return (
        customer,
        reckoned.as_of,
        turn.pk,
        turn.upto_seq,
        turn.rules,
        reckoned.next_change.get(customer),
        values.get(currency),
        currency,
        {other: micros for other, micros in values.items() if other != currency},
        weight,
        pulse.get("last_touch_at"),
        pulse.get("last_heard_at"),
        silent,
        standing.get("open_promises", 0),
        int(figures["promises_overdue"]) if figures else 0,
        len(reckoned.facts.cases_of.get(customer, ())),
        standing.get("renews_at"),
        gaps,
    )
