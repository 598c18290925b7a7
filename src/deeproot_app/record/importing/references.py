"""What a row refers to: customers that must be there, people found by their address, interactions without a source."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from typing import Any, Final

from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.prepared import Prepared, Refusals
from deeproot_app.record.importing.store import Store
from deeproot_app.record.importing.words import shown
from deeproot_app.record.shape import SHAPES

TO_INTERACTIONS: Final = {"promises": ("made_in", "kept_in", "holding"), "beliefs": ("evidence",)}
"""Columns that name interactions."""
TO_MEMBERS: Final = {"interactions": "member_id", "promises": "member_id", "customers": "owner", "cases": "owner"}
ADDRESS: Final = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
ADDRESS_BESIDE: Final = re.compile(r"[<(\[]?[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+[>)\]]?")
"""An address, and the brackets that stand around it beside a name."""
EXAMPLES: Final = 3
THREADS: Final = 200_000
"""Threads that are remembered."""


@dataclass
class References:
    """Follows references block by block, and remembers what to tell of them."""

    store: Store
    source: str
    creates_customers: bool
    coming: dict[str, set[str]] = field(default_factory=dict)
    """Ids that the same block brings, by table."""
    threads: dict[str, set[str]] = field(default_factory=dict)
    """Whose the threads of this file are; kept from the first row on that leaves it to its thread."""
    strangers: dict[str, set[str]] = field(default_factory=dict)
    """Members and contacts that are named and not recorded, by kind: some of them."""
    unclear: int = 0
    """Rows whose contact's address belongs to a contact of another customer."""

    def follow(self, part: Prepared, refused: Refusals) -> list[Prepared]:
        """Check and complete the references of a block; gives the people and customers to be made first."""
        made: list[Prepared] = []
        if part.shape.name == "interactions":
            addresses = part.columns.get("contact_email", [None] * len(part))
            made += self._people(part, refused.keys() | self._of_unknown_customers(part))
            self._of_their_threads(part)
            _refuse_nobodys(part, addresses, refused)
        if part.shape.customer and part.shape.name != "customers" and "customer_id" in part.columns:
            made += self._customers(part, refused)
        if part.shape.name == "identities":
            self._contacts(part, refused)
        for name in TO_INTERACTIONS.get(part.shape.name, ()):
            if name in part.columns:
                part.columns[name] = self._interactions(part.columns[name])
        self._owners(part)
        self._notice_strangers(part)
        return made

    def _owners(self, part: Prepared) -> None:
        """Turn owners that are named by their name or address into members."""
        column = part.columns.get("owner")
        named = {str(value) for value in column or () if value is not None}
        unknown = named - self._there("members", named) if named else set()
        if column is None or not unknown:
            return
        addresses = {one: match[0].lower() for one in unknown if (match := ADDRESS.search(one))}
        by_address = self.store.members_of(set(addresses.values())) if addresses else {}
        by_name = self.store.members_named({ADDRESS_BESIDE.sub("", one).strip() for one in unknown})
        for at, value in enumerate(column):
            if value in unknown:
                name = ADDRESS_BESIDE.sub("", str(value)).strip()
                column[at] = by_address.get(addresses.get(str(value), "")) or by_name.get(name) or value

    def _customers(self, part: Prepared, refused: Refusals) -> list[Prepared]:
        """Refuse rows of customers that are not recorded; or make those, where the mapping says so."""
        column = part.columns["customer_id"]
        named = {str(value) for value in column if value is not None}
        unknown = named - self._there("customers", named)
        if not unknown:
            return []
        if self.creates_customers:
            return [_new("customers", part, {"customer_id": sorted(unknown), "name": sorted(unknown)})]
        for at, value in enumerate(column):
            if value in unknown:
                reason = f"there is no customer {shown(str(value))}; import its row of customers first"
                refused[part.places[at]].append(("customer_id", reason))
        return []

    def _of_unknown_customers(self, part: Prepared) -> set[int]:
        """The places of rows that are about to be refused for their customer: nobody is made for them."""
        column = part.columns.get("customer_id", [])
        named = {str(value) for value in column if value is not None}
        if self.creates_customers or not named:
            return set()
        known = self._there("customers", named)
        places = zip(part.places, column, strict=False)
        return {place for place, value in places if value is not None and value not in known}

    def _there(self, table: str, named: set[str]) -> set[str]:
        coming = self.coming.get(table)
        return self.store.present(table, named - coming) | coming if coming else self.store.present(table, named)

    def _contacts(self, part: Prepared, refused: Refusals) -> None:
        named = {str(value) for value in part.columns["contact_id"] if value is not None}
        known = self._there("contacts", named)
        for at, value in enumerate(part.columns["contact_id"]):
            if value is not None and value not in known:
                reason = f"there is no contact {shown(str(value))}; import its row of contacts first"
                refused[part.places[at]].append(("contact_id", reason))

    def _people(self, part: Prepared, refused: Set[int]) -> list[Prepared]:
        """Turn addresses into ids; new ones get a contact or member of their own, save in rows that are refused."""
        made = []
        if "contact_email" in part.columns:
            made += self._by_contact_email(part, refused)
        if "member_email" in part.columns:
            made += self._by_member_email(part, refused)
        return made

    def _by_contact_email(self, part: Prepared, refused: Set[int]) -> list[Prepared]:
        addresses = part.columns.pop("contact_email")
        contacts = part.columns.setdefault("contact_id", [None] * len(part))
        customers = part.columns.setdefault("customer_id", [None] * len(part))
        known = self.store.contacts_of({str(address) for address in addresses if address})
        fresh: dict[str, str] = {}
        for at, address in enumerate(addresses):
            if address is None or contacts[at] is not None or part.places[at] in refused:
                continue
            found = known.get(str(address), [])
            mine = [contact for contact, customer in found if customer == customers[at] or customers[at] is None]
            if len(mine) == 1:
                contacts[at] = mine[0]
                customers[at] = customers[at] or next(customer for contact, customer in found if contact == mine[0])
            elif mine or (found and customers[at] is not None):
                self.unclear += 1
            elif customers[at] is not None:
                contacts[at] = fresh.setdefault(str(address), f"email:{address}")
                known[str(address)] = [(str(contacts[at]), str(customers[at]))]
        coming = self.coming.get("contacts", set())
        return _contacts_for(part, {address: one for address, one in fresh.items() if one not in coming})

    def _of_their_threads(self, part: Prepared) -> None:
        """A row that names no customer belongs to the one customer of its thread, as far as this file told of it."""
        customers, threads = part.columns.get("customer_id", []), part.columns.get("thread_id", [])
        if not threads or not customers or (None not in customers and not self.threads):
            return
        if len(self.threads) > THREADS:
            self.threads.clear()
        for customer, thread in zip(customers, threads, strict=True):
            if customer is not None and thread is not None:
                self.threads.setdefault(str(thread), set()).add(str(customer))
        for at, thread in enumerate(threads):
            if customers[at] is None and len(known := self.threads.get(str(thread), set())) == 1:
                customers[at] = next(iter(known))

    def _by_member_email(self, part: Prepared, refused: Set[int]) -> list[Prepared]:
        addresses = part.columns.pop("member_email")
        members = part.columns.setdefault("member_id", [None] * len(part))
        known = self.store.members_of({str(address) for address in addresses if address})
        fresh: list[str] = []
        for at, address in enumerate(addresses):
            if address is None or members[at] is not None or part.places[at] in refused:
                continue
            if address not in known:
                known[str(address)] = f"email:{address}"
                fresh.append(str(address))
            members[at] = known[str(address)]
        fresh = [address for address in fresh if f"email:{address}" not in self.coming.get("members", set())]
        if not fresh:
            return []
        ids: list[Value] = [f"email:{address}" for address in fresh]
        return [_new("members", part, {"member_id": ids, "name": [*fresh], "email": [*fresh]})]

    def _interactions(self, column: list[Value]) -> list[Value]:
        """Complete ids that lack their source with the one under which such an interaction is recorded."""
        bare = {name for value in column for name in _names(value) if ":" not in name}
        if not bare:
            return column
        candidates = {name: [f"{source}:{name}" for source in self.store.sources(self.source)] for name in bare}
        there = self.store.present("interactions", {one for some in candidates.values() for one in some})
        full = {name: next((one for one in some if one in there), some[0]) for name, some in candidates.items()}
        return [_renamed(value, full.get) for value in column]

    def _notice_strangers(self, part: Prepared) -> None:
        self._notice(part, "members", TO_MEMBERS.get(part.shape.name))
        self._notice(part, "contacts", "contact_id" if part.shape.name == "interactions" else None)

    def _notice(self, part: Prepared, table: str, column: str | None) -> None:
        if column is None or column not in part.columns:
            return
        named = {str(value) for value in part.columns[column] if value is not None}
        if unknown := named - self._there(table, named):
            some = self.strangers.setdefault(table, set())
            some.update(sorted(unknown - some)[: EXAMPLES + 1 - len(some)])

    def notes(self) -> list[str]:
        """What to tell of references that lead nowhere yet."""
        notes = []
        for table, names in self.strangers.items():
            some = sorted(names)
            shown_ = ", ".join(some[:EXAMPLES]) + (" and others" if len(some) > EXAMPLES else "")
            notes.append(f"Some {table} are named but not recorded ({shown_}): import {table} to give them names.")
        if self.unclear:
            notes.append(
                f"{self.unclear:,} rows name an address that belongs to a contact of another customer, or to several: "
                "their contact was left open."
            )
        return notes


