"""Who stays, of the whole record, at the moment asked: contracts and purchases, apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from deeproot.measure.retention.cohorts import Cohort, cohorts
from deeproot.measure.retention.groups import OF_INTERACTIONS, By
from deeproot.measure.retention.months import beginnings
from deeproot.measure.retention.revenue import Month, revenue
from deeproot.measure.retention.staying import staying
from deeproot.measure.retention.survival import Curve
from deeproot_app.base.models import Organisation
from deeproot_app.understand.source import opened

READ: Final = ("customers", "subscriptions", "purchases")
TOLD_DAYS: Final = (30, 90, 180, 365, 730)
"""The days at which a survival curve is told in words."""
FORMULAS: Final = {
    "gross_retention": "(start - shrunk - lost) / start, of monthly recurring revenue",
    "net_retention": "(start - shrunk - lost + grown) / start, of monthly recurring revenue",
    "customer_retention": "1 - customers lost / customers at the start",
    "survival": "product over the days of (1 - left / at risk): Kaplan-Meier, censored at the moment asked",
    "cohorts_of_contracts": "customers of the month's beginners with a contract at the end of each month",
    "cohorts_of_purchases": "customers of the month's beginners who bought within each month",
}


@dataclass(frozen=True)
class Retention:
    """What is known of staying, at one moment."""

    as_of: datetime
    by: By | None
    months: Sequence[Month]
    """The bridge, month by month; empty where there are no contracts."""
    contracts: Sequence[Cohort]
    purchases: Sequence[Cohort]
    curves: Mapping[str | None, Curve]
    """Survival of customers with a contract, by group."""


def retention(as_of: datetime, months: int = 12, by: By | None = None) -> Retention:
    """Reckon it from what is recorded, over so many whole months in the organisation's zone."""
    begin = beginnings(as_of, months, Organisation.get().timezone)
    with opened() as source:
        tables = source.everything(*READ, *(["interactions"] if by in OF_INTERACTIONS else []))
        return Retention(
            as_of=as_of,
            by=by,
            months=revenue(tables, begin, by),
            contracts=cohorts(tables, begin, "contracts"),
            purchases=cohorts(tables, begin, "purchases"),
            curves=staying(tables, as_of, by),
        )


def document(found: Retention) -> dict[str, Any]:
    """As one JSON document: each figure beside what it is made of, and the formulas."""
    return {
        "as_of": found.as_of,
        "by": found.by,
        "contracts": {
            "months": [_month(one) for one in found.months],
            "cohorts": [_cohort(one) for one in found.contracts],
            "survival": [_curve(group, one) for group, one in found.curves.items()],
        },
        "purchases": {"cohorts": [_cohort(one) for one in found.purchases]},
        "formulas": FORMULAS,
    }


def _month(one: Month) -> dict[str, Any]:
    parts = ("begins", "ends", "currency", "group", "start", "new", "back", "grown", "shrunk", "lost", "end")
    counts = ("customers_start", "customers_new", "customers_back", "customers_lost", "customers_end")
    rates = ("gross_retention", "net_retention", "customer_retention")
    return {name: getattr(one, name) for name in (*parts, *counts, *rates)}


def _cohort(one: Cohort) -> dict[str, Any]:
    return {"begins": one.begins, "ends": one.ends, "size": one.size, "there": list(one.there)}


def _curve(group: str | None, one: Curve) -> dict[str, Any]:
    told = {day: one.at(day) for day in TOLD_DAYS}
    return {
        "group": group,
        "customers": one.customers,
        "left": int(one.left.sum()),
        "median_days": None if one.median == float("inf") else one.median,
        "level": one.level,
        "days": one.day.tolist(),
        "at_risk": one.at_risk.tolist(),
        "share": one.share.tolist(),
        "low": [_known(value) for value in one.low.tolist()],
        "high": [_known(value) for value in one.high.tolist()],
        "told": {str(day): [_known(value) for value in three] for day, three in told.items()},
    }


def _known(value: float) -> float | None:
    """JSON has no word for what is not a number."""
    return None if value != value else value  # noqa: PLR0124 - only what is not a number differs from itself
