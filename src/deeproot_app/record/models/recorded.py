"""What every row of the record has: when it was recorded, in commit order, and where it came from."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import F


class RecordSequence(models.Model):
    """One row: the last sequence number given out.

    Taking numbers locks the row until the transaction ends, so numbers grow in commit order on every database:
    whoever has read up to n and asks for `recorded_seq > n` misses nothing.
    """

    last = models.BigIntegerField(default=0)

    @classmethod
    def take(cls, count: int = 1) -> int:
        """The first of ``count`` fresh numbers. Must be called inside the transaction that writes the rows."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("take() outside a transaction: the numbers would not follow commit order")
        if not cls.objects.filter(pk=1).update(last=F("last") + count):
            cls.objects.get_or_create(pk=1)
            cls.objects.filter(pk=1).update(last=F("last") + count)
        return cls.objects.get(pk=1).last - count + 1


def said_by_file(to: type[models.Model], *, db_index: bool = False, **more: Any) -> models.ForeignKey[Any, Any]:
    """A reference that is kept as it was given, whether or not its row is recorded yet.

    A file of interactions may name members or contacts that no other file has told us of: who took part is known all
    the same. Undoing an import of members must not wipe their ids out of other rows, so deleting does nothing here.
    """
    return models.ForeignKey(to, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=db_index, **more)


class Recorded(models.Model):
    """A row of the record, with its place in commit order and the import that made it."""

    recorded_seq = models.BigIntegerField(default=0)
    batch = models.ForeignKey(
        "deeproot_record.Batch", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    """The import that created the row; null where a person or the reader did."""
    line = models.BigIntegerField(null=True)
    """The line of the imported file; the raw row is in that batch's `RawBlock`."""

    class Meta:
        abstract = True
