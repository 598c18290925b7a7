"""What is told, written: table by table, in an order that keeps references whole, by the road that files go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from deeproot_app.base import clock
from deeproot_app.record import changes
from deeproot_app.record.arrivals import said as registers
from deeproot_app.record.arrivals.heard import Heard
from deeproot_app.record.arrivals.said import News
from deeproot_app.record.arrivals.waiting import ADDRESS, Wait, column_of
from deeproot_app.record.arrivals.whose import Whose, resolve
from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.prepared import Prepared, Refusals
from deeproot_app.record.importing.recognise import NEEDED
from deeproot_app.record.importing.references import References
from deeproot_app.record.importing.store import Database, Key
from deeproot_app.record.importing.write import Writer, Written
from deeproot_app.record.models import Batch, Change
from deeproot_app.record.person.erased import Erased
from deeproot_app.record.shape import SHAPES, Shape

NEEDED_TOO: Final = {"interactions": ("customer_id",)}
"""What a row cannot begin with out, beside what a file of them must have."""
OWNERS: Final = {"contacts": ("customer_id",), "identities": ("contact_id",)}
"""By what others of theirs are found: where it changes, they are too."""
NAMED: Final = ("customers", "contacts", "identities")
"""Tables by whose rows customers are found."""


@dataclass
class Outcome:
    """What became of what some arrivals tell."""

    rows: dict[int, list[list[str]]] = field(default_factory=lambda: defaultdict(list))
    """Of each arrival the rows that it told of and that are recorded: [[table, row id], ...]."""
    waits: dict[int, list[Wait]] = field(default_factory=lambda: defaultdict(list))
    reasons: dict[int, str] = field(default_factory=dict)
    """Of each arrival of which something must wait: for what, in a clause."""
    faults: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    recorded: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """What is known now that may not have been before: {table or `address`: keys}."""
    moved: set[tuple[str, str]] = field(default_factory=set)
    """Contacts that are another customer's now, or known by an id that was another's: (customer of before, contact)."""
    counts: dict[str, int] = field(default_factory=lambda: {"created": 0, "updated": 0, "unchanged": 0})
    first_seq: int = 0
    last_seq: int = 0
    erased: set[int] = field(default_factory=set)
    """Arrivals that told of somebody who was erased: of these, only what is others' is written."""
    names: bool = False
    """Whether somebody is found by another name or address than before."""


