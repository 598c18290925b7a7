"""Address books as files to import: each card is a contact, of the customer that its company is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from deeproot_app.base.models import Organisation
from deeproot_app.channels.shapes import Unreadable
from deeproot_app.channels.vcards import Card, cards, is_vcard
from deeproot_app.record.files.look import begins, look, looked_together
from deeproot_app.record.files.opened import FileError, opened, refuse_changed
from deeproot_app.record.files.rows import Block
from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.mapping import Cell, Target
from deeproot_app.record.importing.mapping import Mapping as FileMapping
from deeproot_app.record.importing.moments import Moments
from deeproot_app.record.importing.plan import Options, Planned, name_of, source_of
from deeproot_app.record.importing.prepared import Prepared, Refusals
from deeproot_app.record.importing.store import Store
from deeproot_app.record.importing.words import shown as quoted
from deeproot_app.record.shape import SHAPES

ENDINGS: Final = frozenset({".vcf", ".vcard"})
SOURCE: Final = "vcard"
EXTERNAL: Final = "external"
"""The kind of identity that an id of another system is."""
COMPANIES: Final = ("org", "group", "location")
HEAD: Final = 64
MOST_BYTES: Final = 256 << 20
COLUMNS: Final = ("uid", "name", "company", "addresses", "numbers", "file")
"""What is shown of a card that is refused."""
CUSTOMER: Final = {"customer_id": Cell("company"), "name": Cell("company")}
CONTACT: Final = {
    "contact_id": Cell("uid"),
    "customer_id": Cell("company"),
    "name": Cell("name"),
    "email": Cell("addresses"),
    "phone": Cell("numbers"),
}
IDENTITY: Final = {"contact_id": Cell("uid"), "type": Cell(constant="email"), "value": Cell("addresses")}
MAPPING: Final = FileMapping(
    "vcard",
    (Target("customers", CUSTOMER), Target("contacts", CONTACT, counted=True), Target("identities", IDENTITY)),
    says="People of an address book, with all their addresses and numbers; the customer is the company.",
)
FILLS: Final = dict.fromkeys(("customer_id", "name", "email", "phone"), "first")
"""Of a contact that another source told of, a card fills only what is empty."""


@dataclass(frozen=True)
class PlannedCards(Planned):
    """Some address books, read as one."""

    files: tuple[Path, ...] = ()

    @property
    def order(self) -> int:
        """After all contacts of other files: a card finds its person among them."""
        tables = list(SHAPES)
        return (tables.index("identities") + 1) * len(tables)

    @property
    def settled(self) -> bool:
        """Which companies are known may have changed since."""
        return False

    def rows(self) -> Cards:
        return Cards(self)

    def first(self, most: int) -> list[list[str]]:
        found = [cells for _, _, card, cells in Cards(self).all if isinstance(card, Card)]
        return found[:most]

    def left_values(self) -> list[tuple[str, list[str]]]:
        found: dict[str, list[str]] = {}
        for _, _, card, _ in Cards(self).all:
            for name, value in card.left if isinstance(card, Card) else ():
                found.setdefault(name, []).append(value)
        return [(name, values[:3]) for name, values in sorted(found.items())]

    def preparing(self, store: Store, moments: Moments) -> PreparingCards:
        return PreparingCards(store, self.source, creates=self.mapping.creates_customers)

    def refuse_changed(self) -> None:
        if len(self.files) == 1:
            refuse_changed(self.path, self.look.stamp)


class Cards:
    """The cards of the files, in blocks: of two of one person the one revised last comes last."""

    def __init__(self, planned: PlannedCards) -> None:
        self._planned = planned
        self.position = 0

    @cached_property
    def all(self) -> list[tuple[str, str, Card | Unreadable, list[str]]]:
        """(file, text, card, what is shown of it) of every card."""
        found = []
        for path in self._planned.files:
            with opened(path) as (stream, _):
                raw = stream.read(MOST_BYTES)
            found += [(path.name, text, card, shown(card, path.name)) for text, card in cards(raw)]
        return sorted(found, key=lambda one: (isinstance(one[2], Card), _when(one[2]), one[1]))

    def blocks(self, rows: int, characters: int) -> Iterator[Block]:
        block = Block()
        for line, (_, text, _, cells) in enumerate(self.all, 1):
            block.lines.append(line)
            block.cells.append(list(cells))
            block.texts.append(text)
            block.characters += len(text)
            block.last_line = line
            if len(block.lines) >= rows or block.characters >= characters:
                yield block
                block = Block()
        if block.lines:
            yield block
        self.position = self._planned.look.stamp.size


def shown(card: Card | Unreadable, name: str) -> list[str]:
    """What a person is shown of a card, under COLUMNS."""
    if isinstance(card, Unreadable):
        return ["", "", "", "", "", name]
    return [card.uid, card.name, card.organisation, ";".join(card.emails), ";".join(card.phones), name]


def _when(card: Card | Unreadable) -> str:
    return card.revised.isoformat() if isinstance(card, Card) else ""


@dataclass
class _Person:
    """A card, and what the record makes of it."""

    card: Card
    place: int
    contact: str = ""
    customer: str | None = None
    known: bool = False
    """Whether the contact is recorded, and by another source."""
    made: dict[str, Value] = field(default_factory=dict)
    """The row of a customer that is made for it."""


class PreparingCards:
    """Turns address books into values."""

    skips_done = True
    prefixed = 0
    aside = 0

    def __init__(self, store: Store, source: str, *, creates: bool) -> None:
        self._store = store
        self._source = source
        self._creates = creates
        self.companies = 0
        """How many cards are companies that are no customers."""
        self.nobodys: set[int] = set()

    def block(self, block: Block) -> tuple[list[Prepared], Refusals]:
        """The customers, contacts and identities of a block of cards; those that cannot be are named, with why."""
        refused: Refusals = defaultdict(list)
        people: list[_Person] = []
        for place, text in enumerate(block.texts):
            card = next((found for _, found in cards(text.encode("utf-8", "surrogateescape"))), None)
            if isinstance(card, Card):
                people.append(_Person(card, place))
            else:
                refused[place].append(("", card.reason if card else "there is no card"))
        self._find(people)
        self._give_customers(people, refused)
        persons = [one for one in people if one.card.kind not in COMPANIES]
        self.companies += sum(one.card.kind in COMPANIES and one.customer is None for one in people)
        parts = [self._customers(people, refused, block), *self._contacts(persons, refused, block)]
        return [*parts, self._identities(persons, refused, block)], refused

    def _find(self, people: Sequence[_Person]) -> None:
        """Who of them is recorded: by the card's UID, else by an address that one contact alone has."""
        uids = {f"{SOURCE}:{one.card.uid}" for one in people if one.card.uid}
        keys = [(EXTERNAL, uid) for uid in uids]
        by_uid = self._store.existing(SHAPES["identities"], keys, ["contact_id"]) if keys else {}
        addresses = {address for one in people for address in one.card.emails}
        by_address = self._store.contacts_of(addresses) if addresses else {}
        fresh: dict[str, str] = {}
        for one in people:
            known = by_uid.get((EXTERNAL, f"{SOURCE}:{one.card.uid}")) if one.card.uid else None
            same = {pair for address in one.card.emails for pair in by_address.get(address, [])}
            if known is not None:
                one.contact = str(known[1][0])
            elif len(same) == 1:
                one.contact, one.customer = next(iter(same))
            else:
                names = [one.card.uid or None, *one.card.emails, *one.card.phones]
                one.contact = next((fresh[name] for name in names if name in fresh), None) or _made_id(one.card)
            for name in filter(None, (one.card.uid, *one.card.emails)):
                fresh.setdefault(name, one.contact)
            one.known = not one.contact.startswith(f"{SOURCE}:")
        contacts = self._store.existing(SHAPES["contacts"], list({one.contact for one in people}), ["customer_id"])
        for one in people:
            if one.contact in contacts:
                one.customer = str(contacts[one.contact][1][0])

    def _give_customers(self, people: Sequence[_Person], refused: Refusals) -> None:
        """Whose they are: as recorded, else of the one customer that is called like their company."""
        names = {name for one in people if (name := _company(one.card))}
        called = self._store.customers_named(names) if names else {}
        ids = self._store.present("customers", names) if names else set()
        for one in people:
            name = _company(one.card)
            found = called.get(name, [])
            if one.customer is not None:
                continue
            if name in ids:
                one.customer = name
            elif len(found) == 1:
                one.customer = found[0]
            elif self._creates and not found:
                one.customer = name or one.contact
                kind = "organisation" if name else "person"
                one.made = {"customer_id": one.customer, "name": name or _called(one.card), "kind": kind}
            elif one.card.kind in COMPANIES:
                continue  # a company that is no customer: nothing is made of it unless one says so
            else:
                refused[one.place].append(("company", _whose(name, found)))

    def _customers(self, people: Sequence[_Person], refused: Refusals, block: Block) -> Prepared:
        made = {str(one.made["customer_id"]): one for one in people if one.made and one.place not in refused}
        rows = [(one, one.made) for one in made.values()]
        part = _part("customers", ("customer_id", "name", "kind"), rows, block)
        part.places = [-1] * len(rows)
        part.main = False
        return part

    def _contacts(self, people: Sequence[_Person], refused: Refusals, block: Block) -> list[Prepared]:
        """The contacts: those of cards as the card says; of those of others only what is empty."""
        names = ("contact_id", "customer_id", "name", "email", "phone")
        parts = []
        for known in (True, False):
            rows = [(one, _contact(one)) for one in people if (one.known and one.place not in refused) is known]
            part = _part("contacts", names, rows, block)
            part.keep = FILLS if known else {}
            parts.append(part)
        return parts

    def _identities(self, people: Sequence[_Person], refused: Refusals, block: Block) -> Prepared:
        """All their addresses and numbers, and the UID by which the card is known again."""
        rows: list[tuple[_Person, Mapping[str, Value]]] = []
        for one in people:
            if one.place in refused:
                continue
            told = [("email", value) for value in one.card.emails] + [("phone", value) for value in one.card.phones]
            told += [(EXTERNAL, f"{SOURCE}:{one.card.uid}")] if one.card.uid else []
            rows += [
                (one, {"contact_id": one.contact, "type": kind, "value": value, "source": self._source})
                for kind, value in told
            ]
        part = _part("identities", ("contact_id", "type", "value", "source"), rows, block)
        part.main = False
        return part

    def notes(self) -> list[str]:
        """What a person should know of how the cards were read."""
        if not self.companies:
            return []
        return [
            f"{self.companies:,} cards are companies that are no customers: they were left aside; "
            "--create-customers makes customers of them."
        ]


