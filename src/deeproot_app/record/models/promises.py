"""What we said we would do, by when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce

from deeproot_app.record.models.customers import ID, Customer, Member
from deeproot_app.record.models.recorded import Recorded, said_by_file


class Promise(Recorded):
    """Open, kept, kept late or withdrawn; overdue is a reading of the clock, not a state."""

    promise_id = models.CharField(max_length=ID, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="promises")
    member = said_by_file(Member, related_name="promises", db_index=True)
    made_in = models.CharField(max_length=ID)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    moved_to = models.DateTimeField(null=True)
    text = models.TextField()
    kept_in = models.CharField(max_length=ID, null=True)
    kept_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    holding = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [
            models.Index(Coalesce("moved_to", "due_at"), "promise_id", name="promise_effective_due"),
            models.Index(fields=["batch"], name="promise_batch"),
        ]