@dataclass
class Writing:
    """Writes what some arrivals tell, in the transaction at hand."""

    store: Database
    batch: Batch
    source: str
    creates_customers: bool = False
    done: Outcome = field(default_factory=Outcome)
    erased: Erased | None = field(default_factory=Erased.known)
    """Who was erased: nothing is written of what they did before."""

    def write(self, heard: Iterable[Heard]) -> Outcome:
        """Write all rows that can be; what the others wait for is in the outcome."""
        tables: dict[str, list[Heard]] = defaultdict(list)
        for one in heard:
            if self.erased and self.erased.named(one.cells, one.table, one.key):
                self.done.erased.add(one.arrival)
            else:
                tables[one.table].append(one)
        for name, shape in SHAPES.items():
            if name in tables:
                self._table(shape, tables[name])
        return self.done

    def _table(self, shape: Shape, some: list[Heard]) -> None:
        whose = resolve(shape.name, some, self.store, creates_customers=self.creates_customers)
        self._waiting(whose)
        self._make_members(whose.members)
        news = registers.merged(whose.rows, shape.key)
        there = self.store.existing(shape, list(news), OWNERS.get(shape.name, ()))
        known = registers.registers(shape.name, list(there)) if there else {}
        standing = [one for key, one in news.items() if self._stands(shape, one, key in there)]
        for one in standing:
            if one.key in there:
                one.without(known.get(registers.row_id(one.key), {}))
        self._moved(shape, standing, there)
        self._write(shape, [one for one in standing if one.cells.keys() - set(shape.key) or one.key not in there])
        registers.remember(shape.name, standing, known)
        for one in standing:
            for arrival in one.arrivals:
                self.done.rows[arrival].append([shape.name, registers.row_id(one.key)])
        self._known_now(shape, standing, there)

    def _waiting(self, whose: Whose) -> None:
        for arrival, waits in [*whose.waits.items(), *whose.soft.items()]:
            self.done.waits[arrival] += [wait for wait in waits if wait[0]]
        for arrival, reason in whose.reasons.items():
            self.done.reasons.setdefault(arrival, reason)

    def _make_members(self, members: Mapping[str, str]) -> None:
        if members:
            columns: dict[str, list[Value]] = {
                "member_id": [*members], "name": [*members.values()], "email": [*members.values()]
            }  # fmt: skip
            self._part(SHAPES["members"], columns, [0] * len(members), main=False)

    def _stands(self, shape: Shape, one: News, there: bool) -> bool:
        """Whether the row is there, or enough is told of it to begin it; else what is missing is waited for."""
        if there:
            return True
        if shape.name == "members":
            one.cells.setdefault("name", one.cells["email"])
        needed = (*NEEDED[shape.name], *NEEDED_TOO.get(shape.name, ()))
        missing = [name for name in needed if one.cells.get(name) is None]
        for arrival in one.arrivals if missing else ():
            self.done.waits[arrival].append((shape.name, _looked_up(shape, one.key)))
            what = f"{shape.table.name.removesuffix('s')} {registers.row_id(one.key)}"
            self.done.reasons.setdefault(arrival, f"of {what} no {missing[0]} is known yet")
        return not missing

    def _moved(self, shape: Shape, standing: list[News], there: Mapping[Key, Any]) -> None:
        """Notice of whom rows were that others follow, before they are written anew."""
        if shape.name not in OWNERS:
            return
        (column,) = OWNERS[shape.name]
        before = {one.key: str(there[one.key][1][0]) for one in standing if one.key in there}
        moved = [
            one for one in standing if one.key in before and one.cells.get(column, before[one.key]) != before[one.key]
        ]
        if shape.name == "contacts":
            self.done.moved.update((before[one.key], str(one.key)) for one in moved)
        elif moved:
            contacts = {before[one.key] for one in moved}
            whose = self.store.existing(SHAPES["contacts"], sorted(contacts), ["customer_id"])
            self.done.moved.update((str(row[1][0]), str(contact)) for contact, row in whose.items())

    def _write(self, shape: Shape, some: list[News]) -> None:
        """Write rows, those of the same columns together."""
        alike: dict[tuple[str, ...], list[News]] = defaultdict(list)
        for one in some:
            alike[tuple(sorted(one.cells))].append(one)
        for names, rows in sorted(alike.items()):
            columns = {name: [one.cells[name] for one in rows] for name in names}
            self._part(shape, columns, [one.latest[1] for one in rows])

    def _part(self, shape: Shape, columns: dict[str, list[Value]], lines: list[int], *, main: bool = True) -> None:
        part = Prepared(shape, columns, list(range(len(lines))), lines, main=main)
        refused: Refusals = defaultdict(list)
        made = References(self.store, self.source, self.creates_customers).follow(part, refused)
        for one in (*made, part):
            self.write_part(one)

    def write_part(self, part: Prepared) -> Written:
        """Write rows of one table that are ready, with what stood before them; count them."""
        written = Writer(self.store, self.batch.pk).write(part)
        done, now = self.done, clock.now()
        Change.objects.bulk_create(
            [
                Change(batch=self.batch, at=now, recorded_seq=seq, table=part.shape.name, row_id=pk, before=before)
                for pk, seq, before in written.before
            ],
            batch_size=500,
        )
        if written.customers:
            changes.touched(written.customers, written.last_seq)
        done.first_seq = done.first_seq or written.first_seq
        done.last_seq = max(done.last_seq, written.last_seq)
        for name in done.counts if part.main else ():
            done.counts[name] += getattr(written, name)
        if part.shape.name in NAMED and written.last_seq:
            done.names = True
            if not part.main:
                done.recorded[part.shape.name].update(map(str, part.columns[part.shape.key[0]]))
                done.recorded[ADDRESS].update(str(one) for one in part.columns.get("email", ()) if one)
        return written

    def _known_now(self, shape: Shape, standing: list[News], there: Mapping[Key, Any]) -> None:
        """What others may have waited for."""
        for one in standing:
            if one.key not in there:
                self.done.recorded[shape.name].add(_looked_up(shape, one.key))
            if shape.name == "contacts" and one.cells.get("email"):
                self.done.recorded[ADDRESS].add(str(one.cells["email"]))
            if shape.name == "identities" and one.cells.get("type") == "email":
                self.done.recorded[ADDRESS].add(str(one.cells["value"]))


def _looked_up(shape: Shape, key: Key) -> str:
    """The part of a key by which rows are waited for."""
    return key if isinstance(key, str) else key[shape.key.index(column_of(shape.name))]
