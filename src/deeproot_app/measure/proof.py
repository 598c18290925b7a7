"""Which programmes keep customers, of the whole record, with what the application knows of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import isnan
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count

from deeproot.measure.proof.difference import Difference
from deeproot.measure.proof.outcomes import outcomes
from deeproot.measure.proof.programmes import HORIZON, MICROS, SMALLEST, Kept, Proof, proofs
from deeproot.measure.proof.ratio import Ratio
from deeproot_app.act.models import Deed
from deeproot_app.base.models import Organisation
from deeproot_app.plan.models import Programme, ProgrammeVersion
from deeproot_app.plan.programmes.define import read_definition
from deeproot_app.record.models import Assignment
from deeproot_app.understand.source import opened

if TYPE_CHECKING:
    from deeproot.engines import Tables

READ: Final = ("assignments", "subscriptions", "purchases")
HORIZONS: Final = (30, 90, 180, 365)
"""Days that a page offers."""
FORMULAS: Final = {
    "stayed_contracts": "a contract runs at the end of the horizon, of those who had one when they were assigned",
    "stayed_purchases": "bought within the horizon, of those who had no contract when they were assigned",
    "value": "days on which terms ran, each a month's amount / 30.4375, and purchases, within the horizon",
    "difference": "mean of the treated - mean of the hold-out, adjusted by what was brought before (CUPED)",
    "fixed": "normal interval, for who looks once",
    "anytime": "asymptotic confidence sequence (Waudby-Smith et al. 2024), holds however often one looks",
    "kept": "difference x treated whose outcome is known",
    "ratio": "exact binomial test of the arms against the planned share; below .001 nothing is believed",
}


@dataclass(frozen=True)
class Told:
    """The proof of one programme, with what the application knows of it."""

    proof: Proof
    name: str
    programme: Programme | None
    """None for one that was only imported."""
    deeds: Mapping[str, int] = field(default_factory=dict)
    """What was done for the treated, by (email, call, task, survey); empty for one that was imported."""

    @property
    def best(self) -> Kept:
        """Of its kinds of business, the one of which most is known."""
        return max(self.proof.kept, key=lambda one: one.stayed.treated + one.stayed.holdout)


def this_morning(now: datetime) -> datetime:
    """The last midnight where the organisation is: figures of a day are the same all day."""
    local = now.astimezone(ZoneInfo(Organisation.get().timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def reckoned(as_of: datetime, horizon: int = HORIZON) -> list[Told]:
    """The proof of every programme somebody was assigned to, by name, from what is recorded now.

    Raises ValueError for a horizon under a day.
    """
    if not Assignment.objects.filter(assigned_at__lte=as_of).exists():
        return []
    with opened() as source:
        return named(of_tables(source.everything(*READ), as_of, horizon))


def of_tables(tables: Tables, as_of: datetime, horizon: int) -> list[Proof]:
    """The library's proof, told which share each of our programmes plans to hold out."""
    return proofs(tables, as_of, horizon, _planned())


def _planned() -> dict[str, float]:
    """The share of the hold-out of each of our programmes; none where its versions do not agree."""
    shares: dict[str, set[float]] = {}
    for programme, definition in ProgrammeVersion.objects.values_list("programme_id", "definition"):
        shares.setdefault(programme, set()).add(read_definition(definition).holdout)
    return {programme: found.pop() for programme, found in shares.items() if len(found) == 1}


def named(found: Sequence[Proof]) -> list[Told]:
    """With what the application knows of each, by name."""
    ours = Programme.objects.in_bulk([one.programme_id for one in found])
    done: dict[str, Counter[str]] = {}
    deeds = Deed.objects.filter(enrolment__programme__in=list(ours), result=Deed.Result.DONE)
    for of, do, number in deeds.values_list("enrolment__programme_id", "do").annotate(Count("id")):
        done.setdefault(of, Counter())[do] = number
    rows = []
    for one in found:
        programme = ours.get(one.programme_id)
        name = programme.name if programme else one.programme_id
        rows.append(Told(one, name, programme, done.get(one.programme_id, {})))
    return sorted(rows, key=lambda row: (row.name.casefold(), row.proof.programme_id))


def of_customers(programme_id: str, customers: Iterable[str], as_of: datetime, horizon: int) -> dict[str, Any]:
    """What became of these customers in that programme: the evidence behind its figures, by customer."""
    from deeproot.engines import open_tables
    from deeproot_app.record.arrow import arrow_tables

    tables = open_tables(arrow_tables(list(customers), tables=READ))
    rows = tables.reckon(outcomes, told=[(int(as_of.timestamp() * MICROS), horizon)]).to_pylist()
    return {row["customer_id"]: row for row in rows if row["programme_id"] == programme_id}


@dataclass(frozen=True)
class Verdict:
    """What is known: in a word, in a sentence, and how it looks."""

    word: str
    says: str
    tone: str = ""


def verdict(proof: Proof, one: Kept) -> Verdict:
    """What is known of one programme among the customers of one kind of business."""
    if not proof.believed:
        return Verdict("not comparable", "The arms are not what was planned: nothing is believed.", "bad")
    if not one.stayed.treated + one.stayed.holdout:
        return Verdict("too early", f"No outcome is known before {proof.horizon} days are over.")
    if isnan(one.stayed.difference) or isnan(one.stayed.anytime[0]):
        return Verdict("too few", "Too few outcomes are known: it takes 30 of each arm.")
    return _of_interval(one)


def _of_interval(one: Kept) -> Verdict:
    low, high = one.stayed.anytime
    if low > 0:
        return Verdict("keeps them", "It keeps customers.", "good")
    if high < 0:
        return Verdict("loses them", "It loses customers.", "bad")
    if one.known_by is None:
        return Verdict("not known", "Nobody is added any more: it stays unknown.", "warn")
    return Verdict("not known yet", "The interval still holds zero.", "warn")


def document(rows: Sequence[Told], as_of: datetime, horizon: int) -> dict[str, Any]:
    """As one JSON document: every figure, the formulas, and what is not known."""
    return {
        "as_of": as_of,
        "horizon_days": horizon,
        "smallest_difference": SMALLEST,
        "programmes": [
            {
                "programme_id": row.proof.programme_id,
                "name": row.name,
                "first_assigned": row.proof.first,
                "last_assigned": row.proof.last,
                "ratio": _ratio(row.proof.ratio),
                "deeds": dict(row.deeds),
                "kept": [_kept(row.proof, one) for one in row.proof.kept],
            }
            for row in rows
        ],
        "formulas": FORMULAS,
    }


def _ratio(found: Ratio | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"planned": found.planned, "found": found.found, "probability": found.probability, "broken": found.broken}


def _kept(proof: Proof, one: Kept) -> dict[str, Any]:
    return {
        "business": one.business,
        "treated": one.treated,
        "holdout": one.holdout,
        "waiting": one.waiting,
        "stayed": _difference(one.stayed) | {"kept": [known(value) for value in one.stayed.kept]},
        "value": {currency: _difference(found) for currency, found in one.value.items()},
        "needed": one.needed,
        "known_by": one.known_by,
        "verdict": verdict(proof, one).says,
    }


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "treated": found.treated,
        "holdout": found.holdout,
        "mean_treated": known(found.mean_treated),
        "mean_holdout": known(found.mean_holdout),
        "difference": known(found.difference),
        "fixed": [known(value) for value in found.fixed],
        "anytime": [known(value) for value in found.anytime],
        "level": found.level,
        "variance_ratio": found.variance_ratio,
    }


def known(value: float) -> float | None:
    """JSON has no word for what is not a number."""
    return None if isnan(value) else value
