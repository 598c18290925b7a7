"""A block of raw mails turned into rows of interactions; mails that are nobody's, or no mails, are named, with why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from deeproot_app.channels.email import parse
from deeproot_app.channels.email.forwarded import forwarded
from deeproot_app.channels.shapes import Address, Received, Unreadable
from deeproot_app.record.files.rows import Block
from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.mail import inside, threads
from deeproot_app.record.importing.mail.whose import People, Whose
from deeproot_app.record.importing.mapping import Cell, Mapping, Target
from deeproot_app.record.importing.prepared import Prepared, Refusals
from deeproot_app.record.importing.store import Store
from deeproot_app.record.models.customers import ID
from deeproot_app.record.person.erased import Erased
from deeproot_app.record.person.erased import reason as reason_erased
from deeproot_app.record.shape import SHAPES

SOURCE: Final = "email"
COLUMNS: Final = ("from", "to", "date", "subject", "message-id", "file")
"""What is shown of a mail that is refused."""
KEEP: Final = {
    "happened_at": "earliest",
    "subject": "first",
    "body": "first",
    "automatic": "first",
    "personal": "first",
}
"""Copies of one mail differ by what lists and relays add: the words of the first stay."""
MAPPING: Final = Mapping(
    "mail",
    (
        Target(
            "interactions",
            {
                "interaction_id": Cell("message-id"),
                "happened_at": Cell("date"),
                "contact_email": Cell("from"),
                "member_email": Cell("to"),
                "channel": Cell(constant="email"),
                "subject": Cell("subject"),
                "body": Cell("file"),
            },
            KEEP,
        ),
    ),
    says="E-mail.",
)
Rows = list[dict[str, Value]]


class PreparingMail:
    """Turns the blocks of one mailbox into values."""

    skips_done = True
    """Blocks that an earlier run has committed need not be taken apart again."""
    prefixed = 0
    aside = 0

    def __init__(self, store: Store, *, creates_customers: bool, address: str = "") -> None:
        """``address``: of a mailbox to which copies and forwards are sent; of a forward the mail inside counts."""
        self._store = store
        self._address = address
        self._creates = creates_customers
        self.cut = 0
        """How many mails were too long to be read whole."""
        self.nobodys: set[int] = set()
        """The places, in the block at hand, of mails that are refused because they are no customer's."""
        self.suspect: set[int] = set()
        """The places, in the block at hand, of mails that are refused because nobody can believe what they say."""
        self._erased = Erased.known()
        self.of_erased: list[int] = []
        """The mails of the block at hand that passed with somebody who was erased since."""
        self.people: People | None = None
        """Who is known of those on the mails of the block at hand."""

    def block(self, block: Block) -> tuple[list[Prepared], Refusals]:
        """The rows of a block of raw mails, and the mails that are refused (left in the main rows, to be dropped)."""
        refused: Refusals = defaultdict(list)
        return self.placed(block, self.parsed(block, refused), refused), refused

    def placed(self, block: Block, mails: dict[int, Received], refused: Refusals) -> list[Prepared]:
        """The rows of the mails that were read of a block; those that are nobody's are added to the refused."""
        self.people = People(self._store, inside.everybody(mails.values()), self._address)
        self.of_erased = self._refuse_erased(block, mails, refused, self.people)
        self.suspect = inside.opened(mails, refused, self.people) if self._address else set()
        whose = self._whose(mails, self.people)
        self._place_internal(mails, whose)
        for place, one in whose.items():
            if one.reason:
                column = "from" if one.direction == "in" else "to"
                refused[place].append((column, one.reason))
        self.nobodys = {place for place, one in whose.items() if one.reason}
        taken = {place: mail for place, mail in mails.items() if not whose[place].reason}
        roots = threads.roots(taken.values(), self._recorded_roots(taken.values()))
        main, more = self._rows(block, mails, taken, whose, roots)
        parts = [*self._made(taken, whose), main]
        parts += [part for part in (more, self._led_on(taken, whose, roots)) if part is not None]
        return parts

    def _refuse_erased(self, block: Block, mails: dict[int, Received], refused: Refusals, people: People) -> list[int]:
        """Take out the mails that passed with somebody who was erased since, and keep nothing of them; their places."""
        done = []
        for place, mail in list(mails.items()) if self._erased else ():
            theirs = [one for one in (mail.sender, *mail.to) if one is not None and not people.ours(one)]
            others = theirs[:1] if mail.sender in theirs else theirs
            if others and self._erased and (when := self._all_erased(others, mail.at)):
                refused[place].append(("from", reason_erased(when)))
                block.cells[place], block.texts[place] = [], ""
                del mails[place]
                done.append(place)
        return done

    def _all_erased(self, others: list[Address], at: datetime) -> datetime | None:
        """When whoever a mail passed with was erased; None where that is somebody else too."""
        found = [self._erased.wrote([one.value], at) if self._erased else None for one in others]
        return max((one for one in found if one), default=None) if all(found) else None

    def parsed(self, block: Block, refused: Refusals) -> dict[int, Received]:
        """The mails that can be read; in their place in the block stands what a person is shown of each."""
        found: dict[int, Received] = {}
        for place, (text, (name, arrived, cut, fault)) in enumerate(zip(block.texts, block.cells, strict=True)):
            came = datetime.fromisoformat(arrived) if arrived else None
            mail = Unreadable(fault) if fault else parse(text.encode("latin-1"), came)
            self.cut += bool(cut)
            if isinstance(mail, Unreadable):
                refused[place].append(("", mail.reason))
                block.cells[place] = ["", "", "", text[:200], "", name]
                continue
            block.cells[place] = shown(mail, name)
            raw = text.encode("latin-1") if self._address else b""
            found[place] = replace(mail, forwards=forwarded(raw, mail)) if self._address else mail
        return found

    def _whose(self, mails: dict[int, Received], people: People) -> dict[int, Whose]:
        found = {place: people.of(mail) for place, mail in mails.items()}
        for place, one in found.items() if self._creates else ():
            mail = mails[place]
            if one.stranger and not (mail.automatic or mail.bulk) and (one.direction == "out" or people.to_us(mail)):
                one.customers = {made_id(one.stranger.value): made_id(one.stranger.value)}
                one.reason = ""
        return found

    def _made(self, taken: dict[int, Received], whose: dict[int, Whose]) -> list[Prepared]:
        """The customers and contacts to be made, where the person who imports said so."""
        strangers = {one.stranger.value: one.stranger for place in taken if (one := whose[place]).stranger}
        if not strangers:
            return []
        names: list[Value] = [one.name or one.value for one in strangers.values()]
        ids: list[Value] = [made_id(address) for address in strangers]
        count = len(ids)
        customers: dict[str, list[Value]] = {"customer_id": ids, "name": names, "kind": ["person"] * count}
        contacts: dict[str, list[Value]] = {
            "contact_id": ids,
            "customer_id": ids,
            "name": names,
            "email": list(strangers),
        }
        return [
            Prepared(
                SHAPES[table], {key: list(some) for key, some in columns.items()}, [-1] * count, [0] * count, main=False
            )
            for table, columns in (("customers", customers), ("contacts", contacts))
        ]

    def _place_internal(self, mails: dict[int, Received], whose: dict[int, Whose]) -> None:
        """A mail among colleagues is about the customer of the conversation it continues."""
        internal = [place for place, one in whose.items() if one.direction == "internal"]
        if not internal:
            return
        followed = {f"{SOURCE}:{one}" for place in internal for one in mails[place].parents}
        existing = self._store.existing(SHAPES["interactions"], list(followed), ["customer_id"])
        customers = {str(key).partition(":")[2]: str(row[0]) for key, (_, row) in existing.items()}
        for place, mail in mails.items():
            one = whose[place]
            if one.direction == "internal":
                customer = next((customers[of] for of in reversed(mail.parents) if of in customers), None)
                if customer is not None:
                    one.customers, one.reason = {customer: None}, ""
            if one.customers:
                customers.setdefault(mail.id, next(iter(one.customers)))

    def _recorded_roots(self, mails: Any) -> dict[str, str]:
        pointed = list({f"{SOURCE}:{mail.parents[0]}" for mail in mails if mail.parents})
        existing = self._store.existing(SHAPES["interactions"], pointed, ["thread_id"])
        return {_bare(str(key)): _bare(str(row[0])) for key, (_, row) in existing.items() if row[0]}

    def _rows(
        self,
        block: Block,
        mails: dict[int, Received],
        taken: dict[int, Received],
        whose: dict[int, Whose],
        roots: dict[str, str],
    ) -> tuple[Prepared, Prepared | None]:
        """A row for every mail of the block, and those of further customers on a mail."""
        first = self._first_customers(taken, whose)
        rows: Rows = []
        more: list[tuple[int, dict[str, Value]]] = []
        for place in range(len(block.lines)):
            if place not in taken:
                rows.append({"happened_at": _moment(mails[place].at) if place in mails else None})
                continue
            mail, one = mails[place], whose[place]
            for customer, contact in one.customers.items():
                row = _row(mail, one, customer, contact, roots[mail.id])
                if customer == first[mail.id]:
                    rows.append(row)
                else:
                    more.append((place, row | {"interaction_id": further_id(mail.id, customer)}))
            if len(rows) == place:  # a copy that went to others than the one recorded: theirs are further rows
                rows.append(dict(more.pop()[1]))
        main = _part(rows, list(range(len(rows))), block.lines)
        extra = _part([row for _, row in more], [at for at, _ in more], [block.lines[at] for at, _ in more])
        extra.main = False
        return main, extra if more else None

    def _first_customers(self, taken: dict[int, Received], whose: dict[int, Whose]) -> dict[str, str]:
        """For each mail the customer whose row bears its id alone: as recorded, else the first."""
        keys = list({f"{SOURCE}:{mail.id}" for mail in taken.values()})
        existing = self._store.existing(SHAPES["interactions"], keys, ["customer_id"])
        found: dict[str, str] = {}
        for place, mail in taken.items():
            customers = whose[place].customers
            recorded = existing.get(f"{SOURCE}:{mail.id}")
            was = str(recorded[1][0]) if recorded else ""
            found.setdefault(mail.id, was if was in customers else next(iter(customers)))
        return found

    def _led_on(self, taken: dict[int, Received], whose: dict[int, Whose], roots: dict[str, str]) -> Prepared | None:
        """The recorded mails whose thread was thought to begin at a mail of this block that follows others."""
        onward = {f"{SOURCE}:{mail}": f"{SOURCE}:{root}" for mail, root in roots.items() if mail != root}
        customers = {one for place in taken for one in whose[place].customers}
        found = self._store.in_threads(set(onward), customers) if onward else []
        if not found:
            return None
        columns: dict[str, list[Value]] = {
            "interaction_id": [one for one, _ in found],
            "thread_id": [onward[thread] for _, thread in found],
        }
        keep = {"thread_id": "given"}
        return Prepared(SHAPES["interactions"], columns, [-1] * len(found), [0] * len(found), keep, main=False)

    def notes(self) -> list[str]:
        """What a person should know of how the mails were read."""
        if not self.cut:
            return []
        return [f"{self.cut:,} mails are longer than what is read of one mail: of them the beginning was kept."]