def _refuse_nobodys(part: Prepared, addresses: list[Value], refused: Refusals) -> None:
    """Refuse rows of which nothing says whose they are."""
    for at, customer in enumerate(part.columns.get("customer_id", ())):
        if customer is None and not refused.get(part.places[at]):
            reason = "is empty, and nothing else says whose it is: no address, no other row of its thread"
            if (address := addresses[at]) is not None:
                reason = f"no contact, or more than one, has the address {shown(str(address))}: give customer_id"
            refused[part.places[at]].append(("customer_id" if address is None else "contact_email", reason))


def _names(value: Value) -> list[str]:
    """The ids in a cell: one, or a JSON list of them."""
    if not isinstance(value, str):
        return []
    return list(json.loads(value)) if value.startswith("[") else [value]


def _renamed(value: Value, full: Callable[[str], str | None]) -> Value:
    if not isinstance(value, str):
        return value
    if value.startswith("["):
        return json.dumps([full(name) or name for name in json.loads(value)])
    return full(value) or value


def _contacts_for(part: Prepared, fresh: dict[str, str]) -> list[Prepared]:
    if not fresh:
        return []
    of = dict(zip(part.columns["contact_id"], part.columns["customer_id"], strict=True))
    ids: list[Value] = [*fresh.values()]
    return [_new("contacts", part, {"contact_id": ids, "email": [*fresh], "customer_id": [of[one] for one in ids]})]


def _new(table: str, part: Prepared, columns: dict[str, Iterable[Any]]) -> Prepared:
    """Rows of another table that come with a block."""
    lists: dict[str, list[Value]] = {name: list(values) for name, values in columns.items()}
    count = len(next(iter(lists.values())))
    line = part.lines[0] if part.lines else 0
    return Prepared(SHAPES[table], lists, [-1] * count, [line] * count, main=False)
