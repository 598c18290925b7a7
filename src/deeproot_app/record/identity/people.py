"""The people of a customer, each with all of their addresses, each address with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from deeproot_app.record.as_one import contact_of
from deeproot_app.record.models import Contact, Customer, Identity

MOST = 100
TOLD = ("name", "email", "phone", "timezone")


@dataclass(frozen=True)
class Address:
    """One address of a person."""

    type: str
    value: str
    source: str
    """Who says so: `contact` for the address in the contact's own row."""
    contact_id: str
    """Under whose id it is recorded."""
    identity: int | None = None
    """Its row; None for the address in the contact's own row."""


@dataclass(frozen=True)
class Person:
    """One person, under whichever of their ids we know them."""

    contact: Contact
    """The contact that leads, with what only those it leads know."""
    led: list[Contact] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)


def people(customer: Customer, most: int = MOST) -> list[Person]:
    """The people of a customer in the order of their names. Two queries; three where some are several contacts."""
    rows = list(Contact.objects.filter(customer__in=customer.ids).order_by("name", "contact_id")[:most])
    own = [row for row in rows if row.merged_into_id is None]
    led = list(Contact.objects.filter(merged_into__in=[row.pk for row in own])) if len(own) < len(rows) else []
    return persons(own, led)


def persons(own: Iterable[Contact], led: Iterable[Contact] = ()) -> list[Person]:
    """These contacts with their addresses and those of the contacts that they lead. One query."""
    found = {row.pk: Person(row) for row in own}
    for row in led:
        found[str(row.merged_into_id)].led.append(row)
    contacts = [contact for person in found.values() for contact in (person.contact, *person.led)]
    there = Identity.objects.filter(contact__in=[contact.pk for contact in contacts], removed_at__isnull=True)
    by_contact: dict[str, list[Identity]] = {}
    for identity in there.order_by("type", "value"):
        by_contact.setdefault(identity.contact_id, []).append(identity)
    for person in found.values():
        for contact in (person.contact, *person.led):
            person.addresses.extend(_addresses(contact, by_contact.get(contact.pk, [])))
    return [_filled(person) for person in found.values()]


def _addresses(contact: Contact, identities: list[Identity]) -> list[Address]:
    kept = {(row.type, row.value) for row in identities}
    own = [(name, getattr(contact, name)) for name in ("email", "phone")]
    found = [Address(name, value, "contact", contact.pk) for name, value in own if value and (name, value) not in kept]
    return found + [Address(row.type, row.value, row.source, contact.pk, row.pk) for row in identities]


def _filled(person: Person) -> Person:
    """The person by what the leading contact says, and what only the others know. To be shown, not to be saved."""
    if person.led:
        rows = [
            {"contact_id": one.pk, **{name: getattr(one, name) for name in TOLD}}
            for one in (person.contact, *person.led)
        ]
        for name, value in contact_of(person.contact.pk, rows).items():
            if name != "contact_id":
                setattr(person.contact, name, value)
    return person
