"""Whom an export or an erasing is about: one person with all of their ids and addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q

from deeproot.understand.identity import base_email, normal_email, normal_phone
from deeproot_app.base import access
from deeproot_app.base.errors import UserError
from deeproot_app.record.consent.digests import digest, key
from deeproot_app.record.consent.whom import home
from deeproot_app.record.models import Contact, Customer, Identity


@dataclass(frozen=True)
class Person:
    """One person, under all ids that are one."""

    customers: tuple[str, ...] = ()
    """Customers that are this person and nobody else, under all of their ids."""
    contacts: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    """Customers they belong to, and that stay without them."""
    addresses: tuple[str, ...] = ()
    """Mail addresses, numbers and handles, as they are written and in their normal form."""
    names: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """It as JSON keeps it."""
        return asdict(self)

    @classmethod
    def read(cls, told: dict[str, Any]) -> Person:
        """It as JSON kept it."""
        return cls(**{name: tuple(values) for name, values in told.items()})

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that are theirs alone."""
        return (*self.customers, *self.contacts)

    def digests(self) -> list[str]:
        """Keyed digests of their addresses and ids, each once."""
        by, country = key(), home()
        named = [f"customer={one}" for one in self.customers] + [f"contact={one}" for one in self.contacts]
        found = [digest(one, by, country) for one in (*self.addresses, *named)]
        return list(dict.fromkeys(one for one in found if one))


def find(actor: access.Actor, act: str, who: str) -> Person:
    """The person whom ``who`` names: the id of a contact or of a customer that is a person, an address, a number.

    An address that no contact has is somebody too: they may have written to us, or been named by others. Raises
    NotAllowed where the actor may not do ``act``, UserError for an organisation's id and for what names nobody.
    """
    access.require(actor, act)
    who = who.strip()
    if customer := access.customers(actor, Customer.objects.filter(pk=who)).first():
        return _of_customer(customer.leader)
    seen = access.customers(actor, Contact.objects.select_related("customer__merged_into"), "customer")
    contacts = list(seen.filter(pk=who) or seen.filter(_at(who)).distinct())
    if not contacts and not _is_address(who):
        raise UserError(f"Nobody here has the id or address {who!r}: give a mail address, a number, or a contact's id.")
    return _of_contacts(contacts, [] if contacts and contacts[0].pk == who else [who])


def _of_customer(customer: Customer) -> Person:
    if customer.kind != "person":
        raise UserError(f"{customer.name} is an organisation: say which of its people, by address or contact id.")
    ids = customer.ids
    contacts = list(Contact.objects.filter(customer__in=ids))
    names = [*Customer.objects.filter(pk__in=ids).values_list("name", flat=True), *(one.name for one in contacts)]
    return _whole(tuple(ids), contacts, (), [], names)


def _of_contacts(contacts: list[Contact], addresses: list[str]) -> Person:
    """All contacts that are one with these; a customer that is a person goes with its contact."""
    leaders = {one.merged_into_id or one.pk for one in contacts}
    every = list(
        Contact.objects.select_related("customer__merged_into").filter(Q(pk__in=leaders) | Q(merged_into__in=leaders))
    )
    owners = {one.customer.leader.pk: one.customer.leader for one in every}
    persons = [one for one in owners.values() if one.kind == "person"]
    whole = tuple(pk for one in persons for pk in one.ids)
    every += [one for one in Contact.objects.filter(customer__in=whole) if one not in every]
    names = [*(one.name for one in every), *(one.name for one in persons)]
    of = tuple(pk for one in owners.values() if one.kind != "person" for pk in one.ids)
    return _whole(whole, every, of, addresses, names)


def _whole(
    customers: tuple[str, ...],
    contacts: list[Contact],
    of: tuple[str, ...],
    addresses: list[str],
    names: Iterable[str | None],
) -> Person:
    ids = tuple(one.pk for one in contacts)
    own = Identity.objects.filter(contact__in=ids).values_list("value", flat=True)
    written = [*addresses, *(address for one in contacts for address in (one.email, one.phone) if address), *own]
    country = next((one.customer.country for one in contacts if one.customer.country), None) or home()
    normal = [form for one in written for form in _forms(one, country)]
    return Person(
        customers, ids, of, tuple(dict.fromkeys([*written, *normal])), tuple(dict.fromkeys(one for one in names if one))
    )


def _forms(address: str, country: str | None) -> list[str]:
    if "@" in address:
        email = normal_email(address) or address.strip().lower()
        return [email, base_email(email)]
    phone = normal_phone(address, country)
    return [phone] if phone else []


def _at(who: str) -> Q:
    """The contacts that an address or number may be of."""
    forms = [who, who.lower(), *_forms(who, home())]
    return Q(email__in=forms) | Q(phone__in=forms) | Q(identities__value__in=forms, identities__removed_at__isnull=True)


def _is_address(who: str) -> bool:
    return bool(normal_email(who)) if "@" in who else normal_phone(who, home()) is not None
