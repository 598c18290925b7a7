"""Which rows of a block differ from what is recorded, and how they shall stand.

A column that the file does not have is left as it is; so is one whose cell is empty, where empty says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from deeproot_app.record.importing import reading
from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.prepared import Prepared
from deeproot_app.record.importing.reading import FELT, READ, Said
from deeproot_app.record.importing.store import TEXTS, Key, Row, Store
from deeproot_app.record.shape import stored_in

READ_FOR: Final = (*READ, FELT, *TEXTS, "direction", "channel", "personal", "resource_id", "read_from_text")
"""What must be known of an interaction to read its text anew."""


class Difference(NamedTuple):
    """A row of the block that is recorded otherwise."""

    at: int
    """Its place among the block's rows of this table."""
    pk: Any
    old: Row
    new: Row


@dataclass(frozen=True)
class Comparison:
    """What a block's rows of one table are compared by."""

    part: Prepared
    names: list[str]
    """The compared columns: those of the file, then what is needed beside them."""
    silent: frozenset[str]
    """Columns in which an empty cell says nothing: the text is read instead, or a row cannot do without a value."""
    beside: frozenset[str]
    """Columns that the file does not have."""

    @classmethod
    def of(cls, part: Prepared) -> Comparison:
        silent = {column.name for column in part.shape.columns if not column.null and column.type != "list"}
        beside: list[str] = []
        if part.shape.name == "interactions":
            silent |= {"read_from_text", *READ}
            if any(name in part.columns for name in TEXTS):
                beside = [name for name in READ_FOR if name not in part.columns]
            elif any(name in part.columns for name in READ) and "read_from_text" not in part.columns:
                beside = ["read_from_text"]
        return cls(part, [*part.columns, *beside], frozenset(silent), frozenset(beside))

    def rows(self) -> list[Row]:
        """The block's rows, in the columns of the file."""
        return list(zip(*self.part.columns.values(), strict=True))

    def whole(self, row: Row) -> Row:
        """A row with nothing in the columns that the file does not have."""
        return (*row, *(None,) * len(self.beside))

    def merged(self, row: Row, old: Row) -> Row:
        """The row as it shall stand: what is given, over what is there."""
        whole = self.part.main
        return tuple(
            was
            if name in self.beside or (now is None and name in self.silent)
            else ("" if now is None and name in TEXTS else now)
            if whole and name not in self.part.keep
            else kept(self.part.keep.get(name), was, now)
            for name, was, now in zip(self.names, old, row, strict=True)
        )


def kept(how: str | None, was: Any, now: Any) -> Any:
    """Of many values the first, earliest, latest or given one; what is there, where nothing is said of how."""
    if how == "given":
        return now
    if how is None or now is None or (was is not None and how == "first"):
        return was
    if was is None:
        return now
    return min(was, now) if how == "earliest" else max(was, now)


def keys_of(part: Prepared) -> list[Key]:
    columns = [part.columns[name] for name in part.shape.key]
    return list(columns[0]) if len(columns) == 1 else list(zip(*columns, strict=True))  # type: ignore[arg-type]


def merge_repeated(part: Prepared, keys: list[Key]) -> tuple[list[Key], int, int]:
    """Make one row of those in a block that have the same key, as if the later had come later.

    Gives the keys that are left, and how many rows changed an earlier one or said the same again.
    """
    comparison = Comparison.of(part)
    plain = Comparison(part, list(part.columns), comparison.silent, frozenset())
    rows = plain.rows()
    first: dict[Key, int] = {}
    updated = unchanged = 0
    for at, key in enumerate(keys):
        if key not in first:
            first[key] = at
            continue
        merged = plain.merged(rows[at], rows[first[key]])
        updated += merged != rows[first[key]]
        unchanged += merged == rows[first[key]]
        rows[first[key]] = merged
    staying = list(first.values())
    part.take(staying)
    columns = zip(*(rows[at] for at in staying), strict=True)
    part.columns = {name: list(values) for name, values in zip(plain.names, columns, strict=True)}
    return list(first), updated, unchanged


