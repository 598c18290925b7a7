"""Referrals out of a file, told by its header; and the column `referred_by` of a file of customers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final

from django.db.models.functions import Coalesce, Lower

from deeproot_app.act.ambassadors import referrals
from deeproot_app.act.ambassadors.referrals import How, Told
from deeproot_app.base import access, audit
from deeproot_app.base.errors import UserError
from deeproot_app.record.importing.recognise import normal
from deeproot_app.record.importing.report import FileReport
from deeproot_app.record.models import Contact, Customer
from deeproot_app.record.safe import unsafe

WHO: Final = ("referrer_id", "referrer_email", "referred_by", "referrer")
"""Columns that name who told: an id, a mail address or a name; the first that holds something counts."""
WHOM: Final = ("brought_id", "customer_id", "brought_email", "brought_name", "brought")
"""Columns that name whom they told."""
OWN: Final = frozenset({"brought_id", "brought_email", "brought_name", "brought"})
AT_ONCE: Final = 500
SHOWN: Final = 5
"""So many refused lines are told with their reason."""


def header(path: Path) -> set[str]:
    """The columns of a CSV file by their normal names; none for what is no such file."""
    if path.suffix.casefold() != ".csv":
        return set()
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return {normal(name) for name in next(csv.reader(stream), ())}
    except (OSError, UnicodeDecodeError, csv.Error):
        return set()


def is_referrals(path: Path) -> bool:
    """Whether a file is one of referrals: it names who told, and whom, in columns of its own."""
    there = header(path)
    return bool(there & set(WHO)) and bool(there & OWN)


def is_beside(path: Path) -> bool:
    """Whether a file of customers says who told them of us."""
    there = header(path)
    return {"customer_id", "referred_by"} <= there and not there & OWN


@dataclass(frozen=True)
class Named:
    """Who is called what: by id, by mail address, by name; a name that several have is nobody's."""

    ids: Mapping[str, str]
    emails: Mapping[str, str]
    names: Mapping[str, str]

    def find(self, said: str) -> str | None:
        return self.ids.get(said) or self.emails.get(said.lower()) or self.names.get(said.lower())


def take(path: Path, shown: str, actor: access.Actor, dry_run: bool = False) -> FileReport:
    """Take the referrals of a file; what is known already stays as it is, and a row that is none is refused, with why.

    ``how`` of a row may say how it is known; else a file says so. Whoever it names that is no customer yet is kept by
    name and address. Three queries for every 500 rows, and some for each referral that is new.
    """
    access.require(actor, "record.import")
    report = FileReport(shown, "referrals", "referrals")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [{normal(name or ""): unsafe(cell or "").strip() for name, cell in row.items() if isinstance(cell, str)}
                for row in csv.DictReader(stream)]  # fmt: skip
    rows = rows if is_referrals(path) else [row for row in rows if row.get("referred_by")]
    there = _there()
    for start in range(0, len(rows), AT_ONCE):
        _some(rows[start : start + AT_ONCE], start + 2, there, report, actor, dry_run)
    if report.created and not dry_run:
        audit.write(actor, "record.import", ("file", shown[:300]), table="referrals", created=report.created)
    return report


Key = tuple[str, str, str]
"""Who told, whom (the customer; else the address, else the name), and which of these it is."""


def _there() -> set[Key]:
    """The referrals that stand."""
    rows = referrals.standing().annotate(
        by=Coalesce("customer__merged_into", "customer"), came=Coalesce("brought__merged_into", "brought")
    )
    told = rows.values_list("by", "came", "email", "name")
    return {_key(by, came or "", email, name) for by, came, email, name in told}


def _key(by: str, came: str, email: str, name: str) -> Key:
    return (by, came, "customer") if came else (by, email, "email") if email else (by, name.lower(), "name")


def _some(
    rows: list[dict[str, str]], line: int, there: set[Key], report: FileReport, actor: access.Actor, dry_run: bool
) -> None:
    named = _named({row.get(name, "") for row in rows for name in (*WHO, *WHOM)})
    for place, row in enumerate(rows):
        report.read += 1
        told = _told(row, named)
        key = None if isinstance(told, str) else _key(told.customer_id, told.brought_id, told.email, told.name)
        if key in there:
            report.unchanged += 1
            continue
        wrong = told if isinstance(told, str) else _refer(told, actor, dry_run)
        if wrong:
            report.refused += 1
            report.notes += [f"Line {line + place}: {wrong}"] if report.refused <= SHOWN else []
        else:
            report.created += 1
            there |= {key} if key else set()


def _refer(told: Told, actor: access.Actor, dry_run: bool) -> str:
    """Why not; empty where it was, or would be, taken."""
    if dry_run:
        return "Nobody brings us themselves." if told.customer_id == told.brought_id else ""
    try:
        referrals.refer(actor, told)
    except UserError as wrong:
        return wrong.message
    return ""


def _named(said: Iterable[str]) -> Named:
    words = sorted({word for word in said if word})
    low = sorted({word.lower() for word in words})
    rows = Customer.objects.filter(pk__in=words).select_related("merged_into")
    people = Contact.objects.filter(email__in=low).select_related("customer__merged_into")
    called = Customer.objects.filter(merged_into=None).annotate(low=Lower("name")).filter(low__in=low)
    return Named(
        {row.pk: row.leader.pk for row in rows},
        _alone((row.email or "", row.customer.leader.pk) for row in people),
        _alone(called.values_list("low", "pk")),
    )


def _alone(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for word, customer in pairs:
        found.setdefault(word, set()).add(customer)
    return {word: next(iter(some)) for word, some in found.items() if len(some) == 1}


def _told(row: Mapping[str, str], named: Named) -> Told | str:
    """The referral of a row; else why it is none."""
    who = next((row[name] for name in WHO if row.get(name)), "")
    customer = named.find(who)
    if customer is None:
        return f"no customer is {who!r}, who is said to have told them of us." if who else "it names nobody who told."
    said = [row[name] for name in WHOM if row.get(name)]
    brought = next((found for one in said if (found := named.find(one))), "")
    email = row.get("brought_email", "").lower()
    name = row.get("brought_name") or row.get("brought") or ""
    if not (brought or email or name):
        return "it names nobody who was told of us."
    at = _moment(row.get("at") or row.get("referred_at") or "")
    if isinstance(at, str):
        return at
    how = row.get("how", "").lower()
    return Told(
        customer, brought, name, email, how if how in How.values else How.FILE, at, row.get("note", "")
    )  # fmt: skip


def _moment(text: str) -> datetime | str | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return "at must be a day or a moment, such as 2026-06-30."
    return at if at.tzinfo else datetime.combine(at.date(), at.time() or time(), UTC)
