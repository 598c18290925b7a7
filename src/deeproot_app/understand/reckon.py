"""What customers lived through, reckoned from their tables at one moment: what a turn stores and a command prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isnan
from typing import TYPE_CHECKING, Any

from deeproot.engines import Tables
from deeproot.plan import facts as planned
from deeproot.plan.value import largest, scales, weight
from deeproot.understand import scenarios
from deeproot.understand.evidence import Row, evidence_of
from deeproot.understand.experience import BY_ID
from deeproot.understand.figures import figures
from deeproot.understand.health.health import Health, of_figures
from deeproot_app.understand import questions
from deeproot_app.understand.rules import Rules

if TYPE_CHECKING:
    import pyarrow as pa

WINDOW_DAYS = 365
WAITING = ("unanswered", "silent_complaints")
SHOWING = tuple(dict.fromkeys(name for scenario in scenarios.SCENARIOS for name, _ in scenario.evidence))
COUNTED = tuple(dict.fromkeys((*(name for name in SHOWING if BY_ID[name].how == "count"), *WAITING)))
SHARES = tuple(name for name in SHOWING if name not in COUNTED)
Evidence = Mapping[str, Mapping[str, list[Row]]]
"""{customer_id: {measure: rows}}"""


@dataclass(frozen=True)
class Reckoned:
    """What was reckoned of some customers at ``as_of``."""

    as_of: datetime
    rules: Rules
    customers: Sequence[str] | None
    """Those asked for; None: all there are."""
    figures: pa.Table
    """A row a customer: every measure with its ``_n`` (`deeproot.understand.figures`)."""
    findings: list[scenarios.Finding]
    evidence: Evidence
    """Of the measures that findings and reasons stand on, for the customers that have them."""
    facts: planned.Facts
    standing: Mapping[str, planned.Row]
    """customer_id -> open_promises, renews_at"""
    next_change: Mapping[str, datetime]
    gaps: Mapping[str, list[planned.Row]]
    """customer_id -> source, from_at, to_at"""
    health: Mapping[str, Health]
    typical: dict[str, int]
    """The typical value at stake in each currency."""

    def at_stake(self, customer_id: str) -> tuple[dict[str, int], str, float | None]:
        """What is at stake with a customer: in each currency, the largest of them, and its weight."""
        own = self.facts.values.get(customer_id, {})
        return own, largest(own, self.typical) if own else "", weight(own, self.typical)


def reckon(
    tables: Tables,
    as_of: datetime,
    rules: Rules,
    customers: Sequence[str] | None = None,
    typical: dict[str, int] | None = None,
    gaps_known: bool = True,
) -> Reckoned:
    """Reckon all customers of these tables at ``as_of``.

    ``customers`` names those whose tables these are, where they are a part of the record; ``typical`` is then the
    typical value of the whole. ``gaps_known`` false spares the pass over the ledger where it holds no gap.
    """
    found = figures(tables, as_of, WINDOW_DAYS, ids=tuple(BY_ID))
    met = scenarios.meet(found, rules.limits)
    rows = _evidence(tables, as_of, found, met)
    findings = scenarios.found(met, rows, rules.limits)
    gaps = gaps_of(tables, as_of) if gaps_known else {}
    read = of_figures(tables, as_of, found, met, rules.health, rules.touches_known)
    told = planned.Found(
        questions=_interactions(tables, as_of, rows, "unanswered"),
        complaints=_interactions(tables, as_of, rows, "silent_complaints"),
        findings=[_as_row(finding) for finding in findings],
        gaps=[{"customer_id": customer, **gap} for customer, own in gaps.items() for gap in own],
        touches_known=rules.touches_known,
    )
    facts = planned.gather(tables, as_of, told, rules.plan.due_hours, rules.plan.low_mark_days)
    return Reckoned(
        as_of=as_of,
        rules=rules,
        customers=customers,
        figures=found,
        findings=findings,
        evidence=rows,
        facts=facts,
        standing=_standing(tables, as_of),
        next_change=_next_change(tables, as_of, rules, facts, gaps),
        gaps=gaps,
        health={one.customer_id: one for one in read},
        typical=scales(facts.values) if typical is None else typical,
    )


def _now(as_of: datetime) -> int:
    return planned.micros(as_of)


def _evidence(tables: Tables, as_of: datetime, found: pa.Table, met: scenarios.Met) -> Evidence:
    """The rows behind the findings and the reasons.

    What is counted happens seldom: one question shows all of it. What is a share of everything is shown measure by
    measure, to those it concerns. So the questions are few and always the same, and their SQL is written once.
    """
    rows: dict[str, dict[str, list[Row]]] = {}
    for measures in (COUNTED, *((name,) for name in SHARES)):
        living = {customer for customer, own in met.items() if any(_shows(scenario, measures) for scenario, _ in own)}
        concerned = sorted(living | (_with_any(found, WAITING) if measures is COUNTED else set()))
        shown = evidence_of(tables, as_of, concerned, WINDOW_DAYS, measures) if concerned else {}
        for customer, own_rows in shown.items():
            rows.setdefault(customer, {}).update(own_rows)
    return rows


def _shows(scenario: str, measures: Sequence[str]) -> bool:
    return any(name in measures for name, _ in scenarios.BY_ID[scenario].evidence)


def _with_any(found: pa.Table, measures: Sequence[str]) -> set[str]:
    """The customers with a figure above zero in any of these."""
    import pyarrow.compute as pc

    customers: set[str] = set()
    for measure in measures:
        customers.update(found.filter(pc.fill_null(pc.greater(found[measure], 0.0), False))["customer_id"].to_pylist())
    return customers


def _interactions(tables: Tables, as_of: datetime, rows: Evidence, measure: str) -> list[planned.Row]:
    """The interactions behind a measure, with who took part, in which conversation and case."""
    ids = [row["id"] for own in rows.values() for row in own.get(measure, ())]
    if not ids:
        return []
    answer = tables.reckon(questions.interactions_asked, told=[(_now(as_of), 0)], asked=[(name,) for name in ids])
    found: list[planned.Row] = answer.to_pylist()
    for row in found:
        row["happened_at"] = planned.moment(row["happened_at"])
    return found


def _as_row(finding: scenarios.Finding) -> planned.Row:
    return {name: getattr(finding, name) for name in ("customer_id", "scenario", "evidence", "values", "rests_on_gap")}


def gaps_of(tables: Tables, as_of: datetime) -> dict[str, list[planned.Row]]:
    """The gaps of the sources that each customer uses, oldest first: source, from_at, to_at."""
    found: dict[str, list[planned.Row]] = {}
    answer = tables.reckon(questions.gaps, told=[(_now(as_of), WINDOW_DAYS * questions.DAY)])
    rows = sorted(answer.to_pylist(), key=lambda row: (row["customer_id"], row["from_at"], row["source"]))
    for row in rows:
        gap = {
            "source": row["source"],
            "from_at": planned.moment(row["from_at"]),
            "to_at": planned.moment(row["to_at"]),
        }
        found.setdefault(row["customer_id"], []).append(gap)
    return found


def _next_change(
    tables: Tables, as_of: datetime, rules: Rules, facts: planned.Facts, gaps: Mapping[str, list[planned.Row]]
) -> dict[str, datetime]:
    """When time alone changes something next: what the rows say, silences that become too long, gaps that pass."""
    plan, silence = rules.plan, rules.limits["heard_only_at_renewal"]["longest_silence_days"]
    options = (
        round(plan.due_hours * questions.HOUR),
        round(plan.escalate_days * questions.DAY),
        round(silence * questions.DAY),
    )
    answer = tables.reckon(questions.next_change, *options, told=[(_now(as_of), WINDOW_DAYS * questions.DAY)])
    found = {row["customer_id"]: planned.moment(row["next_change_at"]) for row in answer.to_pylist()}
    passing: dict[str, list[datetime]] = {}
    for mark in facts.marks:
        passing.setdefault(mark["customer_id"], []).append(mark["marked_at"] + timedelta(days=plan.low_mark_days))
    for customer, row in facts.customers.items():
        pulse = facts.pulses.get(customer, {})
        since = max((at for at in (pulse.get("last_touch_at"), row["since"]) if at is not None), default=None)
        coming = [gap["to_at"] + timedelta(days=WINDOW_DAYS) for gap in gaps.get(customer, ())]
        if since is not None:
            coming += [since + timedelta(days=days) for days in (plan.cadence_days(row["persona"]), silence)]
        coming += passing.get(customer, [])
        coming = [at for at in (*coming, found.get(customer, as_of)) if at > as_of]
        if coming:
            found[customer] = min(coming)
    return found


def _standing(tables: Tables, as_of: datetime) -> dict[str, planned.Row]:
    rows = tables.reckon(questions.standing, told=[(_now(as_of), 0)]).to_pylist()
    return {
        row["customer_id"]: {
            "open_promises": row["open_promises"] or 0,
            "renews_at": None if row["renews_at"] is None else planned.moment(row["renews_at"]),
        }
        for row in rows
    }


def value_of(row: Mapping[str, Any], measure: str) -> float | None:
    """A figure of a row of figures; null where it is not known (the engine may say so by NaN)."""
    value = row[measure]
    return None if value is None or isnan(value) else float(value)
