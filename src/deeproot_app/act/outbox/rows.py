"""Rows of the ledger, read to be changed and written: one plain statement a kind, for there are many a second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Field, QuerySet

from deeproot_app.act.models import Sending
from deeproot_app.record import sql


def write(rows: Sequence[Sending], *names: str) -> None:
    """Write these columns of the rows, in the transaction at hand."""
    if not rows:
        return
    fields: list[Field[Any, Any]] = [Sending._meta.get_field(name) for name in names]  # type: ignore[misc]
    values = (
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk] for row in rows
    )
    sql.update(Sending._meta.db_table, [str(field.column) for field in fields], "id", values)


def held(pks: Iterable[int], states: Sequence[str]) -> dict[int, Sending]:
    """Those of the rows that are in these states, as they stand now and for nobody else until the transaction ends."""
    rows: QuerySet[Sending] = Sending.objects.filter(pk__in=list(pks), state__in=states).order_by("pk")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    return {row.pk: row for row in rows}


@contextmanager
def durable() -> Iterator[None]:
    """Within it, what is committed outlasts the loss of power, too. PostgreSQL does so anyway."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = FULL")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = NORMAL")
