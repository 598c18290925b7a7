"""What every row of the record has: when it was recorded, in commit order, and where it came from."""

from __future__ import annotations

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
