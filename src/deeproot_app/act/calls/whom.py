"""Whom to ask for, and at which number: a person of theirs whose number is not known to be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from deeproot_app.act.models import CallAttempt
from deeproot_app.record.models import Contact, Identity, Interaction


@dataclass(frozen=True)
class Reachable:
    """A person at a customer, with the number to dial."""

    contact_id: str
    name: str
    phone: str
    timezone: str | None = None


def reachable(customers: Mapping[str, Sequence[str]]) -> dict[str, list[Reachable]]:
    """For each customer (its id -> all ids it is recorded under) who can be rung up, in the order of their names.

    Numbers that turned out wrong are left out. Three queries, however many customers.
    """
    of = {one: customer for customer, ids in customers.items() for one in ids}
    contacts = list(Contact.objects.filter(customer__in=list(of)).order_by("name", "contact_id"))
    wrong, more = _wrong([row.customer_id for row in contacts]), _numbers(contacts)
    found: dict[str, list[Reachable]] = {customer: [] for customer in customers}
    for row in contacts:
        for phone in dict.fromkeys(filter(None, (row.phone, *more.get(row.pk, ())))):
            if phone not in wrong:
                name = row.name or row.email or phone
                found[of[row.customer_id]].append(Reachable(row.merged_into_id or row.pk, name, phone, row.timezone))
    return found


def _numbers(contacts: Iterable[Contact]) -> dict[str, list[str]]:
    """contact_id -> the further numbers that some source gave."""
    found: dict[str, list[str]] = {}
    of_them = Identity.objects.filter(type="phone", contact__in=[row.pk for row in contacts], removed_at__isnull=True)
    for contact, value in of_them.order_by("value").values_list("contact_id", "value"):
        found.setdefault(contact, []).append(value)
    return found


def _wrong(customers: Sequence[str]) -> set[str]:
    """Numbers that somebody dialled and found to be wrong, of these customers."""
    tried = CallAttempt.objects.filter(outcome=CallAttempt.Outcome.WRONG_NUMBER, undone_at__isnull=True)
    of_them = tried.filter(Q(call__customer__in=customers) | Q(call__customer__merged_into__in=customers))
    return set(of_them.exclude(phone="").values_list("phone", flat=True))


def chosen(people: Sequence[Reachable], wished: str | None, heard: Sequence[str]) -> Reachable | None:
    """Whom to ask for: the one who is wished, else the one who spoke last, else the first; None where nobody can be.

    ``heard`` are contact ids, the latest first.
    """
    for contact in filter(None, (wished, *heard)):
        for one in people:
            if one.contact_id == contact:
                return one
    return people[0] if people else None


def heard_in(evidence: Iterable[str]) -> dict[str, str]:
    """For each of these interactions in which a contact took part: which. One query."""
    rows = Interaction.objects.filter(pk__in=list(dict.fromkeys(evidence)), contact__isnull=False)
    return {pk: str(contact) for pk, contact in rows.values_list("pk", "contact_id")}
