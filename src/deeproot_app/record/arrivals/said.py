"""Which of what is told is news: of each column of a row the latest said counts, in whatever order it is told.

A last-writer-wins register a column: joins commute and may be repeated, so every order of the same deliveries, and
every repetition, ends in the same row (Shapiro et al., 2011, specification 9). Rows that others brought have no
register: what a source tells of them is news.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from deeproot_app.record import sql
from deeproot_app.record.arrivals.heard import Heard, Moment
from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.store import Key
from deeproot_app.record.models import Said

TABLE: Final = "deeproot_record_said"

Register = Mapping[str, Moment]
"""When each column of a row was last said."""


@dataclass(slots=True)
class News:
    """One row as all that is told of it says, the latest of each column."""

    key: Key
    cells: dict[str, Value] = field(default_factory=dict)
    said: dict[str, Moment] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)
    """Columns that nobody told of; any word outranks them."""
    arrivals: set[int] = field(default_factory=set)
    """All that told of it."""
    latest: tuple[Moment, int] = (("", ""), 0)
    """The last that did: its raw bytes are the row's."""

    def add(self, heard: Heard, key: Iterable[str]) -> None:
        self.arrivals.add(heard.arrival)
        self.latest = max(self.latest, (heard.said, heard.arrival))
        for name, value in heard.cells.items():
            if name in key:
                self.cells[name] = value
            elif name in heard.found:
                self._find(name, value, heard)
            elif name not in self.said or self.said[name] < heard.said:
                self.cells[name], self.said[name] = value, heard.said

    def _find(self, name: str, value: Value, heard: Heard) -> None:
        if name not in self.said and (name not in self.found or self.latest == (heard.said, heard.arrival)):
            self.cells[name] = value
            self.found.add(name)

    def without(self, known: Register) -> None:
        """Leave out the columns of which the same, or something later, is known."""
        for name in self.found - self.said.keys():
            if name in known:
                del self.cells[name]
        for name, said in list(self.said.items()):
            if name in known and known[name] >= said:
                del self.cells[name], self.said[name]


def merged(some: Iterable[Heard], key: Iterable[str]) -> dict[Key, News]:
    """One row of all that is told of it; ``key``: the columns of the table's key."""
    found: dict[Key, News] = {}
    for heard in some:
        found.setdefault(heard.key, News(heard.key)).add(heard, key)
    return found


def row_id(key: Key) -> str:
    """A key as one text."""
    return key if isinstance(key, str) else json.dumps(key, ensure_ascii=False)


def registers(table: str, keys: Iterable[Key]) -> dict[str, Register]:
    """What is known of when the columns of these rows were said, by `row_id`."""
    wanted, values = sql.among("row_id", [row_id(key) for key in keys])
    rows = sql.rows_of(f'SELECT row_id, columns FROM {TABLE} WHERE "table" = %s AND {wanted}', table, values)  # noqa: S608
    return {row[0]: _opened(json.loads(row[1]) if isinstance(row[1], str) else row[1]) for row in rows}


def remember(table: str, news: Iterable[News], known: Mapping[str, Register]) -> None:
    """Say when what is now written was said; in the transaction that writes it."""
    fresh = [
        Said(table=table, row_id=(name := row_id(one.key)), columns=_closed({**known.get(name, {}), **one.said}))
        for one in news
        if one.said
    ]
    Said.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["table", "row_id"], update_fields=["columns"], batch_size=1_000
    )


def remember_left(table: str, row: str, said: Register) -> None:
    """Say that of a row, by `row_id`, only this is known to have been said."""
    Said.objects.filter(table=table, row_id=row).update(columns=_closed(said))


def _closed(said: Register) -> list[list[str | list[str]]]:
    """A register as it is kept: most columns of a row are said at one moment."""
    moments: dict[Moment, list[str]] = {}
    for name, moment in sorted(said.items()):
        moments.setdefault(moment, []).append(name)
    return [[at, key, names] for (at, key), names in sorted(moments.items())]


def _opened(kept: Iterable[tuple[str, str, list[str]]]) -> Register:
    return {name: (at, key) for at, key, names in kept for name in names}
