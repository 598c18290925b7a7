"""Whom to reach out to today, and what people decided about it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from deeproot_app.record.models import Customer, Member
from deeproot_app.record.models.customers import ID
from deeproot_app.record.models.recorded import said_by_file

WAITING = Q(gone_at__isnull=True, settled=False)


class Item(models.Model):
    """One reason to reach out to one customer. The key follows from what it is about, so a turn finds it again."""

    key = models.CharField(max_length=40, primary_key=True)
    """Hash of customer, reason and subject."""
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="items", db_constraint=False, db_index=False
    )
    member = said_by_file(Member, related_name="+")
    """In whose list it stands: the one it was reckoned for, or the one it was handed over to. Null: nobody's yet."""
    suggested = said_by_file(Member, related_name="+")
    """For whom it was reckoned: the one who promised, who works on the case, or who looks after the customer."""
    escalated_to = said_by_file(Member, related_name="+")
    """Who has it in their list too, because it has waited for long."""
    reason = models.CharField(max_length=40)
    subject = models.CharField(max_length=ID, blank=True)
    """What it is about: a promise, an interaction, a case; empty where the reason is about the customer as a whole."""
    order = models.CharField(max_length=60)
    """Sorts the list: reason, value at stake, waiting time, key (`deeproot.plan.rank.order`)."""
    headline = models.TextField()
    next_step = models.TextField()
    due_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    value_at_stake_micros = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    evidence = models.JSONField(default=list)
    facts = models.JSONField(default=list)
    """What it stands on. Once settled, it comes back only with a fact that was not there when it was settled."""
    offer = models.JSONField(null=True)
    policy = models.JSONField(default=dict)
    as_of = models.DateTimeField()
    first_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    """When a turn found that the reason no longer holds."""
    settled = models.BooleanField(default=False)
    """Done or dismissed, and nothing new since."""
    snoozed_until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["member", "order"], condition=WAITING, name="item_of_member"),
            models.Index(
                fields=["escalated_to", "order"],
                condition=WAITING & Q(escalated_to__isnull=False),
                name="item_escalated",
            ),
            models.Index(fields=["order"], condition=WAITING, name="item_in_order"),
            models.Index(fields=["customer", "order"], name="item_of_customer"),
            models.Index(fields=["reason", "snoozed_until"], condition=WAITING, name="item_by_reason"),
        ]


class Decision(models.Model):
    """What a person decided about an item; it can be undone, and is never deleted."""

    class Verdict(models.TextChoices):
        DONE = "done", "Done"
        SNOOZED = "snoozed", "Snoozed"
        HANDED_OVER = "handed_over", "Handed over"
        DISMISSED = "dismissed", "Dismissed"

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=12, choices=Verdict)
    until = models.DateTimeField(null=True)
    """Snoozed until then."""
    to_member = said_by_file(Member, related_name="+")
    reason = models.TextField(blank=True)
    """Why, in the person's words."""
    facts = models.JSONField(default=list)
    """The item's facts at that moment."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    """Who it was, in words that outlive the user."""
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["item", "-id"], name="decision_of_item"),
            models.Index(fields=["by", "-at"], name="decision_of_user"),
        ]
