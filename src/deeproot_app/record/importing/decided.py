"""What people decided about recorded rows: no file's later word outranks it, and no undo of an import takes it away.

A change without a batch is a person's, on a page or at the command line. One that was taken back decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from deeproot_app.record import sql
from deeproot_app.record.shape import Shape, stored_in

CHANGES: Final = (
    'SELECT row_id, batch_id, "before" FROM deeproot_record_change WHERE "table" = %s AND row_id IN '
    '(SELECT row_id FROM deeproot_record_change WHERE "table" = %s AND batch_id IS NULL AND recorded_seq > %s AND {}) '
    "AND recorded_seq > %s ORDER BY recorded_seq, id"
)

Columns = dict[str, Any]


def decided(shape: Shape, pks: Sequence[str], after: int = 0) -> dict[str, set[str]]:
    """For each of the rows that people decided about, by primary key: the columns that are theirs.

    Of a change that still stands all columns are theirs, also those it left as they were: whoever says that a promise
    was kept says too that it was not withdrawn. ``after`` is the number of the change after which to look.
    """
    wanted, values = sql.among("row_id", pks)
    rows = sql.rows_of(CHANGES.format(wanted), shape.name, shape.name, after, values, after)
    changes: dict[str, list[Columns]] = {}
    for pk, batch, before in rows:
        _remember(changes.setdefault(pk, []), batch is None, _read(before))
    now = _now(shape, changes)
    theirs = {pk: _standing(shape, made, now[pk]) for pk, made in changes.items() if pk in now}
    return {pk: names for pk, names in theirs.items() if names}


def _read(before: Any) -> Columns:
    return (json.loads(before) if isinstance(before, str) else before) or {}


def _remember(changes: list[Columns], by_a_person: bool, before: Columns) -> None:
    """Add a change to those of a row; what an import set since, people have not decided any more."""
    if by_a_person:
        changes.append(before)
        return
    for one in changes:
        for name in before.keys() & one.keys():
            del one[name]


def _now(shape: Shape, pks: Iterable[str]) -> dict[str, Columns]:
    """The rows as they stand."""
    names = [column.name for column in shape.columns]
    keys: list[Any] = [int(pk) for pk in pks] if shape.pk == "id" else list(pks)
    if not keys:
        return {}
    wanted, values = sql.among(f'"{shape.pk}"', keys)
    selected = sql.quoted(shape.pk, *map(stored_in, names))
    rows = sql.rows_of(f'SELECT {selected} FROM "{shape.db_table}" WHERE {wanted}', values)  # noqa: S608
    return {str(row[0]): dict(zip(names, row[1:], strict=True)) for row in rows}


def _standing(shape: Shape, changes: list[Columns], now: Columns) -> set[str]:
    """The columns of those changes that were not taken back since."""
    first: Columns = {}
    for before in changes:
        first = before | first
    differ = {name for name, was in first.items() if name not in now or _other(shape, name, was, now[name])}
    return set[str]().union(*(before.keys() for before in changes if differ & before.keys()))


def _other(shape: Shape, name: str, was: Any, now: Any) -> bool:
    kind = shape.table.column(name).type
    return bool(_plain(kind, was) != _plain(kind, now))


def _plain(kind: str, value: Any) -> Any:
    """A value however it is kept: moments are written in several ways, lists are JSON here and lists there."""
    if kind == "timestamp" and value is not None:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.replace(tzinfo=moment.tzinfo or UTC)
    return json.loads(value) if kind == "list" and isinstance(value, str) else value