def _contact(one: _Person) -> dict[str, Value]:
    card = one.card
    return {
        "contact_id": one.contact,
        "customer_id": one.customer,
        "name": card.name or None,
        "email": card.emails[0] if card.emails else None,
        "phone": card.phones[0] if card.phones else None,
    }


def _part(
    table: str, names: Sequence[str], rows: Sequence[tuple[_Person, Mapping[str, Value]]], block: Block
) -> Prepared:
    columns = {name: [row.get(name) for _, row in rows] for name in names}
    places = [one.place for one, _ in rows]
    return Prepared(SHAPES[table], columns, places, [block.lines[place] for place in places])


def _company(card: Card) -> str:
    return card.organisation or (card.name if card.kind in COMPANIES else "")


def _called(card: Card) -> str:
    return card.name or (card.emails or card.phones or (card.uid,))[0]


def _made_id(card: Card) -> str:
    return f"{SOURCE}:{card.uid or (card.emails or card.phones or ('',))[0]}"


def _whose(company: str, found: Sequence[str]) -> str:
    if found:
        return f"{len(found)} customers are called {quoted(company)}; import the contact with its customer_id"
    if company:
        return f"no customer is called {quoted(company)}; import the customer first, or say --create-customers"
    return "the card names no company, and nobody recorded has its addresses; --create-customers makes a customer of it"


def is_cards(path: Path) -> bool:
    """Whether a file is an address book, by its ending or by how it begins."""
    return path.suffix.casefold() in ENDINGS or begins(path, HEAD, is_vcard)


def plan_cards(path: Path, options: Options, shown: str, files: Sequence[Path] = ()) -> PlannedCards:
    """Address books, looked at: one file, or the ``files`` of the folder ``path``. Raises FileError."""
    looks = [look(one) for one in files or (path,)]
    for one in looks:
        if not begins(one.path, HEAD, is_vcard):
            raise FileError(f"{one.path} is no address book: it does not begin with BEGIN:VCARD.")
    source = source_of(options.source or name_of(shown.rstrip("/"))[:100])
    every = tuple(one.path for one in looks)
    zone = Organisation.get().timezone
    found = looked_together(path, looks)
    return PlannedCards(path, shown, found, MAPPING, COLUMNS, 0, (), source, zone, files=every)
