"""The completeness ledger: what we hold of each source, and what we do not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from deeproot_app.record.models.customers import ID
from deeproot_app.record.models.recorded import Recorded


class Coverage(Recorded):
    """An interval of one source: complete, gap or unknown."""

    source = models.CharField(max_length=ID)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    state = models.CharField(max_length=10)
    seen = models.BigIntegerField(null=True)
    stored = models.BigIntegerField(null=True)
    refused = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "from_at"], name="one_row_an_interval")]
