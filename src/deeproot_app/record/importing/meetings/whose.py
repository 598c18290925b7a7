"""Whose is a talk, and who in it is ours? Told by addresses and domains; by names where there are no addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from deeproot_app.base.models import Organisation
from deeproot_app.record.importing.mail.whose import our_domains
from deeproot_app.record.importing.meetings.talks import Person, Sides, Talk
from deeproot_app.record.importing.store import Store
from deeproot_app.record.importing.words import shown

MOST_SHOWN: Final = 3


class Known:
    """Knows the people of a block of talks: a few queries, however many talks."""

    def __init__(self, store: Store, people: Iterable[Person], customer: str | None = None) -> None:
        every = set(people)
        addresses = {one.address for one in every if one.address}
        names = {one.name for one in every if one.name and "@" not in one.name}
        self._customer = customer
        self._contacts = store.contacts_of(addresses) if addresses else {}
        self._members = store.members_of(addresses) if addresses else {}
        self._contacts_named = store.contacts_named(names) if names else {}
        self._members_named = store.members_named(names) if names else {}
        domains = {str(one).lower() for one in Organisation.get().domains}
        self._domains = our_domains(store.our_addresses()) | domains

    def names(self) -> set[str]:
        """The names that are somebody's."""
        return {*self._contacts_named, *self._members_named}

    def sides(self, talk: Talk) -> Sides:
        """Who is whose. Those who declined were asked, and took no part."""
        found = Sides()
        there = [one for one in talk.people if not one.declined]
        for one in there:
            if self.member(one) is not None or self._ours(one):
                found.ours.add(one)
                found.member = found.member or self.member(one)
        strangers = [one for one in there if one not in found.ours]
        for one in strangers:
            for contact, customer in self._contacts_of(one):
                found.theirs.add(one)
                found.customers.setdefault(customer, contact)
        if self._customer is not None:
            found.customers = {self._customer: found.customers.get(self._customer)}
        if found.customers and found.ours and not talk.sure:
            found.theirs.update(one for one in strangers if one.shown)  # who speaks with ours, and is none of us
        if not found.customers:
            self._say_why(found, talk, strangers)
        return found

    def member(self, one: Person) -> str | None:
        """Which of our people it is."""
        return self._members.get(one.address) or (None if one.address else self._members_named.get(one.name))

    def _ours(self, one: Person) -> bool:
        return bool(one.address) and one.address not in self._contacts and _domain(one.address) in self._domains

    def _contacts_of(self, one: Person) -> list[tuple[str, str]]:
        """The contacts that somebody is: all that have the address; by name only one that nobody else bears."""
        if one.address:
            return self._contacts.get(one.address, [])
        named = self._contacts_named.get(one.name, [])
        mine = [(contact, customer) for contact, customer in named if customer == self._customer]
        return mine[:1] if mine else named if len(named) == 1 else []

    def _say_why(self, found: Sides, talk: Talk, strangers: Sequence[Person]) -> None:
        foreign = [one for one in strangers if one.address] if talk.sure else strangers
        if not foreign:
            found.private = talk.sure
            found.reason = "nobody but us took part" if found.ours else "it does not say who took part"
        elif any(len(self._contacts_named.get(one.name, [])) > 1 for one in foreign if not one.address):
            found.reason = f"several contacts are called {_listed(foreign)}; say whose it is with --customer"
        elif talk.sure:
            found.reason = f"no customer has the address {_listed(foreign)}; import their contact, then this file again"
        else:
            found.reason = (
                f"no contact is called {_listed(foreign)}; import their contact, or say whose it is with --customer"
            )


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _listed(people: Sequence[Person]) -> str:
    names = [shown(one.address or one.name or "somebody without a name") for one in people[:MOST_SHOWN]]
    more = f" (nor {len(people) - MOST_SHOWN} others)" if len(people) > MOST_SHOWN else ""
    return ", ".join(names) + more
