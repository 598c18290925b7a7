"""The mirror, reckoned for the moment asked from what is recorded: for one customer, or for the whole company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deeproot.engines import open_tables
from deeproot.understand import letter as letters
from deeproot.understand import scenarios
from deeproot.understand.company import Figure as CompanyFigure
from deeproot.understand.company import company
from deeproot.understand.evidence import Row, evidence_of
from deeproot.understand.experience import BY_ID, MEASURES
from deeproot.understand.figures import figures
from deeproot_app.base.errors import UserError
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Customer
from deeproot_app.record.snapshot.where import HANDED
from deeproot_app.understand import ledger, rules
from deeproot_app.understand.reckon import WINDOW_DAYS, gaps_of, value_of
from deeproot_app.understand.rules import Rules
from deeproot_app.understand.source import opened

IDS = tuple(measure.id for measure in MEASURES)


@dataclass(frozen=True)
class Mirror:
    """What one customer lived through with us."""

    customer: Customer
    as_of: datetime
    """The moment asked, or the one at which the customer left, where that was earlier."""
    figures: Mapping[str, letters.Figure]
    evidence: Mapping[str, Sequence[Row]]
    findings: Sequence[scenarios.Finding]
    gaps: Sequence[Mapping[str, Any]]
    letter: letters.Letter


def mirror(customer: Customer, as_of: datetime) -> Mirror:
    """The mirror of one customer at ``as_of``: its rows alone are read.

    Raises UserError where it was not a customer yet.
    """
    inforce = rules.in_force(as_of)
    tables = open_tables(arrow_tables([customer.pk], tables=HANDED))
    found = figures(tables, as_of, WINDOW_DAYS, ids=tuple(BY_ID))
    if not found.num_rows:
        raise UserError(f"{customer} was not a customer yet at that moment; it is one since {customer.since:%Y-%m-%d}.")
    row = found.to_pylist()[0]
    told = {name: letters.Figure(value_of(row, name), row[f"{name}_n"]) for name in IDS}
    rows = evidence_of(tables, as_of, [customer.pk], WINDOW_DAYS, tuple(BY_ID))
    findings = scenarios.found(scenarios.meet(found, inforce.limits), rows, inforce.limits)
    shown = rows.get(customer.pk, {})
    known = ledger.holds_gaps(ledger.ledger(), as_of)
    gaps = gaps_of(tables, as_of).get(customer.pk, []) if known else []
    left = customer.left_at is not None and customer.left_at <= as_of
    until = customer.left_at if left and customer.left_at else as_of
    text = _letter(customer, until, left, inforce, told, shown, findings, gaps)
    return Mirror(customer, until, told, shown, findings, gaps, text)


def _letter(
    customer: Customer,
    until: datetime,
    left: bool,
    inforce: Rules,
    figures: Mapping[str, letters.Figure],
    evidence: Mapping[str, Sequence[Row]],
    findings: Sequence[scenarios.Finding],
    gaps: Sequence[Mapping[str, Any]],
) -> letters.Letter:
    return letters.letter(
        customer.name,
        figures,
        [letters.Finding(finding.scenario, tuple(finding.evidence)) for finding in findings],
        {name: [_as_row(row) for row in rows] for name, rows in evidence.items()},
        [letters.Gap(gap["source"], gap["from_at"], gap["to_at"]) for gap in gaps],
        until,
        kind=customer.kind,
        since=customer.since,
        left=left,
        zone=inforce.zone,
    )


def _as_row(row: Row) -> letters.Row:
    value = row["value"]
    return letters.Row(row["id"], row["at"], None if isinstance(value, str) else value)


@dataclass(frozen=True)
class CompanyMirror:
    """What all customers lived through with us."""

    as_of: datetime
    figures: Mapping[str, CompanyFigure]
    living: Mapping[str, Sequence[str]]
    """For every scenario the customers that live through it."""
    limits: Mapping[str, Mapping[str, float]]
    gaps: Sequence[Mapping[str, Any]]


def company_mirror(as_of: datetime) -> CompanyMirror:
    """The mirror of the whole company at ``as_of``; everything recorded is read."""
    inforce = rules.in_force(as_of)
    if not Customer.objects.exists():
        raise UserError("There is nobody in the record yet; `deeproot import` brings your customers in.")
    with opened() as read:
        tables = read.everything()
        found = company(tables, as_of, WINDOW_DAYS)
        met = scenarios.meet(figures(tables, as_of, WINDOW_DAYS, ids=scenarios.NEEDED), inforce.limits)
    living: dict[str, list[str]] = {name: [] for name in scenarios.BY_ID}
    for customer, own in sorted(met.items()):
        for scenario, _ in own:
            living[scenario].append(customer)
    return CompanyMirror(as_of, found, living, inforce.limits, gaps_of_all(as_of))


def gaps_of_all(as_of: datetime) -> list[dict[str, Any]]:
    """The gaps of all sources that reach into the window."""
    start = as_of - timedelta(days=WINDOW_DAYS)
    found: list[dict[str, Any]] = []
    for source, gaps in sorted(ledger.ledger().items()):
        for from_at, to_at in (map(datetime.fromisoformat, gap) for gap in gaps):
            if from_at <= as_of and to_at > start:
                found.append({"source": source, "from_at": from_at, "to_at": to_at})
    return found
