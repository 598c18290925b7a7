"""Everything that passed between us and a customer, once; and its words."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from deeproot_app.record.models.customers import ID, Contact, Customer, Member
from deeproot_app.record.models.recorded import Recorded, said_by_file


class Interaction(Recorded):
    """One thing that passed. Ordered by `(happened_at, interaction_id)`."""

    interaction_id = models.CharField(max_length=ID, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="interactions", db_index=False)
    contact = said_by_file(Contact, related_name="+")
    member = said_by_file(Member, related_name="+")
    happened_at = models.DateTimeField()
    channel = models.CharField(max_length=20)
    direction = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, null=True)
    thread_id = models.CharField(max_length=ID, null=True)
    case_id = models.CharField(max_length=ID, null=True)
    resource_id = models.CharField(max_length=ID, null=True)
    customer_words = models.BigIntegerField(null=True)
    our_words = models.BigIntegerField(null=True)
    customer_seconds = models.FloatField(null=True)
    our_seconds = models.FloatField(null=True)
    needs_answer = models.BooleanField(default=False)
    automatic = models.BooleanField(default=False)
    personal = models.BooleanField(default=True)
    sentiment = models.FloatField(null=True)
    score = models.FloatField(null=True)
    score_kind = models.CharField(max_length=10, null=True)
    read_from_text = models.JSONField(null=True)
    """What no file gave and the text was read for: {"kind": confidence ...}; a person's word clears it."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "happened_at", "interaction_id"], name="interaction_story"),
            models.Index(fields=["recorded_seq"], name="interaction_seq"),
            models.Index(
                fields=["resource_id", "happened_at"],
                condition=models.Q(resource_id__isnull=False),
                name="interaction_gave",
            ),
            # Who works on a case, and what was said among us, are few rows among many: a brief does not read the rest.
            models.Index(
                fields=["case_id", "happened_at"],
                condition=models.Q(case_id__isnull=False),
                name="interaction_case",
            ),
            models.Index(
                fields=["customer", "happened_at"],
                condition=models.Q(direction="internal"),
                name="interaction_internal",
            ),
        ]


class Text(models.Model):
    """The words of an interaction. They stay in the application; the library reads them into labels."""

    id = models.BigAutoField(primary_key=True)
    """A number of its own: the search index refers to it."""
    interaction = models.OneToOneField(Interaction, on_delete=models.CASCADE, related_name="text")
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)
    read_by = models.PositiveSmallIntegerField(null=True)
    """The version of the reader that read it for promises, outcomes and beliefs; null: nobody yet, or it changed."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["read_by", "id"], name="text_read_by")]
