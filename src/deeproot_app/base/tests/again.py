"""What takes long to do to the database is done once in a process; after that the rows are put there that it left."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

Row = tuple[Any, ...]
NOT_OURS: Final = ("sqlite_", "deeproot_cache")
AT_ONCE: Final = 100
"""Rows of one statement."""


@dataclass(frozen=True)
class Left:
    """What was done to one table: the keys of rows that went, changed or came, and what is there of them now."""

    keys: list[Any]
    new: list[Row]


_left: dict[Hashable, dict[str, Left]] = {}


def once(name: Hashable, do: Callable[[], object]) -> None:
    """Do it, if it was not done under that name; else put there what it left.

    It must find the same rows each time, as far as it looks at them; what the tables hold besides is left alone.
    """
    if name in _left:
        with transaction.atomic():  # until its end no row must know another
            for table, left in _left[name].items():
                _put(table, left)
        return
    before = rows()
    do()
    after = rows()
    _left[name] = {table: _between(before[table], after[table]) for table in after if before[table] != after[table]}


def rows() -> dict[str, list[Row]]:
    """All rows of all tables, but for the indexes of words, which triggers write, and the cache, whose rows expire."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        tables = [name for name in names if "_fts" not in name and not name.startswith(NOT_OURS)]
        return {table: _read(cursor, table) for table in tables}


def _read(cursor: Any, table: str) -> list[Row]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return [tuple(row) for row in cursor.fetchall()]


def _between(before: list[Row], after: list[Row]) -> Left:
    were, are = {repr(row) for row in before}, {repr(row) for row in after}
    new = [row for row in after if repr(row) not in were]
    return Left([row[0] for row in before if repr(row) not in are] + [row[0] for row in new], new)


def _put(table: str, left: Left) -> None:
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        key = connection.introspection.get_table_description(cursor, table)[0].name
        for place in range(0, len(left.keys), AT_ONCE):
            part = left.keys[place : place + AT_ONCE]
            cursor.execute(f'DELETE FROM {quoted} WHERE "{key}" IN ({_places(part)})', part)
        for place in range(0, len(left.new), AT_ONCE):
            few = left.new[place : place + AT_ONCE]
            places = ", ".join(f"({_places(row)})" for row in few)
            cursor.execute(f"INSERT INTO {quoted} VALUES {places}", [cell for row in few for cell in row])


def _places(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))
