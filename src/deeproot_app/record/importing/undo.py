"""Take an import back, whole: what it created goes, what it updated stands again as it stood.

Refused, with the reason, where later imports changed its rows, people decided about what it created, or rows of others
hang on its customers. What people decided about rows that it only updated stays theirs.
Taken back in blocks, each a transaction; killed half-way, the undo is begun again and ends.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record import changes, sql
from deeproot_app.record.arrivals import undone
from deeproot_app.record.identity import merge
from deeproot_app.record.importing import apart
from deeproot_app.record.importing.decided import decided
from deeproot_app.record.importing.further import Kind
from deeproot_app.record.models import Batch, Belief, Change, Promise, RecordSequence, Text
from deeproot_app.record.reading import forget
from deeproot_app.record.shape import SHAPES, Shape, stored_in
from deeproot_app.record.success import undone as plans

ROWS: Final = 2_000
HANGING: Final = {
    **{name: ("customers", "customer_id") for name, shape in SHAPES.items() if shape.customer and name != "customers"},
    "identities": ("contacts", "contact_id"),
}
"""Tables whose rows cannot be without a row of another: of which, and by which column."""


@dataclass(frozen=True)
class Undone:
    """What an undo did."""

    batch: int
    removed: int
    restored: int
    decided: int = 0
    """Rows that kept what a person decided since."""


def undo(batch: Batch, actor: access.Actor) -> Undone:
    """Take the import back, as ``actor``.

    Raises UserError where it cannot be: never run, taken back already, or others have built on it (the message says
    who, and what to undo first). Raises NotAllowed where the actor may not.
    """
    access.require(actor, "record.undo")
    if batch.state == Batch.State.UNDONE:
        raise UserError(f"Import {batch.pk} was undone already.")
    if batch.state == Batch.State.WAITING:
        raise UserError(f"Import {batch.pk} was never run: there is nothing to undo.")
    if batch.state != Batch.State.UNDOING:
        refuse_built_upon(batch)
    done = take_back(batch)
    audit.write(actor, "record.undo", batch, removed=done.removed, restored=done.restored, decided=done.decided)
    return done


def refuse_built_upon(batch: Batch) -> None:
    """Raise UserError where other rows rest on what this import wrote, and for what is never taken back whole."""
    kind = apart.named(batch.table)
    if kind is not None and kind.stays:
        raise UserError(f"Import {batch.pk} cannot be undone: {kind.stays}.")
    reasons = _in_words(_changed_later(batch), "changed {count} of its rows since")
    reasons += _in_words(_hanging(batch), "has {count} rows that belong to what this import made")
    if count := _decided_of_created(batch):
        reasons.append(f"people decided about {count:,} of the rows that it made (take those decisions back first)")
    if reasons:
        raise UserError(f"Import {batch.pk} cannot be undone: {'; '.join(reasons)}.")


def _changed_later(batch: Batch) -> Counter[int | None]:
    """How many rows of this import each other import changed after it."""
    found: Counter[int | None] = Counter()
    rows = sql.rows_of(
        "SELECT later.batch_id, count(DISTINCT later.row_id) FROM deeproot_record_change mine "
        'JOIN deeproot_record_change later ON later."table" = mine."table" AND later.row_id = mine.row_id '
        "AND later.recorded_seq > mine.recorded_seq WHERE mine.batch_id = %s AND later.batch_id <> %s GROUP BY 1",
        batch.pk,
        batch.pk,
    )
    found.update(dict(rows))
    for shape in SHAPES.values():
        rows = sql.rows_of(
            f"SELECT c.batch_id, count(DISTINCT c.row_id) FROM {_changes_of_created(shape)} "  # noqa: S608
            "AND c.batch_id <> %s GROUP BY 1",
            shape.name,
            batch.pk,
            batch.pk,
        )
        found.update(dict(rows))
    return found


def _changes_of_created(shape: Shape) -> str:
    """The changes of rows of that table which a batch created, ready for SQL to go on."""
    row_id = "CAST(c.row_id AS bigint)" if shape.pk == "id" else "c.row_id"
    return (
        f'deeproot_record_change c JOIN "{shape.db_table}" t ON t."{shape.pk}" = {row_id} '
        'WHERE c."table" = %s AND t.batch_id = %s'
    )


def _decided_of_created(batch: Batch) -> int:
    """How many of the rows that the batch created people decided about."""
    count = 0
    for shape in SHAPES.values():
        query = f"SELECT DISTINCT c.row_id FROM {_changes_of_created(shape)} AND c.batch_id IS NULL"  # noqa: S608
        count += len(decided(shape, [row[0] for row in sql.rows_of(query, shape.name, batch.pk)]))
    return count


def _hanging(batch: Batch) -> Counter[int | None]:
    """How many rows of others belong to customers or contacts that this import made."""
    found: Counter[int | None] = Counter()
    for name, (on, key) in HANGING.items():
        rows = sql.rows_of(
            f'SELECT h.batch_id, count(*) FROM "{SHAPES[on].db_table}" t '  # noqa: S608
            f'JOIN "{SHAPES[name].db_table}" h ON h.{key} = t.{key} '
            "WHERE t.batch_id = %s AND (h.batch_id IS NULL OR h.batch_id <> %s) GROUP BY 1",
            batch.pk,
            batch.pk,
        )
        found.update(dict(rows))
    found.update(plans.hanging(batch))
    return found


def _not_read(table: str) -> str:
    """The condition that a row ``h`` is more than what was read of a text: that goes with its text."""
    return f" AND NOT ({forget.OF_THE_READER[table]})" if table in forget.OF_THE_READER else ""


def _in_words(found: Counter[int | None], does: str) -> list[str]:
    """The latest import first: in that order they can be undone."""
    reasons = []
    for other, count in sorted(found.items(), key=lambda one: -(one[0] or 0)):
        what = does.format(count=f"{count:,}")
        if other is None:
            reasons.append(f"people or the system {what.replace('has ', 'have ')}")
        else:
            reasons.append(f"import {other} {what} (undo import {other} first)")
    return reasons


def stays(batch: Batch) -> int:
    """How many rows that the import added would stay, since people changed them."""
    kind = apart.named(batch.table)
    return kind.changed(batch) if kind else 0


def take_back(batch: Batch) -> Undone:
    """Take back whatever the batch wrote, without asking who built on it."""
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.UNDOING, token="")
    kind = apart.named(batch.table)
    if kind is not None:
        return _take_back_apart(batch, kind)
    if brought := undone.of(batch):
        undone.unsay(batch)
    restored, kept = _restore(batch)
    removed = sum(_remove(batch, shape) for shape in reversed(SHAPES.values()))
    if brought:
        undone.set_aside(batch)
    with transaction.atomic():
        batch.raw_blocks.all().delete()
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.UNDONE, undone_at=clock.now())
    merge.mend()
    batch.refresh_from_db()
    return Undone(batch.pk, removed, restored, kept)


def _take_back_apart(batch: Batch, kind: Kind) -> Undone:
    """Take back an import of a file that is no table of the record."""
    if kind.take_back:
        kind.take_back(batch)
    batch.refresh_from_db()
    removed, left = batch.settings.get("removed", 0), batch.settings.get("stays", 0)
    notes = [f"{left:,} {'row' if left == 1 else 'rows'} that people changed since stayed."] if left else []
    batch.notes, batch.state, batch.undone_at = [*batch.notes, *notes], Batch.State.UNDONE, clock.now()
    batch.save(update_fields=["notes", "state", "undone_at"])
    return Undone(batch.pk, removed, 0, left)


def _restore(batch: Batch) -> tuple[int, int]:
    """Put updated rows back, the latest change first; each change is dropped with it, so that none is undone twice.

    Gives how many changes that were, and in how many of them a person's decision stays.
    """
    restored = kept = 0
    while True:
        with transaction.atomic():
            seq = RecordSequence.take()
            some = list(Change.objects.filter(batch=batch).order_by("-recorded_seq", "-id")[:ROWS])
            if not some:
                return restored, kept
            kept += _leave_decided(some)
            touched = set[str]().union(*(_put_back(SHAPES[change.table], change, seq) for change in some))
            changes.touched(touched, seq)
            sources = {change.row_id for change in some if change.table == "coverage"}
            if sources:
                changes.touched_sources(_sources(sources), seq)
            Change.objects.filter(pk__in=[change.pk for change in some]).delete()
            restored += len(some)


def _leave_decided(some: list[Change]) -> int:
    """Take out of the changes what people decided since, and hand it on to theirs: taken back, it then stands right."""
    kept = 0
    for table in {change.table for change in some}:
        mine = [change for change in some if change.table == table]
        after = min(change.recorded_seq for change in mine)
        theirs = decided(SHAPES[table], list({change.row_id for change in mine}), after)
        for change in mine:
            before = change.before or {}
            handed = {name: before.pop(name) for name in theirs.get(change.row_id, set()) & before.keys()}
            if handed:
                kept += 1
                _hand_on(change, handed)
    return kept


def _hand_on(mine: Change, handed: dict[str, Any]) -> None:
    theirs = Change.objects.filter(table=mine.table, row_id=mine.row_id, batch=None, recorded_seq__gt=mine.recorded_seq)
    for change in theirs.order_by("recorded_seq", "id"):
        first = {name: handed.pop(name) for name in handed.keys() & (change.before or {}).keys()}
        if first:
            change.before = {**(change.before or {}), **first}
            change.save(update_fields=["before"])


def _put_back(shape: Shape, change: Change, seq: int) -> set[str]:
    """One row as it stood before the change; gives the customers it bears on."""
    before: dict[str, Any] = change.before or {}
    texts = {name: before[name] for name in ("subject", "body") if name in before}
    columns = {stored_in(name): value for name, value in before.items() if name not in texts}
    pk = int(change.row_id) if shape.pk == "id" else change.row_id
    whose = _whose(shape, pk)
    sql.update(shape.db_table, [*columns, "recorded_seq"], shape.pk, [(*columns.values(), seq, pk)])
    if texts:
        row = Text.objects.filter(interaction_id=pk).first() or Text(subject="", body="")
        Text.objects.filter(interaction_id=pk).delete()
        words: dict[str, str] = {"subject": row.subject, "body": row.body}
        words.update({str(name): str(value) for name, value in texts.items()})
        Text.objects.create(interaction_id=pk, **words)
    if shape.name == "interactions":
        forget.unread([str(pk)])
    return whose | _whose(shape, pk)


def _whose(shape: Shape, pk: Any) -> set[str]:
    if shape.customer is None:
        return set()
    rows = sql.rows_of(f'SELECT customer_id FROM "{shape.db_table}" WHERE "{shape.pk}" = %s', pk)  # noqa: S608
    return {row[0] for row in rows if row[0] is not None}


def _sources(pks: set[str]) -> set[str]:
    return set(SHAPES["coverage"].model._default_manager.filter(pk__in=pks).values_list("source", flat=True))


def _remove(batch: Batch, shape: Shape) -> int:
    """Delete the rows of one table that the batch created, with what hangs on them."""
    removed, reached = 0, int(batch.settings.get("first_seq") or 0) - 1
    whose = {"coverage": "source"}.get(shape.name, "customer_id" if shape.customer else "pk")
    while True:
        with transaction.atomic():
            seq = RecordSequence.take()
            rows = shape.model._default_manager.filter(batch=batch, recorded_seq__gt=reached).order_by("recorded_seq")
            keys = list(rows.values_list("pk", "recorded_seq", whose)[:ROWS])
            if not keys:
                return removed
            bears_on = _forget_read(shape, [pk for pk, _, _ in keys], seq)
            shape.model._default_manager.filter(pk__in=[pk for pk, _, _ in keys]).delete()
            changes.touched(bears_on, seq)
            if shape.name == "coverage":
                changes.touched_sources({source for _, _, source in keys}, seq)
            elif shape.customer and shape.name != "customers":
                changes.touched({customer for _, _, customer in keys if customer is not None}, seq)
            removed += len(keys)
            reached = keys[-1][1] - 1


def _forget_read(shape: Shape, pks: list[Any], seq: int) -> set[str]:
    """Take away what was read of rows that go, and have read again what they told of; gives whom it bears on."""
    if shape.name == "interactions":
        return forget.interactions(pks, seq)
    if shape.name == "promises":
        forget.unread(set(Promise.objects.filter(pk__in=pks).values_list("made_in", flat=True)))
        forget.of_rows(pks)
    elif shape.name == "beliefs":
        evidence = Belief.every.filter(pk__in=pks).values_list("evidence", flat=True)
        forget.unread({str(one) for some in evidence for one in some or ()})
    return set()
