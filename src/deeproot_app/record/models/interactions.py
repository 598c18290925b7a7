"""Everything that passed between us and a customer, once; and its words."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from deeproot_app.record.models.customers import ID, Contact, Customer, Member
from deeproot_app.record.models.recorded import Recorded


class Interaction(Recorded):
    """One thing that passed. Ordered by `(happened_at, interaction_id)`."""

    interaction_id = models.CharField(max_length=ID, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="interactions", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
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
    """The columns that no file gave and the text was read for: {"kind": confidence ...}; a person's word clears them."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "happened_at", "interaction_id"], name="interaction_story"),
            models.Index(fields=["recorded_seq"], name="interaction_seq"),
            models.Index(fields=["batch"], name="interaction_batch"),
        ]


class Text(models.Model):
    """The words of an interaction. They stay in the application; the library reads them into labels."""

    interaction = models.OneToOneField(Interaction, on_delete=models.CASCADE, primary_key=True, related_name="text")
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)
