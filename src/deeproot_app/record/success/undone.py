"""Taking back plans that a file brought: what it added goes, but for what people changed since: that is theirs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from deeproot_app.record import changes, sql
from deeproot_app.record.models import Batch, Belief, Change, Customer, RecordSequence
from deeproot_app.record.success.changed import TABLES

AT_ONCE: Final = 1_000
RESTS_ON: Final = {
    "steps": (Customer, "customer_id"),
    "targets": (Belief, "belief_id"),
    "progress": (Belief, "belief_id"),
}
"""Without which row one of a plan cannot be, and the column that names it."""


def changed(batch: Batch) -> int:
    """How many of the rows that an import added people changed since."""
    return _of_people(Change.objects.filter(batch=batch)).count()


def take_back(batch: Batch) -> None:
    """Remove what the import added, some at a time; `removed` and `stays` in its settings count what became of it.

    Killed half-way, it is begun again and ends: each row is forgotten with what became of it.
    """
    while True:
        with transaction.atomic():
            seq = RecordSequence.take()
            some = list(Change.objects.filter(batch=batch).order_by("id")[:AT_ONCE])
            if not some:
                return
            mine = Change.objects.filter(pk__in=[one.pk for one in some])
            theirs = set(_of_people(mine).values_list("pk", flat=True))
            removed = _remove([one for one in some if one.pk not in theirs], seq)
            before = batch.settings
            counts = {"removed": before.get("removed", 0) + removed, "stays": before.get("stays", 0) + len(theirs)}
            batch.settings = {**before, **counts}
            batch.save(update_fields=["settings"])
            mine.delete()


def _of_people(mine: QuerySet[Change]) -> QuerySet[Change]:
    """Those of the changes after which people changed the same row."""
    later = Change.objects.filter(
        table=OuterRef("table"), row_id=OuterRef("row_id"), batch=None, recorded_seq__gt=OuterRef("recorded_seq")
    )
    return mine.filter(Exists(later))


def _remove(some: Sequence[Change], seq: int) -> int:
    """Delete these rows of plans, and say of whom something changed; how many there were still."""
    rows: dict[str, list[str]] = defaultdict(list)
    for one in some:
        rows[one.table].append(one.row_id)
    removed = 0
    for table, pks in rows.items():
        found = TABLES[table]._default_manager.filter(pk__in=pks)
        whose = F("customer_id") if table == "steps" else F("belief__customer_id")
        customers: Iterable[str] = found.values_list(whose, flat=True)
        changes.touched({one for one in customers if one}, seq)
        removed += found.delete()[0]
    return removed


def hanging(batch: Batch) -> Counter[int | None]:
    """How many rows of plans belong to customers or goals that an import of tables made: by the import that brought
    them, None for what people put there."""
    found: Counter[int | None] = Counter()
    for table, (of, key) in RESTS_ON.items():
        own = "belief_id" if table == "targets" else "id"
        rows = sql.rows_of(
            f'SELECT c.batch_id, count(*) FROM "{of._meta.db_table}" t '  # noqa: S608
            f'JOIN "{TABLES[table]._meta.db_table}" h ON h.{key} = t.{key} LEFT JOIN deeproot_record_change c '
            f'ON c."table" = %s AND c.row_id = CAST(h.{own} AS text) AND c.batch_id IS NOT NULL '
            "WHERE t.batch_id = %s GROUP BY 1",
            table,
            batch.pk,
        )
        found.update(dict(rows))
    return found
