"""Compare a block with what is recorded, and write what differs: rows created, updated, or unchanged.

One query finds all that is there of a block; one statement a kind of change writes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Final

from deeproot_app.base.own_link import masked
from deeproot_app.record.importing import reading
from deeproot_app.record.importing.cells import EMPTY_LIST, Value
from deeproot_app.record.importing.compare import (
    Comparison,
    Difference,
    differences,
    keys_of,
    merge_repeated,
    texts_changed,
)
from deeproot_app.record.importing.prepare import FALLBACKS
from deeproot_app.record.importing.prepared import Prepared
from deeproot_app.record.importing.reading import FELT, READ, Said
from deeproot_app.record.importing.store import TEXTS, Store
from deeproot_app.record.importing.words import TRUE
from deeproot_app.record.shape import Shape, stored_in

BEARS_ON_READING: Final = frozenset(
    {"customer_id", "member_id", "happened_at", "channel", "direction", "thread_id", "case_id", "automatic"}
)
"""Columns of an interaction that decide what its text means, beside the words."""


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
    """The rows of the block that changed anything, or would have if nobody had decided otherwise."""
    decided: int = 0
    """Rows that stay as a person decided, whatever the file says."""


@dataclass(frozen=True)
class Writer:
    """Writes the blocks of one batch."""

    store: Store
    batch: int | None

    def write(self, part: Prepared) -> Written:
        """Write one table's rows of a block, in the transaction at hand."""
        done = Written()
        _mask_links(part)
        keys = keys_of(part)
        if len(set(keys)) < len(keys):
            keys, updated, unchanged = merge_repeated(part, keys)
            if part.main:
                done.updated, done.unchanged = updated, unchanged
        comparison = Comparison.of(part)
        existing = self.store.existing(part.shape, keys, comparison.names)
        fresh = [at for at, key in enumerate(keys) if key not in existing]
        found, decided = differences(comparison, keys, existing, self.store) if existing else ([], set[int]())
        done.decided = len(decided)
        done.places.update(part.places[at] for at in decided)
        if fresh:
            self._create(part, fresh, done)
        if found:
            self._update(comparison, found, done)
        done.created += len(fresh)
        done.unchanged += len(keys) - len(fresh) - len(found)
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
        columns = {name: values for name, values in columns.items() if values.count(None) < count}
        first = self._number(count, done)
        lines = [part.lines[at] for at in fresh]
        numbers = range(first, first + count)
        added: dict[str, Iterable[Any]] = {"recorded_seq": numbers, "batch_id": repeat(self.batch), "line": lines}
        if part.shape.name == "customers":
            added["changed_seq"] = numbers
        names = [*map(stored_in, columns), *added]
        self.store.insert(part.shape, names, zip(*columns.values(), *added.values(), strict=False))
        if texts is not None and any(map(any, texts)):
            self.store.texts(list(zip(columns["interaction_id"], *texts, strict=True)), ())
        done.places.update(part.places[at] for at in fresh)
        if part.shape.customer and part.shape.name != "customers":
            done.customers.update(str(one) for one in columns.get("customer_id", ()) if one is not None)
        self.store.unread(_tells_of(part, fresh))

    def _number(self, count: int, done: Written) -> int:
        """The first of fresh sequence numbers for so many changes."""
        first = self.store.take(count)
        done.first_seq = done.first_seq or first
        done.last_seq = first + count - 1
        return first

    def _update(self, comparison: Comparison, found: list[Difference], done: Written) -> None:
        part, names = comparison.part, comparison.names
        first = self._number(len(found), done)
        done.updated += len(found)
        left = {*TEXTS, *part.shape.key}
        places = [at for at, name in enumerate(names) if name not in left]
        rows = []
        for number, one in enumerate(found, first):
            rows.append((*(one.new[place] for place in places), number, one.pk))
            before = {name: was for name, was, now in zip(names, one.old, one.new, strict=True) if was != now}
            done.before.append((str(one.pk), number, before))
            done.places.add(part.places[one.at])
        self.store.update(part.shape, [*(stored_in(names[place]) for place in places), "recorded_seq"], rows)
        if changed := texts_changed(names, found):
            self.store.texts((), changed)
        self.store.unread(_tells_of(part, [one.at for one in found]) | _meant_otherwise(comparison, found))
        done.customers |= self._whose(comparison, found)

    def _whose(self, comparison: Comparison, found: list[Difference]) -> set[str]:
        """The customers that the changes bear on: a row that moves from one to another changes both."""
        shape, names = comparison.part.shape, comparison.names
        if shape.name == "customers":
            return {str(one.pk) for one in found}
        if "customer_id" in names:
            place = names.index("customer_id")
            return {str(row[place]) for one in found for row in (one.old, one.new) if row[place] is not None}
        return self.store.customers_of(shape, [one.pk for one in found]) if shape.customer else set()


def _mask_links(part: Prepared) -> None:
    """Leave people's own links out of the words: whoever of us reads them could answer in their name."""
    if part.shape.name == "interactions":
        for name in TEXTS:
            if name in part.columns:
                part.columns[name] = [masked(one) if isinstance(one, str) else one for one in part.columns[name]]


def _tells_of(part: Prepared, places: Iterable[int]) -> set[str]:
    """The interactions whose words some promises or beliefs of a file tell of: what was read there is theirs now."""
    if part.shape.name == "promises":
        given = part.columns.get("made_in", [])
        return {str(given[at]) for at in places if at < len(given) and given[at] is not None}
    if part.shape.name == "beliefs":
        given = part.columns.get("evidence", [])
        lists = (json.loads(str(given[at])) for at in places if at < len(given) and given[at] is not None)
        return {str(one) for some in lists for one in some}
    return set()


def _meant_otherwise(comparison: Comparison, found: list[Difference]) -> set[str]:
    """The interactions of which something changed that decides what their text means."""
    if comparison.part.shape.name != "interactions":
        return set()
    places = [at for at, name in enumerate(comparison.names) if name in BEARS_ON_READING]
    return {str(one.pk) for one in found if any(one.old[at] != one.new[at] for at in places)}


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
    if not any(subjects) and not any(bodies):
        return
    fillable = READ if FELT in columns else (*READ, FELT)
    columns.setdefault(FELT, [None] * len(subjects))
    asked: dict[int, list[str]] = {}
    for at, (subject, body) in enumerate(zip(subjects, bodies, strict=True)):
        subjects[at], bodies[at] = subject or "", body or ""
        missing = [name for name in fillable if columns[name][at] is None]
        if missing and (subject or body) and columns["read_from_text"][at] is None:
            asked[at] = missing
    said = ((_said(columns, at, str(subjects[at]), str(bodies[at])), missing) for at, missing in asked.items())
    for at, found in zip(asked, reading.read_together(said), strict=True):
        for name, (value, _) in found.items():
            columns[name][at] = value
        columns["read_from_text"][at] = reading.kept(found)


def _said(columns: dict[str, list[Value]], at: int, subject: str, body: str) -> Said:
    automatic = columns["automatic"][at]
    return Said(
        str(columns["direction"][at]),
        str(columns["channel"][at]),
        subject,
        body,
        personal=columns["personal"][at] is not False,
        gives="resource_id" in columns and columns["resource_id"][at] is not None,
        automatic=None if automatic is None else bool(automatic),
    )
