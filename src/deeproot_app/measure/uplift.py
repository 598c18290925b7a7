"""Who would gain from being contacted, of the whole record: one JSON document, with its words and its formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from deeproot.measure.proof.programmes import HORIZON
from deeproot_app.plan.models import Programme
from deeproot_app.understand.source import opened

if TYPE_CHECKING:
    from deeproot.engines import Tables
    from deeproot.measure.uplift.judge import Mean
    from deeproot.measure.uplift.programmes import Gains
    from deeproot.measure.uplift.rule import Rule

READ: Final = ("assignments", "customers", "subscriptions", "purchases", "interactions")
WAYS: Final = {"model": "Two regressions", "rule": "A rule of one line", "risk": "Most at risk first"}
WORDS: Final = {
    "model": "known",
    "rule": "a simple rule tells",
    "nobody": "nobody ranked",
    "too_few": "not known yet",
}
TONES: Final = {"model": "good", "rule": "info", "nobody": "warn", "too_few": "warn"}
FORMULAS: Final = {
    "gain": "P(stays | contacted) - P(stays | not), from a logistic regression of each arm",
    "rule": "the single fact, one way round, with the highest Qini coefficient where it was learnt",
    "qini": "area between the curve of responses gained and a random order's, as a share of that of the best order",
    "interval": "over ten stratified splits 70/30, the variance corrected for their overlap (Nadeau & Bengio 2003)",
    "curve": "of 1,000 customers, how many more stay if so many 20ths of them are contacted",
}


@contextmanager
def opened_tables() -> Iterator[Tables]:
    """The tables that proof and uplift read."""
    with opened() as source:
        yield source.everything(*READ)


def of_tables(tables: Tables, as_of: datetime, horizon: int = HORIZON) -> list[Gains]:
    from deeproot.measure.uplift.programmes import gains

    return gains(tables, as_of, horizon)


def reckoned(as_of: datetime, horizon: int = HORIZON) -> list[Gains]:
    """Reckon it from what is recorded."""
    with opened_tables() as tables:
        return of_tables(tables, as_of, horizon)


def document(found: Sequence[Gains], as_of: datetime, horizon: int) -> dict[str, Any]:
    """As one JSON document: how it was judged, and how many are ranked; the customers stand apart."""
    return {
        "as_of": as_of,
        "horizon_days": horizon,
        "programmes": [_of_one(one) for one in found],
        "formulas": FORMULAS,
    }


def _of_one(one: Gains) -> dict[str, Any]:
    judged = one.judged
    return {
        "programme_id": one.programme_id,
        "business": one.business,
        "treated": one.treated,
        "holdout": one.holdout,
        "verdict": judged.verdict,
        "says": _says(one),
        "qini": {way: _mean(mean) for way, mean in judged.qini.items()},
        "over_rule": judged.over_rule and _mean(judged.over_rule),
        "over_risk": judged.over_risk and _mean(judged.over_risk),
        "curves": {way: list(values) for way, values in judged.curves.items()},
        "rule": rule_said(judged.rule) if judged.rule else None,
        "ranked": len(one.ranking),
    }


def _mean(mean: Mean) -> dict[str, float]:
    return {"value": mean.value, "low": mean.low, "high": mean.high}


def _says(one: Gains) -> str:
    """What is known, in a sentence."""
    judged = one.judged
    if judged.verdict == "too_few":
        return f"Not known yet: {judged.why}."
    if judged.verdict == "model":
        return "It is known who gains: the model ranks better than a rule of one line, and than a random order."
    if judged.verdict == "rule" and judged.rule:
        return f"The model is no better than a rule of one line, so the rule ranks: {rule_said(judged.rule)}."
    return "No ranking is better than a random order: nobody is known to gain more than others."


def rule_said(rule: Rule) -> str:
    """The rule in words."""
    from deeproot.measure.uplift.known import SAYS

    name = SAYS.get(rule.column, rule.column)
    if rule.word is not None:
        return f"{name} {rule.word} {'first' if rule.high else 'last'}"
    return f"{'most' if rule.high else 'fewest'} {name} first"


def fact_said(fact: Any) -> str:
    """A fact of one customer as a table shows it; nothing where it is not known, or no rule ranks."""
    if fact is None or fact != fact:  # noqa: PLR0124 - not a number
        return ""
    return fact if isinstance(fact, str) else f"{fact:,.0f}"


def customers(one: Gains) -> list[dict[str, Any]]:
    """A row a customer, the first to be contacted first."""
    rows = one.ranking.reset_index(names="customer_id").to_dict("records")
    return [{str(name): None if value != value else value for name, value in row.items()} for row in rows]  # noqa: PLR0124


def names(programmes: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What people call the programmes; one that was only imported is called by its id."""
    ids = {str(one["programme_id"]) for one in programmes}
    ours = {str(key): one.name for key, one in Programme.objects.in_bulk(list(ids)).items()}
    return {one: ours.get(one, one) for one in ids}
