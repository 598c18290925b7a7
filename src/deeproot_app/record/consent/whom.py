"""Whom a word is about: a person with their addresses, or a whole customer with all of its people's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from deeproot_app.base import access
from deeproot_app.base.models import Organisation
from deeproot_app.record.consent.digests import digests
from deeproot_app.record.models import Contact, Customer, Identity

SPOKEN = ("email", "phone")
"""The types of addresses at which somebody is contacted."""


@dataclass(frozen=True)
class Whom:
    """Somebody about whom a word is recorded."""

    customer_id: str | None
    contact_id: str | None
    digests: tuple[str, ...]


def person(actor: access.Actor, contact_id: str, by: bytes) -> Whom:
    """A person whom the actor may see, with every address of their own. Raises Http404 where there is none."""
    rows = Contact.objects.select_related("customer")
    contact: Contact = access.one(actor, rows, "customer", pk=contact_id)
    return of_contacts([contact], contact.customer_id, contact.pk, by)


def customer(actor: access.Actor, customer_id: str, by: bytes) -> Whom:
    """A customer whom the actor may see, with all addresses of its people. Raises Http404 where there is none."""
    found: Customer = access.one(actor, Customer.objects.all(), pk=customer_id)
    ids = found.leader.ids
    contacts = list(Contact.objects.filter(customer__in=ids).select_related("customer"))
    return of_contacts(contacts, found.leader.pk, None, by)


def of_contacts(contacts: Sequence[Contact], customer_id: str, contact_id: str | None, by: bytes) -> Whom:
    """These contacts with their addresses. One query."""
    spoken = Identity.objects.filter(contact__in=[one.pk for one in contacts], type__in=SPOKEN, removed_at__isnull=True)
    country = next((one.customer.country for one in contacts if one.customer.country), None) or home()
    addresses = [address for one in contacts for address in (one.email, one.phone)]
    addresses += spoken.values_list("value", flat=True)
    return Whom(customer_id, contact_id, tuple(digests(addresses, by, country)))


def address(text: str, by: bytes) -> Whom:
    """An address, whoever has it; the contact that has it is named where we know one. Raises Http404 for none."""
    found = digests([text], by, home())
    if not found:
        raise Http404("There is no such address.")
    email = text.strip().lower()
    contact = Contact.objects.filter(email=email).order_by("contact_id").first()
    if contact is None:
        row = Identity.objects.filter(value=email, removed_at__isnull=True).select_related("contact").first()
        contact = row.contact if row else None
    if contact is None:
        return Whom(None, None, tuple(found))
    return Whom(contact.customer_id, contact.pk, tuple(found))


def home() -> str | None:
    """The organisation's country."""
    return Organisation.get().country or None
