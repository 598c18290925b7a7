"""What is known of customers at a date, strictly before it: all measures, and the facts of contract and purchase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pandas as pd

from deeproot.engines import Tables
from deeproot.understand.experience import BY_ID, MEASURES
from deeproot.understand.figures import figures, micros
from deeproot.understand.risk.facts import facts
from deeproot.understand.risk.known import MEASURES_OF, Known
from deeproot.understand.risk.leaving import Kind

BEFORE: Final = timedelta(microseconds=1)


@dataclass(frozen=True)
class Feature:
    """One thing known of a customer. ``measure``: the measure whose evidence shows it; None for a fact."""

    id: str
    says: str
    """What it is called, in the customer's words or ours."""
    unit: str
    measure: str | None = None


FACTS: Final = (
    Feature("days_with_contract", "With a contract since", "days"),
    Feature("terms_signed", "Terms signed so far", "terms"),
    Feature("days_to_renewal", "Until the term's anniversary", "days"),
    Feature("months_of_term", "Length of the term", "months"),
    Feature("contract_size", "Size of the contract beside the typical one", "times"),
    Feature("change_at_renewal", "Contract after the last renewal beside before", "times"),
    Feature("days_since_purchase", "Since the last purchase", "days"),
    Feature("days_since_first_purchase", "Since the first purchase", "days"),
    Feature("days_bought_on", "Days on which something was bought", "days"),
    Feature("purchases_in_a_year", "Purchases within a year", "purchases"),
    Feature("purchases_lately", "Purchases within 90 days", "purchases"),
    Feature("days_between_purchases", "Between purchases, on average", "days"),
    Feature("spent_at_a_time", "Spent at a time beside the typical", "times"),
    Feature("days_since_heard", "Since the customer last said something", "days"),
    Feature("heard_in_a_year", "Messages from the customer within a year", "messages"),
    Feature("heard_lately", "Messages from the customer within 90 days", "messages"),
)
SAYS: Final = {
    "heard_from_us": "Times they heard from us within a year",
    "asked_share": "Share of it that asked for something",
    "value_share": "Share of it that gave something",
    "longest_silence_days": "Our longest silence",
    "current_silence_days": "Our silence now",
    "renewal_only_share": "Share of our touches around a renewal",
    "answer_hours": "Wait for an answer",
    "unanswered": "Never answered",
    "promises_due": "Promises of ours that fell due",
    "promises_kept_share": "Share of promises kept in time",
    "promise_delay_days": "Promises late by",
    "holding_loop": "Put off in a row",
    "early_share": "Share of promises kept early",
    "listening_share": "Their share of the words",
    "people_met": "People of ours they dealt with",
    "explained_again": "Had to explain it again",
    "channels_used": "Doors we came through",
    "pitched_in_hard_times": "Pitched to in hard times",
    "uninformed_contacts": "Asked without a clue",
    "hollow_words": "Hollow words of ours",
    "silent_complaints": "Complaints given up",
    "great_unprobed": "“All great” that nobody asked about",
    "thanked": "Times thanked",
    "assumed_share": "Share of what we believe that is assumed",
    "mood_change": "Change of mood",
    "record_gap_days": "Gaps in our record",
    "promises_overdue": "Promises overdue",
}
"""A measure's words where it is told beside a figure; a new measure is told by its question."""
MEASURED: Final = (*MEASURES, BY_ID["promises_overdue"])
FEATURES: Final[dict[str, Feature]] = {
    **{one.id: Feature(one.id, SAYS.get(one.id, one.question), one.unit, one.id) for one in MEASURED},
    **{one.id: one for one in FACTS},
}
RULE: Final[dict[Kind, str]] = {"contracts": "days_since_heard", "purchases": "days_since_purchase"}
"""The plain recency rule of each kind: whoever was heard, or bought, longest ago leaves first."""


def features(tables: Tables, known: Known, at: datetime, customers: Iterable[str]) -> pd.DataFrame:
    """One row a customer (index customer_id), one column a feature (float64, NaN where not known).

    Only rows before ``at`` count; what they say of a later moment (a promise kept, a contract cancelled) is not known.
    """
    asked, last = list(customers), at - BEFORE
    apart = {name for names in MEASURES_OF.values() for name in names} | {"promises_overdue"}
    rest = tuple(one.id for one in MEASURED if one.id not in apart)
    measured = _figures(tables, last, asked, rest)
    then = _figures(known.at(last), last, asked, tuple(sorted(apart)))
    whole = measured.join(then).join(facts(tables, micros(last)))
    return whole.reindex(index=pd.Index(asked, name="customer_id"), columns=list(FEATURES)).astype("float64")


def _figures(tables: Tables, at: datetime, asked: list[str], ids: tuple[str, ...]) -> pd.DataFrame:
    found: pd.DataFrame = figures(tables, at, customers=asked, ids=ids).to_pandas().set_index("customer_id")
    return found[list(ids)]
