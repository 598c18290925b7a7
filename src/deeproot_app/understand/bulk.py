"""Many rows into a table by few statements: the one place where SQLite and PostgreSQL are told differently."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model

ROWS_A_STATEMENT = 20_000
as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def upsert(
    model: type[Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    key: Sequence[str],
    keep: Sequence[str] = (),
) -> int:
    """Write rows: new ones are inserted, those whose ``key`` is there get the new values, save in the ``keep`` columns.

    ``columns`` are database columns, every row has their values in that order. A row that would not change is not
    written. Must be called within a transaction. Returns the number of rows given.
    """
    fields = [_field(model, column) for column in columns]
    changing = [column for column in columns if column not in key and column not in keep]
    statement = _statement(model, columns, fields, key, changing)
    turned = [_stored(field) for field in fields]
    count = 0
    plain = (tuple(turn(value) for turn, value in zip(turned, row, strict=True)) for row in rows)
    with connection.cursor() as cursor:
        while some := list(islice(plain, ROWS_A_STATEMENT)):
            if connection.vendor == "postgresql":
                cursor.execute(statement, [list(column) for column in zip(*some, strict=True)])
            else:
                cursor.executemany(statement, some)
            count += len(some)
    return count


def _field(model: type[Model], column: str) -> Field[Any, Any]:
    return next(field for field in model._meta.concrete_fields if field.column == column)


def _stored(field: Field[Any, Any]) -> Callable[[Any], Any]:
    """How a value of this field is handed to the database."""
    if isinstance(field, JSONField):
        return lambda value: None if value is None else as_json(value)
    if isinstance(field, DateTimeField) and connection.vendor == "sqlite":
        return _as_sqlite_text
    return lambda value: value


def _as_sqlite_text(value: datetime | None) -> str | None:
    """As Django writes it: UTC without its offset."""
    return None if value is None else str(value.replace(tzinfo=None))


def _statement(
    model: type[Model],
    columns: Sequence[str],
    fields: Sequence[Field[Any, Any]],
    key: Sequence[str],
    changing: Sequence[str],
) -> str:
    table, quoted = _quoted(model._meta.db_table), ", ".join(map(_quoted, columns))
    if connection.vendor == "postgresql":
        types = [str(field.db_type(connection)) for field in fields]
        arrays = ", ".join(f"%s::{'text' if kind == 'jsonb' else kind.split('(')[0]}[]" for kind in types)
        cast = ", ".join(f"given.v{n}::{kind}" for n, kind in enumerate(types))
        named = ", ".join(f"v{n}" for n in range(len(types)))
        source = f"SELECT {cast} FROM unnest({arrays}) AS given({named})"  # noqa: S608 - our own names
    else:
        source = f"VALUES ({', '.join(['%s'] * len(columns))})"
    same = " OR ".join(f"{table}.{_quoted(c)} IS DISTINCT FROM excluded.{_quoted(c)}" for c in changing)
    update = ", ".join(f"{_quoted(c)} = excluded.{_quoted(c)}" for c in changing)
    act = f"DO UPDATE SET {update} WHERE {same}" if changing else "DO NOTHING"
    conflict = ", ".join(map(_quoted, key))
    return f"INSERT INTO {table} ({quoted}) {source} ON CONFLICT ({conflict}) {act}"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def delete_others(
    model: type[Model], group: str, groups: Sequence[str], column: str, kept: set[tuple[str, str]]
) -> int:
    """Delete the rows of these ``groups`` whose (``group``, ``column``) is not ``kept``. Returns how many there were.

    Reads what is there and deletes what should not be, so that nothing is written where nothing changed.
    """
    gone: dict[str, list[str]] = {}
    for place in range(0, len(groups), 500):
        rows = model._default_manager.filter(**{f"{group}__in": groups[place : place + 500]})
        for owner, name in rows.values_list(group, column):
            if (owner, name) not in kept:
                gone.setdefault(name, []).append(owner)
    return sum(_delete(model, group, column, name, owners) for name, owners in gone.items())


def _delete(model: type[Model], group: str, column: str, name: str, owners: list[str]) -> int:
    parts = (owners[place : place + 500] for place in range(0, len(owners), 500))
    return sum(model._default_manager.filter(**{column: name, f"{group}__in": part}).delete()[0] for part in parts)