def shown(mail: Received, name: str = "") -> list[str]:
    """What a person is shown of a mail, under COLUMNS; ``name`` is its file's, in a folder."""
    to = ", ".join(one.value for one in mail.to[:20])
    return [mail.sender.value if mail.sender else "", to, mail.at.isoformat(), mail.subject[:500], mail.id, name]


def made_id(address: str) -> str:
    """The id of a customer, and of a contact, that is made of an address."""
    return f"{SOURCE}:{address}"


def further_id(mail: str, customer: str) -> str:
    """The id of the row of a further customer on a mail."""
    found = f"{SOURCE}:{mail}#{customer}"
    return found if len(found) <= ID else f"{SOURCE}:{mail}#{sha256(customer.encode()).hexdigest()[:32]}"


def _bare(interaction: str) -> str:
    return interaction.partition(":")[2]


def _moment(at: datetime) -> str:
    """A moment as the record's rows have it."""
    return str(at.astimezone(UTC).replace(tzinfo=None))


def _row(mail: Received, whose: Whose, customer: str, contact: str | None, root: str) -> dict[str, Value]:
    return {
        "interaction_id": f"{SOURCE}:{mail.id}",
        "customer_id": customer,
        "contact_id": contact,
        "member_id": whose.member,
        "happened_at": _moment(mail.at),
        "channel": "email",
        "direction": whose.direction,
        "thread_id": f"{SOURCE}:{root}",
        "automatic": True if mail.automatic else None,
        "personal": not mail.bulk,
        "subject": mail.subject,
        "body": mail.body,
    }


NAMES: Final = (
    "interaction_id", "customer_id", "contact_id", "member_id", "happened_at", "channel", "direction", "thread_id",
    "automatic", "personal", "subject", "body",
)  # fmt: skip


def _part(rows: Sequence[dict[str, Value]], places: list[int], lines: list[int]) -> Prepared:
    columns = {name: [row.get(name) for row in rows] for name in NAMES}
    return Prepared(SHAPES["interactions"], columns, places, list(lines), KEEP)
