"""Who the touches are for: customers and contacts under all of their ids, their addresses, where they may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from deeproot.plan.policy import Touch, candidates
from deeproot_app.base.models import Organisation
from deeproot_app.record import sql
from deeproot_app.record.consent.digests import digest, key
from deeproot_app.record.consent.standing import ADDRESS, CONTACT, CUSTOMER, Subject, moment
from deeproot_app.record.models import Contact, Customer, Identity

CUSTOMERS, CONTACTS, IDENTITIES = (model._meta.db_table for model in (Customer, Contact, Identity))
in_zones = lru_cache(4096)(candidates)
"""Most customers have one of a few zones."""


class Company(NamedTuple):
    """A customer, under all of its ids."""

    leader: str
    ids: tuple[str, ...]
    personal: bool
    """Whether the customer is a person."""
    persona: str | None
    zones: tuple[str, ...]
    country: str | None
    left_at: datetime | None


class Person(NamedTuple):
    """A contact, under all of its ids, with all addresses."""

    ids: tuple[str, ...]
    zones: tuple[str, ...]
    phones: tuple[str, ...]
    addresses: Mapping[str, tuple[str, ...]]
    """contact_id -> its own addresses."""


@dataclass(frozen=True, slots=True)
class People:
    """All whom some touches are for."""

    companies: Mapping[str, Company]
    """By each of their ids."""
    persons: Mapping[str, Person]
    """By each of their ids."""
    alone: Mapping[str, Person]
    """The person a customer is, by the id that leads it: where it has one contact only, or is a person itself."""
    zone: str
    key: bytes
    home: str | None
    _digests: dict[tuple[str, str | None], str | None] = field(default_factory=dict)

    def person(self, touch: Touch) -> Person | None:
        """Whom the touch is for, where that is known."""
        if touch.contact_id is not None:
            return self.persons.get(touch.contact_id)
        company = self.companies.get(touch.customer_id)
        return self.alone.get(company.leader) if company else None

    def zones(self, touch: Touch) -> tuple[str, ...]:
        """Every zone they may be in."""
        return self.zones_of(self.person(touch), self.companies.get(touch.customer_id))

    def zones_of(self, person: Person | None, company: Company | None) -> tuple[str, ...]:
        """Every zone they may be in: as stated for the person, else for the customer, else by country."""
        if person and person.zones:
            return person.zones
        if company and company.zones:
            return company.zones
        countries = [_country(phone) for phone in person.phones] if person else []
        return in_zones((), (*countries, company.country if company else None), self.zone)

    def subjects(self, touch: Touch) -> list[Subject]:
        """Under what their words are kept."""
        person, company = self.person(touch), self.companies.get(touch.customer_id)
        found: list[Subject] = [(CUSTOMER, one) for one in (company.ids if company else (touch.customer_id,))]
        country = self._country_of(company)
        if person is not None:
            found += [(CONTACT, one) for one in person.ids]
            for addresses in person.addresses.values():
                found += self._of(addresses, country)
        if touch.address:
            found += self._of((touch.address,), country)
        return found

    def own(self, touch: Touch) -> frozenset[Subject]:
        """Of these, those whose consent counts for this touch: of the very address it goes to, or of the contact."""
        country = self._country_of(self.companies.get(touch.customer_id))
        if touch.address:
            return frozenset(self._of((touch.address,), country))
        person = self.person(touch)
        mine = person.addresses if person else {}
        if touch.contact_id is not None:
            mine = {touch.contact_id: mine[touch.contact_id]} if touch.contact_id in mine else {}
        of_addresses = (one for addresses in mine.values() for one in self._of(addresses, country))
        return frozenset((*of_addresses, *((CONTACT, contact) for contact in mine)))

    def _country_of(self, company: Company | None) -> str | None:
        return (company.country if company else None) or self.home

    def _of(self, addresses: Iterable[str], country: str | None) -> list[Subject]:
        found: list[Subject] = []
        for address in addresses:
            if (known := self._digests.get((address, country), "")) == "":
                known = self._digests[address, country] = digest(address, self.key, country)
            if known:
                found.append((ADDRESS, known))
        return found


def people(touches: Sequence[Touch]) -> People:
    """Who these touches are for. Nine queries, however many they are."""
    asked = sorted({touch.customer_id for touch in touches})
    unnamed = sorted({touch.customer_id for touch in touches if touch.contact_id is None})
    companies = _companies(asked)
    contacts = _contacts({touch.contact_id for touch in touches if touch.contact_id is not None})
    of_unnamed = sorted({one for name in unnamed if name in companies for one in companies[name].ids})
    of_customers = _contacts_of(of_unnamed)
    addresses = _addresses({row[0] for rows in (contacts, of_customers) for row in rows})
    company = Organisation.get()
    persons = _persons(contacts, addresses)
    everyone = _persons(of_customers, addresses)
    return People(
        companies, persons, _alone(of_customers, everyone, companies), company.timezone, key(), company.country or None
    )


def _companies(ids: list[str]) -> dict[str, Company]:
    """These customers, each with all ids that are one with it."""
    columns = "customer_id, COALESCE(merged_into, customer_id), kind, persona, timezone, country, left_at"
    groups: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in _with_all_that_are_one(CUSTOMERS, "customer_id", columns, ids):
        groups[row[1]].append(row)
    found: dict[str, Company] = {}
    for leader, group in groups.items():
        one = _company(leader, group)
        for name in one.ids:
            found[name] = one
    return found


def _with_all_that_are_one(table: str, name: str, columns: str, ids: Sequence[str]) -> list[Any]:
    """The rows of these ids, and of all that are one with them; ``columns`` begin with the id and the one it leads to.

    Two queries: hardly any row is one with another, so that the second is of little.
    """
    wanted, values = sql.among(name, ids)
    asked = sql.rows_of(f"SELECT {columns} FROM {table} WHERE {wanted}", values)  # noqa: S608
    leading = [row for row in asked if row[0] == row[1]]
    leaders = {row[1] for row in asked}
    missing, names = sql.among(name, sorted(leaders.difference(row[0] for row in leading)))
    led, by = sql.among("merged_into", sorted(leaders))
    more = sql.rows_of(
        f"SELECT {columns} FROM {table} WHERE {missing} UNION ALL "  # noqa: S608
        f"SELECT {columns} FROM {table} WHERE merged_into IS NOT NULL AND {led}",
        names,
        by,
    )
    return leading + more


def _company(leader: str, group: list[tuple[str, ...]]) -> Company:
    """A customer as its leading id says, and what only the others know."""
    if len(group) > 1:
        group.sort(key=lambda row: row[0] != leader)
    head = group[0]
    persona, country = head[3], head[5]
    zones: tuple[str, ...] = (head[4],)
    ids: tuple[str, ...] = (head[0],)
    if len(group) > 1:
        persona, country = (next((row[at] for row in group if row[at]), "") for at in (3, 5))
        zones, ids = tuple(row[4] for row in group), tuple(row[0] for row in group)
    left = moment(head[6]) if head[6] else None
    return Company(leader, ids, head[2] == "person", persona or None, in_zones(zones), country or None, left)


Row = tuple[str, str, str, str | None, str | None, str | None]
"""contact_id, the id that leads it, customer_id, email, phone, timezone"""
COLUMNS = "contact_id, COALESCE(merged_into, contact_id), customer_id, email, phone, timezone"


def _contacts(ids: set[str]) -> list[Row]:
    """These contacts, and all that are one person with them."""
    return _with_all_that_are_one(CONTACTS, "contact_id", COLUMNS, list(ids))


def _contacts_of(customers: list[str]) -> list[Row]:
    wanted, values = sql.among("customer_id", customers)
    return sql.rows_of(f"SELECT {COLUMNS} FROM {CONTACTS} WHERE {wanted}", values)  # noqa: S608


def _addresses(contacts: set[str]) -> dict[str, list[str]]:
    """The further addresses of these contacts at which they may be reached."""
    wanted, values = sql.among("contact_id", sorted(contacts))
    rows = sql.rows_of(
        f"SELECT contact_id, value FROM {IDENTITIES} "  # noqa: S608
        f"WHERE {wanted} AND type IN ('email', 'phone') AND removed_at IS NULL ORDER BY id",
        values,
    )
    found: dict[str, list[str]] = defaultdict(list)
    for contact, value in rows:
        found[contact].append(value)
    return found


def _persons(rows: list[Row], further: Mapping[str, list[str]]) -> dict[str, Person]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[1]].append(row)
    found: dict[str, Person] = {}
    for leader, group in groups.items():
        if len(group) > 1:
            group.sort(key=lambda row: row[0] != leader)
        one = _person(group, further)
        for name in one.ids:
            found[name] = one
    return found


def _person(group: list[Row], further: Mapping[str, list[str]]) -> Person:
    addresses = {row[0]: tuple([one for one in (row[3], row[4], *further.get(row[0], ())) if one]) for row in group}
    phones = [one for theirs in addresses.values() for one in theirs if "@" not in one]
    return Person(tuple(addresses), in_zones(tuple([row[5] for row in group])), tuple(phones), addresses)


def _alone(rows: list[Row], persons: Mapping[str, Person], companies: Mapping[str, Company]) -> dict[str, Person]:
    """The one person behind each customer that is one, or has one contact only."""
    of: dict[str, dict[str, Person]] = defaultdict(dict)
    for row in rows:
        of[companies[row[2]].leader][row[1]] = persons[row[0]]
    return {
        leader: _together(list(found.values()))
        for leader, found in of.items()
        if len(found) == 1 or companies[leader].personal
    }


def _together(found: list[Person]) -> Person:
    if len(found) == 1:
        return found[0]
    return Person(
        tuple(one for person in found for one in person.ids),
        tuple(dict.fromkeys(zone for person in found for zone in person.zones)),
        tuple(phone for person in found for phone in person.phones),
        {contact: theirs for person in found for contact, theirs in person.addresses.items()},
    )


def _country(phone: str) -> str | None:
    """The country of a telephone number that tells it (E.164): a hint at where they are, no more."""
    import phonenumbers

    if not phone.startswith("+"):
        return None
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return None
