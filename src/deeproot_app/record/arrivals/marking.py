"""Say of arrivals what became of them: one plain statement for all, for there are many."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import connection

from deeproot_app.record.models import Arrival

MARKED: Final = ("state", "reason", "told", "recorded", "rows", "read_at")


def mark(arrivals: Sequence[Arrival]) -> None:
    """Write what became of them, in the transaction at hand."""
    columns = ", ".join(f'"{name}" = %s' for name in MARKED)
    statement = f'UPDATE "{Arrival._meta.db_table}" SET {columns} WHERE "id" = %s'  # noqa: S608
    when = connection.ops.adapt_datetimefield_value
    rows = [
        (str(one.state), one.reason, one.told, one.recorded, json.dumps(one.rows), when(one.read_at), one.pk)
        for one in arrivals
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def empty(arrivals: Iterable[Arrival]) -> None:
    """Keep nothing of arrivals that told only of somebody who was erased, but that they came."""
    gone = [one.pk for one in arrivals]
    if gone:
        reason = "whom it was of is erased"
        Arrival.objects.filter(pk__in=gone).update(
            data=zlib.compress(b""), size=0, headers={}, state=Arrival.State.IGNORED, reason=reason
        )