def differences(
    comparison: Comparison, keys: Sequence[Key], existing: Mapping[Key, tuple[Any, Row]], store: Store
) -> tuple[list[Difference], set[int]]:
    """The rows that are recorded otherwise; and the places of those of which a person's decision stays.

    What a person decided stays as it is: they knew better than the file.
    """
    found = []
    given = len(comparison.part.columns)
    for at, (key, of_the_file) in enumerate(zip(keys, comparison.rows(), strict=True)):
        there = existing.get(key)
        if there is not None and of_the_file != there[1][:given]:
            pk, old = there
            found.append(Difference(at, pk, old, comparison.merged(comparison.whole(of_the_file), old)))
    if comparison.beside:
        found = _read_anew(comparison, found)
    found = [one for one in found if one.new != one.old]
    return _without_decided(comparison, found, store) if found else ([], set())


def _without_decided(
    comparison: Comparison, found: list[Difference], store: Store
) -> tuple[list[Difference], set[int]]:
    corrected = store.corrected(comparison.part.shape, [str(one.pk) for one in found])
    if not corrected:
        return found, set()
    staying, kept_so = [], set()
    for one in found:
        theirs = corrected.get(str(one.pk), set())
        new = tuple(
            was if name in theirs or stored_in(name) in theirs else now
            for name, was, now in zip(comparison.names, one.old, one.new, strict=True)
        )
        if new != one.new:
            kept_so.add(one.at)
        if new != one.old:
            staying.append(one._replace(new=new))
    return staying, kept_so


@dataclass(slots=True)
class _Anew:
    """An interaction of which a file gives more: its columns as they shall stand, and what is to be read of them."""

    after: dict[str, Any]
    sure: dict[str, float]
    missing: list[str]
    told: bool
    """Whether the file says itself what was read."""

    @classmethod
    def of(cls, names: list[str], given: Row, old: Row, new: Row, *, feels: bool) -> _Anew:
        """Forget that a column was read which the file now gives; where the words changed, have them read.

        ``feels``: the file has no column of sentiment, so that is read too.
        """
        gives, before, after = (dict(zip(names, values, strict=True)) for values in (given, old, new))
        known: dict[str, float] = json.loads(before["read_from_text"])
        sure = {name: how for name, how in known.items() if gives.get(name) is None}
        missing: list[str] = []
        if any(before.get(name) != after.get(name) for name in TEXTS):
            asked = (name for name in (*READ, FELT) if gives[name] is None)
            missing = [name for name in asked if name in sure or (before[name] is None and (name != FELT or feels))]
        if FELT in missing:  # what the words of before felt like says nothing of these
            after[FELT] = None
            sure.pop(FELT, None)
        return cls(after, sure, missing, gives.get("read_from_text") is not None)

    @property
    def said(self) -> Said:
        after = self.after
        return Said(
            after["direction"],
            after["channel"],
            after["subject"],
            after["body"],
            personal=bool(after["personal"]),
            gives=after["resource_id"] is not None,
            automatic=None if "automatic" in self.missing else bool(after["automatic"]),
        )

    def take(self, found: reading.Found) -> None:
        for name, (value, how) in found.items():
            self.after[name], self.sure[name] = value, round(how, 2)

    def row(self) -> Row:
        if not self.told:
            self.after["read_from_text"] = json.dumps(self.sure, sort_keys=True)
        return tuple(self.after.values())


def _read_anew(comparison: Comparison, found: list[Difference]) -> list[Difference]:
    """The differences with what the words say that the file brings; those are read together."""
    names, feels, rows = comparison.names, FELT in comparison.beside, comparison.rows()
    anew = [_Anew.of(names, comparison.whole(rows[one.at]), one.old, one.new, feels=feels) for one in found]
    to_read = [one for one in anew if one.missing]
    for one, says in zip(to_read, reading.read_together((one.said, one.missing) for one in to_read), strict=True):
        one.take(says)
    return [one._replace(new=each.row()) for one, each in zip(found, anew, strict=True)]


def texts_changed(names: list[str], found: list[Difference]) -> list[tuple[Value, ...]]:
    """The words of those whose words changed: (interaction_id, subject, body)."""
    if not all(name in names for name in TEXTS):
        return []
    places = [names.index(name) for name in TEXTS]
    return [
        (one.pk, *(one.new[place] for place in places))
        for one in found
        if any(one.old[place] != one.new[place] for place in places)
    ]
