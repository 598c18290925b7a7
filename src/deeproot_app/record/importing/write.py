"""Compare a block with what is recorded, and write what differs: rows created, updated, or unchanged.

One query finds all that is there of a block; one statement a kind of change writes it. A column that the file does not
have is left as it is, and so is one that a person corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat
from typing import Any, Final

from deeproot_app.record.importing import reading
from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.prepare import FALLBACKS, Prepared
from deeproot_app.record.importing.reading import READ, Said
from deeproot_app.record.importing.store import TEXTS, Key, Row, Store
from deeproot_app.record.importing.words import TRUE
from deeproot_app.record.shape import Shape, stored_in

EMPTY_LIST: Final = "[]"


@dataclass
class Written:
    """What became of the rows of one table in one block."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    customers: set[str] = field(default_factory=set)
    """Whose rows changed."""
    first_seq: int = 0
    last_seq: int = 0
    """The numbers its changes took; 0 where nothing changed."""
    before: list[tuple[str, int, dict[str, Value]]] = field(default_factory=list)
    """Of each updated row: its primary key, the number of the change, and the columns as they stood."""
    places: set[int] = field(default_factory=set)
    """The rows of the block that changed anything."""


@dataclass(frozen=True)
class Writer:
    """Writes the blocks of one batch."""

    store: Store
    batch: int | None
    at: datetime

    def write(self, part: Prepared) -> Written:
        """Write one table's rows of a block, in the transaction at hand."""
        done = Written()
        keys = _keys(part)
        if len(set(keys)) < len(keys):
            keys = _merge_repeated(part, keys, done)
        names = list(part.columns)
        existing = self.store.existing(part.shape, keys, names)
        fresh = [at for at, key in enumerate(keys) if key not in existing]
        changes = self._changes(part, keys, existing, done) if existing else []
        if fresh:
            self._create(part, fresh, done)
        if changes:
            self._update(part, changes, done)
        done.created += len(fresh)
        done.unchanged += len(keys) - len(fresh) - len(changes)
        return done

    def _create(self, part: Prepared, fresh: list[int], done: Written) -> None:
        columns = part.columns if len(fresh) == len(part) else _some(part.columns, fresh)
        count = len(fresh)
        columns = {**_defaults(part.shape, columns, count), **columns}
        texts = None
        if part.shape.name == "interactions":
            texts = [columns.pop(name, [""] * count) for name in TEXTS]
            _read_texts(columns, *texts)
        _fill_in(part.shape, columns)
        first = done.first_seq = self.store.take(count)
        done.last_seq = first + count - 1
        numbers = range(first, first + count)
        lines = [part.lines[at] for at in fresh]
        added: dict[str, Iterable[Any]] = {"recorded_seq": numbers, "batch_id": repeat(self.batch), "line": lines}
        if part.shape.name == "customers":
            added["changed_seq"] = numbers
        names = [*map(stored_in, columns), *added]
        self.store.insert(part.shape, names, zip(*columns.values(), *added.values(), strict=False))
        if texts is not None and any(map(any, texts)):
            self.store.texts(list(zip(columns["interaction_id"], *texts, strict=True)), ())
        self._note(part, fresh, columns, done)

    def _note(self, part: Prepared, at: list[int], columns: dict[str, list[Value]], done: Written) -> None:
        done.places.update(part.places[one] for one in at)
        if part.shape.customer and part.shape.name != "customers":
            done.customers.update(str(one) for one in columns["customer_id"] if one is not None)

    def _changes(
        self, part: Prepared, keys: Sequence[Key], existing: dict[Key, tuple[Any, Row]], done: Written
    ) -> list[tuple[int, Any, Row, Row]]:
        """Rows that differ from what is recorded: (place here, primary key, the row as it stands, as it shall be)."""
        names = list(part.columns)
        silent = _silent(part)
        changes = []
        rows = zip(*part.columns.values(), strict=True)
        for at, (key, row) in enumerate(zip(keys, rows, strict=True)):
            found = existing.get(key)
            if found is None or row == found[1]:
                continue
            pk, old = found
            new = _merged(names, row, old, silent, part)
            if new != old:
                changes.append((at, pk, old, new))
        return self._without_corrected(part.shape, names, changes) if changes else []

    def _without_corrected(
        self, shape: Shape, names: list[str], changes: list[tuple[int, Any, Row, Row]]
    ) -> list[tuple[int, Any, Row, Row]]:
        """Leave alone what a person set: they knew better than the file."""
        corrected = self.store.corrected(shape, [str(pk) for _, pk, _, _ in changes])
        if not corrected:
            return changes
        kept = []
        for at, pk, old, new in changes:
            theirs = corrected.get(str(pk), set())
            allowed = tuple(
                was if stored_in(name) in theirs or name in theirs else now
                for name, was, now in zip(names, old, new, strict=True)
            )
            if allowed != old:
                kept.append((at, pk, old, allowed))
        return kept

    def _update(self, part: Prepared, changes: list[tuple[int, Any, Row, Row]], done: Written) -> None:
        names = list(part.columns)
        first = self.store.take(len(changes))
        done.first_seq = done.first_seq or first
        done.last_seq = first + len(changes) - 1
        done.updated += len(changes)
        places = [at for at, name in enumerate(names) if name not in TEXTS and name not in part.shape.key]
        rows = []
        for number, (at, pk, old, new) in enumerate(changes, first):
            rows.append((*(new[place] for place in places), number, pk))
            before = {name: was for name, was, now in zip(names, old, new, strict=True) if was != now}
            done.before.append((str(pk), number, before))
            done.places.add(part.places[at])
        columns = [*(stored_in(names[place]) for place in places), "recorded_seq"]
        self.store.update(part.shape, columns, rows)
        self._change_texts(part, names, changes)
        self._touch(part, names, changes, done)

    def _change_texts(self, part: Prepared, names: list[str], changes: list[tuple[int, Any, Row, Row]]) -> None:
        places = [names.index(name) if name in names else None for name in TEXTS]
        if part.shape.name != "interactions" or places == [None, None]:
            return
        changed = []
        for _, pk, old, new in changes:
            words = [(None, None) if place is None else (old[place], new[place]) for place in places]
            if any(was != now for was, now in words):
                changed.append((pk, *(now for _, now in words)))
        if changed:
            self.store.texts((), changed)

    def _touch(self, part: Prepared, names: list[str], changes: list[tuple[int, Any, Row, Row]], done: Written) -> None:
        """A row that moves from one customer to another changes both."""
        if part.shape.name == "customers":
            done.customers.update(str(pk) for _, pk, _, _ in changes)
        elif "customer_id" in names:
            place = names.index("customer_id")
            done.customers.update(str(row[place]) for _, _, old, new in changes for row in (old, new) if row[place])
        elif part.shape.customer:
            done.customers.update(self.store.customers_of(part.shape, [pk for _, pk, _, _ in changes]))


