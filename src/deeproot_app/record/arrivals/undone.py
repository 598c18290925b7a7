"""What becomes of arrivals whose import was taken back: they are not recorded any more, and come again when asked to.

Nothing of them is lost, and nothing brings them back by itself: a person took them back, and a person has them read
again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

from django.db import transaction

from deeproot_app.record.arrivals.said import registers, remember_left
from deeproot_app.record.importing.store import Database, Key
from deeproot_app.record.models import Arrival, Awaited, Batch, Change
from deeproot_app.record.shape import SHAPES

T = TypeVar("T")
Row = tuple[str, str]
"""A table, and a row of it as a register names it."""

REASON: Final = "its import was taken back; read it again to have it back"
AT_ONCE: Final = 1_000


def of(batch: Batch) -> bool:
    """Whether an import is what a connection brought."""
    return "connection" in batch.settings


def unsay(batch: Batch) -> None:
    """Forget what the batch changed in rows that others had made, and when it was said, before they are restored.

    Else the same words, read again, would be no news.
    """
    arrivals = _arrivals(batch)
    restored = _restored(batch, {row for _, rows in arrivals for row in rows})
    with transaction.atomic():
        for table, rows in restored.items():
            for some in _parts(rows):
                for row, register in registers(table, some).items():
                    left = {name: said for name, said in register.items() if name not in rows[row]}
                    remember_left(table, row, left)
        _leave(arrivals, {(table, row) for table, rows in restored.items() for row in rows})


def _restored(batch: Batch, told: set[Row]) -> dict[str, dict[str, set[str]]]:
    """The rows that the batch changed, by table, named as a register names them, each with the columns."""
    changes = Change.objects.filter(batch=batch).values_list("table", "row_id", "before")
    columns: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for table, pk, before in changes.iterator(AT_ONCE):
        columns[table].setdefault(pk, set()).update(before or {})
    named: dict[str, dict[str, set[str]]] = {}
    for table, by_pk in columns.items():
        there = _there(table, {row for name, row in told if name == table})
        named[table] = {row: by_pk[pk] for row, pk in there.items() if pk in by_pk}
    return named


def set_aside(batch: Batch) -> None:
    """Say of arrivals what is left of them, now that the rows that the batch made are gone."""
    for some in _parts(_arrivals(batch)):
        with transaction.atomic():
            _leave(some, _gone(row for _, rows in some for row in rows))


def _leave(arrivals: Iterable[tuple[int, list[Row]]], without: set[Row]) -> None:
    for pk, rows in arrivals:
        left = [row for row in rows if row not in without]
        if len(left) < len(rows):
            _mark(pk, left)


def _arrivals(batch: Batch) -> list[tuple[int, list[Row]]]:
    """The arrivals that were read while the batch was written, each with its rows."""
    mine = Arrival.objects.filter(
        state__in=(Arrival.State.RECORDED, Arrival.State.UNREADABLE, Arrival.State.NOBODYS),
        connection=batch.settings["connection"],
        read_at__gte=batch.made_at,
        read_at__lte=batch.finished_at,
    ).exclude(recorded=0)
    rows = mine.order_by("id").values_list("pk", "rows")
    return [(pk, [(str(table), str(row)) for table, row in told]) for pk, told in rows.iterator(AT_ONCE)]


def _mark(arrival: int, left: Sequence[Row]) -> None:
    """Keep the rows that are left; where there are none, and nothing else is to be said of it, it is set aside."""
    mine = Arrival.objects.filter(pk=arrival)
    mine.update(rows=[list(row) for row in left], recorded=len(left))
    if not left:
        Awaited.objects.filter(arrival=arrival).delete()
        mine.filter(state=Arrival.State.RECORDED).update(state=Arrival.State.IGNORED, reason=REASON)


def _gone(rows: Iterable[Row]) -> set[Row]:
    """Those rows that are not recorded any more."""
    tables: dict[str, set[str]] = defaultdict(set)
    for table, row in rows:
        tables[table].add(row)
    return {(table, row) for table, told in tables.items() for row in told - _there(table, told).keys()}


def _there(table: str, told: set[str]) -> dict[str, str]:
    """Those of the rows, named as a register names them, that are recorded: each with the database's key of it."""
    shape = SHAPES[table]
    keys: dict[Key, str] = {row if len(shape.key) == 1 else tuple(json.loads(row)): row for row in told}
    return {keys[key]: str(pk) for key, (pk, _) in Database().existing(shape, list(keys), ()).items()}


def _parts(some: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(some)
    while part := list(islice(rest, AT_ONCE)):
        yield part
