"""What a delivery tells, cell by cell: each row read alone, as one of a canonical file is. Nobody is asked."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, Final

from deeproot_app.channels import Channel
from deeproot_app.channels.shapes import Told, Unreadable
from deeproot_app.record.files.rows import Block
from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.mapping import EXTRAS, Cell, Target
from deeproot_app.record.importing.mapping import Mapping as FileMapping
from deeproot_app.record.importing.moments import Moments
from deeproot_app.record.importing.prepare import Preparing
from deeproot_app.record.importing.reading import READ
from deeproot_app.record.importing.store import Key
from deeproot_app.record.importing.words import shown
from deeproot_app.record.safe import safe
from deeproot_app.record.shape import SHAPES

log = logging.getLogger(__name__)

MOST: Final = 10_000
"""Rows that one delivery may tell of."""
BESIDE: Final = {"interactions": ("contact_external",)}
"""What may be told beside a table's own columns, and those of its files."""
GIVEN: Final = {"identities": ("source",)}
"""Columns of a key, or nearly, that are filled in where they are not told."""

Moment = tuple[str, str]
"""When something is said, and what orders what is said at that moment."""


@dataclass(slots=True)
class Heard:
    """One row that is told of, with its values."""

    arrival: int
    table: str
    key: Key
    said: Moment
    cells: dict[str, Value]
    found: set[str] = field(default_factory=set)
    """Columns that nobody told: what is recorded of others says them, and says otherwise when those change."""

    def find(self, column: str, value: Value) -> None:
        """Fill in a column that is not told."""
        self.cells[column] = value
        self.found.add(column)


@dataclass(slots=True)
class Delivery:
    """One arrival, read."""

    arrival: int
    key: str
    told: int = 0
    rows: list[Heard] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Why it, or some rows of it, cannot be read; clauses."""


class Hearing:
    """Reads the deliveries of one connection."""

    def __init__(self, channel: Channel, settings: Mapping[str, Any], source: str, zone: str) -> None:
        self._channel = channel
        self._settings = {**settings, "source": source}
        self._source = source
        self._moments = Moments(zone)
        self._known: dict[tuple[str, tuple[str, ...]], Preparing] = {}

    def read(self, given: Iterable[tuple[int, str, bytes, Mapping[str, Any]]]) -> list[Delivery]:
        """What deliveries tell: (number, key, bytes, headers) of each."""
        alike: dict[tuple[str, tuple[str, ...]], list[tuple[Delivery, Told, Moment]]] = {}
        read = []
        for number, key, raw, headers in given:
            read.append(delivery := Delivery(number, key))
            for place, told in enumerate(self._told(delivery, raw, headers)):
                self._sort(delivery, place, told, alike)
        for (table, columns), some in alike.items():
            self._values(table, columns, some)
        return read

    def _told(self, delivery: Delivery, raw: bytes, headers: Mapping[str, Any]) -> Sequence[Told]:
        try:
            found = self._channel.told(raw, headers, self._settings)
        except Exception as fault:  # one delivery that breaks its reader must not stop the others
            log.exception("a channel failed at an arrival", extra={"arrival": delivery.arrival})
            delivery.faults.append(f"its reader failed at it ({type(fault).__name__})")
            return ()
        if isinstance(found, Unreadable):
            delivery.faults.append(found.reason)
            return ()
        if len(found) > MOST:
            delivery.faults.append(f"it tells of {len(found):,} rows; at most {MOST:,} are read of one delivery")
            return ()
        delivery.told = len(found)
        return found

    def _sort(
        self,
        delivery: Delivery,
        place: int,
        told: Told,
        alike: dict[tuple[str, tuple[str, ...]], list[tuple[Delivery, Told, Moment]]],
    ) -> None:
        """Put the row beside those of the same columns; or say why it is none."""
        fault = wrong(told)
        if fault:
            delivery.faults.append(fault)
            return
        columns = tuple(sorted(name for name, cell in told.cells.items() if cell or _may_be_empty(told.table, name)))
        at = told.at.astimezone(UTC).isoformat(timespec="microseconds")
        said = at, told.key or f"{delivery.key}#{place:06d}"
        alike.setdefault((told.table, columns), []).append((delivery, told, said))

    def _values(self, table: str, columns: tuple[str, ...], some: list[tuple[Delivery, Told, Moment]]) -> None:
        """The values of rows of the same columns, each checked by itself."""
        texts = [[safe(told.cells[name]) for name in columns] for _, told, _ in some]
        block = Block(list(range(len(some))), texts, ["\x1f".join(row) for row in texts])
        (part,), refused = self._preparing(table, columns).block(block)
        key = SHAPES[table].key
        kept = [*columns, *(name for name in GIVEN.get(table, ()) if name not in columns)]
        for at, (delivery, _, said) in enumerate(some):
            if at in refused:
                where = f"{table} {shown(str(texts[at][columns.index(key[0])]))}"
                delivery.faults += [
                    f"{where}: {name} {why}" if name else f"{where}: {why}" for name, why in refused[at]
                ]
                continue
            cells = {name: part.columns[name][at] for name in kept}
            named = tuple(str(cells[name]) for name in key)
            delivery.rows.append(Heard(delivery.arrival, table, named if len(named) > 1 else named[0], said, cells))

    def _preparing(self, table: str, columns: tuple[str, ...]) -> Preparing:
        if (known := self._known.get((table, columns))) is None:
            mapping = FileMapping("told", (Target(table, {name: Cell(name) for name in columns}),))
            known = self._known[table, columns] = Preparing(mapping, columns, self._source, self._moments)
        return known


def wrong(told: Told) -> str:
    """Why something told is no row of a table; empty where it is one. A clause."""
    if (shape := SHAPES.get(told.table)) is None:
        return f"there is no table {shown(told.table)}"
    known = {column.name for column in shape.columns} | {*EXTRAS.get(told.table, ()), *BESIDE.get(told.table, ())}
    if unknown := sorted(told.cells.keys() - known):
        return f"{told.table} have no column {shown(unknown[0])}"
    if missing := [name for name in shape.key if not told.cells.get(name, "").strip() and name not in ("source",)]:
        return f"a row of {told.table} without {missing[0]}"
    if told.table == "members" and not told.cells.get("email"):
        return "a row of members without email"
    return "" if told.at.tzinfo is not None else f"a row of {told.table} of which no zone says when it was told"


def _may_be_empty(table: str, name: str) -> bool:
    """Whether an empty cell of the column says something: that there is nothing. Else it is as if not spoken of."""
    if name in ("subject", "body"):
        return True
    names = SHAPES[table].table.names
    if name not in names or (table == "interactions" and name in READ):
        return False
    column = SHAPES[table].table.column(name)
    return bool(column.null) or column.type == "list"