def _keys(part: Prepared) -> list[Key]:
    columns = [part.columns[name] for name in part.shape.key]
    return list(columns[0]) if len(columns) == 1 else list(zip(*columns, strict=True))  # type: ignore[arg-type]


def _merge_repeated(part: Prepared, keys: list[Key], done: Written) -> list[Key]:
    """Make one row of those in a block that have the same key: the later says what is new, as if it came later."""
    names = list(part.columns)
    silent = _silent(part)
    rows = list(zip(*part.columns.values(), strict=True))
    first: dict[Key, int] = {}
    for at, key in enumerate(keys):
        if key not in first:
            first[key] = at
            continue
        merged = _merged(names, rows[at], rows[first[key]], silent, part)
        done.updated += merged != rows[first[key]]
        done.unchanged += merged == rows[first[key]]
        rows[first[key]] = merged
    staying = list(first.values())
    part.take(staying)
    columns = zip(*(rows[at] for at in staying), strict=True)
    part.columns = {name: list(values) for name, values in zip(names, columns, strict=True)}
    return list(first)


def _silent(part: Prepared) -> set[str]:
    """Columns in which an empty cell says nothing: the text is read instead, or the row cannot do without a value."""
    found = {column.name for column in part.shape.columns if not column.null and column.type != "list"}
    return found | {"read_from_text", *READ} if part.shape.name == "interactions" else found


def _merged(names: list[str], row: Row, old: Row, silent: set[str], part: Prepared) -> Row:
    """The row as it shall stand: what is given, over what is there."""
    return tuple(
        _kept(name, was, now, part)
        if name in part.keep or not part.main
        else was
        if now is None and name in silent
        else ("" if now is None and name in TEXTS else now)
        for name, was, now in zip(names, old, row, strict=True)
    )


def _kept(name: str, was: Any, now: Any, part: Prepared) -> Any:
    """Of many values the first, the earliest or the latest."""
    how = part.keep.get(name)
    if was is None or now is None or how in (None, "first"):
        return was if was is not None or how is None else now
    return min(was, now) if how == "earliest" else max(was, now)


def _some(columns: dict[str, list[Value]], places: Sequence[int]) -> dict[str, list[Value]]:
    return {name: [values[at] for at in places] for name, values in columns.items()}


def _defaults(shape: Shape, columns: dict[str, list[Value]], count: int) -> dict[str, list[Value]]:
    """Columns that the file does not have and the database cannot be without."""
    fallbacks = FALLBACKS.get(shape.name, {})
    added: dict[str, list[Value]] = {}
    for column in shape.columns:
        if column.name not in columns and (column.name in fallbacks or column.type == "list"):
            added[column.name] = [None] * count
    if shape.name == "interactions":
        added |= {name: [None] * count for name in (*READ, "read_from_text") if name not in columns}
    return added


def _fill_in(shape: Shape, columns: dict[str, list[Value]]) -> None:
    """Give null the value that it stands for, where there is one."""
    fallbacks: dict[str, Value] = dict(FALLBACKS.get(shape.name, {}))
    fallbacks |= {column.name: EMPTY_LIST for column in shape.columns if column.type == "list"}
    for name, value in fallbacks.items():
        if name in columns and None in columns[name]:
            meant = TRUE.get(str(value), value)
            columns[name] = [meant if one is None else one for one in columns[name]]


def _read_texts(columns: dict[str, list[Value]], subjects: list[Value], bodies: list[Value]) -> None:
    """Fill the columns that a text can fill and the file did not; remember which they were."""
    for at, (subject, body) in enumerate(zip(subjects, bodies, strict=True)):
        subjects[at], bodies[at] = subject or "", body or ""
        missing = [name for name in READ if columns[name][at] is None]
        if not missing or not (subject or body) or columns["read_from_text"][at] is not None:
            continue
        found = reading.read(_said(columns, at, str(subject or ""), str(body or "")), missing)
        for name, (value, _) in found.items():
            columns[name][at] = value
        columns["read_from_text"][at] = reading.kept(found)


def _said(columns: dict[str, list[Value]], at: int, subject: str, body: str) -> Said:
    personal = columns["personal"][at] is not False
    automatic = columns["automatic"][at]
    return Said(
        str(columns["direction"][at]), subject, body, personal, automatic if automatic is None else bool(automatic)
    )
