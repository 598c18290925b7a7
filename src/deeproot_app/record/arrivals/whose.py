"""Whose is a row that a source tells of: its customer and contact, its colleague. What is not known yet is waited for.

The answer rests on what is recorded alone, never on what came first; a contact that is told of later is found then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from deeproot_app.record.arrivals.heard import Heard
from deeproot_app.record.arrivals.waiting import ADDRESS, Wait
from deeproot_app.record.importing.store import Store
from deeproot_app.record.shape import SHAPES

NAMES_CUSTOMERS: Final = frozenset(name for name, shape in SHAPES.items() if shape.customer and name != "customers")


@dataclass
class Whose:
    """The rows of one table that can be written, and what the others wait for."""

    rows: list[Heard] = field(default_factory=list)
    waits: dict[int, list[Wait]] = field(default_factory=lambda: defaultdict(list))
    """Arrivals, and what they wait for before all of what they tell can be recorded."""
    reasons: dict[int, str] = field(default_factory=dict)
    """Of arrivals that wait for what must be there: what that is, in a clause."""
    soft: dict[int, list[Wait]] = field(default_factory=lambda: defaultdict(list))
    """What would complete rows that can be written without."""
    members: dict[str, str] = field(default_factory=dict)
    """Colleagues to be made: {id: address}."""

    def wait(self, one: Heard, what: str, value: str, reason: str) -> None:
        self.waits[one.arrival].append((what, value))
        self.reasons.setdefault(one.arrival, reason)


def resolve(table: str, some: Iterable[Heard], store: Store, *, creates_customers: bool) -> Whose:
    """Find out whose the rows of one table are; a fixed number of queries."""
    found = Whose()
    rows = list(some)
    if table == "members":
        rows = _fresh(rows, store)
    if table == "interactions":
        _members(rows, store, found)
        rows = _by_address(_of_cases(rows, store, found), store, found)
        rows = _of_contacts(_by_id(rows, store, found), store, found)
    if table in NAMES_CUSTOMERS and not creates_customers:
        rows = _known(rows, "customer_id", "customers", store, found)
    if table == "identities":
        rows = _known(rows, "contact_id", "contacts", store, found)
    found.rows = rows
    return found


def _fresh(rows: list[Heard], store: Store) -> list[Heard]:
    """Without the colleagues whom we know under an id of our own: theirs is what we say of them."""
    known = store.members_of({str(one.cells["email"]) for one in rows})
    return [one for one in rows if known.get(str(one.cells["email"]), one.key) == one.key]


def _members(rows: list[Heard], store: Store, found: Whose) -> None:
    """Turn our people's addresses into their ids; an address that nobody has makes one."""
    addresses = {str(address) for one in rows if (address := one.cells.get("member_email"))}
    known = store.members_of(addresses) if addresses else {}
    for one in rows:
        address = one.cells.pop("member_email", None)
        if not address or one.cells.get("member_id"):
            continue
        if (member := known.get(str(address))) is None:
            member = known[str(address)] = f"email:{address}"
            found.members[member] = str(address)
        one.cells["member_id"] = member


def _of_cases(rows: list[Heard], store: Store, found: Whose) -> list[Heard]:
    """What is said in a case, and names no customer, is its customer's: the case must be known first."""
    asking = {
        str(one.cells["case_id"]) for one in rows if one.cells.get("case_id") and not one.cells.get("customer_id")
    }
    if not asking:
        return rows
    cases = store.existing(SHAPES["cases"], sorted(asking), ["customer_id"])
    staying = []
    for one in rows:
        case = one.cells.get("case_id")
        if case and not one.cells.get("customer_id"):
            if (known := cases.get(str(case))) is None:
                found.wait(one, "cases", str(case), f"its case {case} is not known yet")
                continue
            one.find("customer_id", known[1][0])
        staying.append(one)
    return staying


def _by_address(rows: list[Heard], store: Store, found: Whose) -> list[Heard]:
    """Find the contact who has the address, and whose contact that is."""
    addresses = {str(address) for one in rows if (address := one.cells.get("contact_email"))}
    known = store.contacts_of(addresses) if addresses else {}
    staying = []
    for one in rows:
        address = str(one.cells.pop("contact_email", None) or "")
        if not address or _placed(one, address, known.get(address, []), found):
            staying.append(one)
    return staying


def _placed(one: Heard, address: str, contacts: list[tuple[str, str]], found: Whose) -> bool:
    """Whether it is known whose the row is; its customer and contact are then set."""
    customer = one.cells.get("customer_id")
    customers = {whose for _, whose in contacts}
    if not customer and len(customers) != 1:
        if customers:
            found.wait(one, "", address, f"contacts of several customers have the address {address}")
        else:
            found.wait(one, ADDRESS, address, f"no customer has the address {address}")
        return False
    if not customer:
        one.find("customer_id", next(iter(customers)))
    customer = one.cells["customer_id"]
    mine = [contact for contact, whose in contacts if whose == customer]
    if len(mine) == 1 and not one.cells.get("contact_id"):
        one.find("contact_id", mine[0])
    elif not contacts:
        found.soft[one.arrival].append((ADDRESS, address))
    return True


def _by_id(rows: list[Heard], store: Store, found: Whose) -> list[Heard]:
    """Find the contact who goes by the id under which another system, or a browser, knows them."""
    ids = {str(one.cells["contact_external"]) for one in rows if one.cells.get("contact_external")}
    shape = SHAPES["identities"]
    keys = [("external", id_) if shape.key[0] == "type" else (id_, "external") for id_ in sorted(ids)]
    known = store.existing(shape, keys, ["contact_id"]) if keys else {}
    of = {key[shape.key.index("value")]: row[1][0] for key, row in known.items()}
    staying = []
    for one in rows:
        id_ = str(one.cells.pop("contact_external", None) or "")
        if id_ and not one.cells.get("contact_id") and not (contact := of.get(id_)):
            found.wait(one, "identities", id_, "nobody is known yet by the id that it names")
            continue
        if id_ and not one.cells.get("contact_id"):
            one.find("contact_id", contact)
        staying.append(one)
    return staying


def _of_contacts(rows: list[Heard], store: Store, found: Whose) -> list[Heard]:
    """What names a contact and no customer is that contact's customer's: the contact must be known first."""
    asking = {str(one.cells["contact_id"]) for one in rows if _says_who_alone(one)}
    if not asking:
        return rows
    contacts = store.existing(SHAPES["contacts"], sorted(asking), ["customer_id"])
    staying = []
    for one in rows:
        if _says_who_alone(one):
            contact = str(one.cells["contact_id"])
            if (known := contacts.get(contact)) is None:
                found.wait(one, "contacts", contact, f"its contact {contact} is not known yet")
                continue
            one.find("customer_id", known[1][0])
        staying.append(one)
    return staying


def _says_who_alone(one: Heard) -> bool:
    return bool(one.cells.get("contact_id")) and not one.cells.get("customer_id")


def _known(rows: list[Heard], column: str, table: str, store: Store, found: Whose) -> list[Heard]:
    """The rows whose reference leads to what is recorded."""
    named = {str(one.cells[column]) for one in rows if one.cells.get(column)}
    known = store.present(table, named) if named else set()
    what = SHAPES[table].table.name.removesuffix("s")
    staying = []
    for one in rows:
        value = one.cells.get(column)
        if value and str(value) not in known:
            found.wait(one, table, str(value), f"its {what} {value} is not known yet")
        else:
            staying.append(one)
    return staying
