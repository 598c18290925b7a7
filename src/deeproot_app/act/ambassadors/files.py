"""Referrals out of a file, told by its header; and the column `referred_by` of a file of customers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AnySet
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

from django.db.models.functions import Coalesce, Lower
from django.http import Http404

from deeproot_app.act.ambassadors import referrals
from deeproot_app.act.ambassadors.referrals import How, Told
from deeproot_app.base import access
from deeproot_app.base.errors import UserError
from deeproot_app.record.importing.dry import DryRun
from deeproot_app.record.importing.further import Became, Kind, Line
from deeproot_app.record.models import Contact, Customer
from deeproot_app.record.safe import unsafe

WHO: Final = ("referrer_id", "referrer_email", "referred_by", "referrer")
"""Columns that name who told: an id, a mail address or a name; the first that holds something counts."""
WHOM: Final = ("brought_id", "customer_id", "brought_email", "brought_name", "brought")
"""Columns that name whom they told."""
OWN: Final = frozenset({"brought_id", "brought_email", "brought_name", "brought"})
AT_ONCE: Final = 50
"""Rows of a transaction: a referral that is new costs some queries."""


def is_referrals(names: AnySet[str]) -> bool:
    """Whether a file is one of referrals: it names who told, and whom, in columns of its own."""
    return bool(names & set(WHO)) and bool(names & OWN)


def is_beside(names: AnySet[str]) -> bool:
    """Whether a file of customers says who told them of us."""
    return {"customer_id", "referred_by"} <= names and not names & OWN


@dataclass(frozen=True)
class Named:
    """Who is called what: by id, by mail address, by name; a name that several have is nobody's."""

    ids: Mapping[str, str]
    emails: Mapping[str, str]
    names: Mapping[str, str]

    def find(self, said: str) -> str | None:
        return self.ids.get(said) or self.emails.get(said.lower()) or self.names.get(said.lower())


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


class Takes:
    """Takes the referrals of a file; what is known already stays as it is, and a row that is none is refused, with why.

    ``how`` of a row may say how it is known; else a file says so. Whoever it names that is no customer yet is kept by
    name and address. Some queries for the rows of a transaction, and some for each referral that is new.
    """

    def __init__(self, actor: access.Actor, dry_run: DryRun | None) -> None:
        self.actor, self.dry_run = actor, dry_run
        self.there = _there()

    def some(self, lines: Sequence[Line]) -> Became:
        """Take these rows."""
        became = Became()
        rows = [{name: unsafe(cell).strip() for name, cell in line.cells.items()} for line in lines]
        named = _named({row.get(name, "") for row in rows for name in (*WHO, *WHOM)}, self.dry_run)
        for line, row in zip(lines, rows, strict=True):
            told = _told(row, named)
            key = None if isinstance(told, str) else _key(told.customer_id, told.brought_id, told.email, told.name)
            if key in self.there:
                continue
            wrong = told if isinstance(told, str) else self._refer(told)
            if wrong:
                became.refused.append((line.number, "", wrong))
            else:
                became.created += 1
                self.there |= {key} if key else set()
        return became

    def _refer(self, told: Told) -> str:
        """Why not; empty where it was, or would be, taken."""
        if self.dry_run is not None:
            return "Nobody brings us themselves." if told.customer_id == told.brought_id else ""
        try:
            referrals.refer(self.actor, told)
        except UserError as wrong:
            return wrong.message
        except Http404 as wrong:
            return str(wrong)
        return ""


def _named(said: Iterable[str], dry_run: DryRun | None) -> Named:
    words = sorted({word for word in said if word})
    low = sorted({word.lower() for word in words})
    rows = Customer.objects.filter(pk__in=words).select_related("merged_into")
    people = Contact.objects.filter(email__in=low).select_related("customer__merged_into")
    called = Customer.objects.filter(merged_into=None).annotate(low=Lower("name")).filter(low__in=low)
    found = Named(
        {row.pk: row.leader.pk for row in rows},
        _alone((row.email or "", row.customer.leader.pk) for row in people),
        _alone(called.values_list("low", "pk")),
    )
    return found if dry_run is None else _pretended(found, set(words), dry_run)


def _pretended(found: Named, words: set[str], dry_run: DryRun) -> Named:
    """Also who would be there by then: the files that come before are tried out before."""
    emails = dry_run.contacts_of({word.lower() for word in words if "@" in word})
    names = dry_run.customers_named(words)
    return Named(
        {pk: pk for pk in dry_run.present("customers", words)} | dict(found.ids),
        _alone((email, customer) for email, some in emails.items() for _, customer in some) | dict(found.emails),
        _alone((name.lower(), customer) for name, some in names.items() for customer in some) | dict(found.names),
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


REFERRALS: Final = Kind(
    "referrals",
    "Who told whom of us. What is not known yet is added; a referral that stands stays as it is.",
    tuple(dict.fromkeys((*WHO, *WHOM, "at", "referred_at", "how", "note"))),
    is_referrals,
    Takes,
    is_beside=is_beside,
    beside="referred_by",
    rows=AT_ONCE,
    stays="points may have been given for who told whom of us; take back what is wrong one by one, under Ambassadors",
)
