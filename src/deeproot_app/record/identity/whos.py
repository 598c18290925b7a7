"""Customers and contacts with all that they may be known by, for whoever compares them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from deeproot_app.base.domains import EVERYBODYS
from deeproot_app.record.models import Contact, Customer, Identity

if TYPE_CHECKING:
    from deeproot.understand.identity import Who


def customers_of(ids: Sequence[str], country: str | None) -> dict[str, Who]:
    """Those of these customers that stand for themselves, with what is known under all of their ids. Three queries.

    ``country`` is ours: in it a number is read that names no country, of a customer of whom we know none.
    """
    from deeproot.understand.identity import Who

    rows = Customer.objects.filter(Q(pk__in=ids, merged_into__isnull=True) | Q(merged_into__in=ids))
    named = {row.pk: row for row in rows.only("name", "kind", "country", "merged_into")}
    leaders = {pk: row.merged_into_id or pk for pk, row in named.items()}
    contacts = Contact.objects.filter(customer__in=list(named)).only("customer_id", "name", "email", "phone")
    told: dict[str, Any] = defaultdict(_Told)
    wanted = set(ids)
    for pk, row in named.items():
        told[leaders[pk]].customer(row)
    for contact in contacts:
        told[leaders[contact.customer_id]].contact(contact, named[contact.customer_id].country or country)
    of = {contact.pk: leaders[contact.customer_id] for contact in contacts}
    for identity in _identities(of):
        told[of[identity.contact_id]].address(identity.type, identity.value, country)
    return {
        leader: Who(leader, tuple(one.names), one.person, one.country, **one.addresses(), everybodys=EVERYBODYS)
        for leader, one in told.items()
        if leader in wanted
    }


def contacts_of(ids: Sequence[str], country: str | None) -> dict[str, Who]:
    """The same of contacts; of each the customer that it belongs to. Three queries."""
    from deeproot.understand.identity import Who

    rows = Contact.objects.filter(Q(pk__in=ids, merged_into__isnull=True) | Q(merged_into__in=ids))
    named = {row.pk: row for row in rows.select_related("customer")}
    leaders = {pk: row.merged_into_id or pk for pk, row in named.items()}
    told: dict[str, Any] = defaultdict(_Told)
    for pk, row in named.items():
        told[leaders[pk]].contact(row, row.customer.country or country)
    for identity in _identities(named):
        told[leaders[identity.contact_id]].address(identity.type, identity.value, country)
    wanted = set(ids)
    return {
        leader: Who(
            leader,
            tuple(one.people),
            True,
            None,
            **one.addresses(),
            whose=named[leader].customer.merged_into_id or named[leader].customer_id,
            everybodys=EVERYBODYS,
        )
        for leader, one in told.items()
        if leader in wanted and leader in named
    }


def _identities(contacts: Iterable[str]) -> Iterable[Identity]:
    return Identity.objects.filter(contact__in=list(contacts), removed_at__isnull=True)


class _Told:
    """What the rows of one say, gathered."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.people: dict[str, None] = {}
        self.person = False
        self.country: str | None = None
        self.emails: set[str] = set()
        self.phones: set[str] = set()
        self.others: set[tuple[str, str]] = set()

    def customer(self, row: Customer) -> None:
        self.names[row.name] = None
        self.person = self.person or row.kind == "person"
        self.country = self.country or row.country

    def contact(self, row: Contact, country: str | None) -> None:
        if row.name:
            self.people[row.name] = None
        self.address("email", row.email, country)
        self.address("phone", row.phone, country)

    def address(self, kind: str, value: str | None, country: str | None) -> None:
        from deeproot.understand.identity import normal_email, normal_phone

        if kind == "email" and (email := normal_email(value)):
            self.emails.add(email)
        elif kind == "phone" and (phone := normal_phone(value, country)):
            self.phones.add(phone)
        elif value and kind not in ("email", "phone"):
            self.others.add((kind, value))

    def addresses(self) -> dict[str, frozenset[Any]]:
        return {
            "emails": frozenset(self.emails),
            "phones": frozenset(self.phones),
            "others": frozenset(self.others),
        }
