"""Customers whose owner a person changed: to whom, from when, what the next one must know, and what moved along."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from deeproot_app.act.models.calls import of_customer
from deeproot_app.record.models import Member
from deeproot_app.record.models.recorded import said_by_file


class OwnerChange(models.Model):
    """One decision that somebody else looks after a customer, or after many, from a moment on."""

    to = said_by_file(Member, related_name="+")
    from_at = models.DateTimeField()
    moves_along = models.BooleanField(default=True)
    """Whether open promises, steps and calls of whoever looked after them become the next one's; else they stay."""
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    """Who decided it, in words that outlive the user."""
    done_at = models.DateTimeField(null=True)
    """When it was carried out; null: its moment is to come."""
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-made_at", "-id"], name="owner_change_by_time"),
            models.Index(
                fields=["from_at"], name="owner_change_waits", condition=Q(done_at__isnull=True, undone_at__isnull=True)
            ),
        ]


class OwnerOf(models.Model):
    """One customer of such a decision."""

    change = models.ForeignKey(OwnerChange, on_delete=models.CASCADE, related_name="customers")
    customer = of_customer("+")
    before = models.CharField(max_length=300, null=True)
    """Whose it was, a member's id; null: nobody's."""
    words = models.TextField(blank=True)
    """What the next one must know: the note that it became."""
    wrote = models.JSONField(default=dict)
    """What was written when it was carried out, to be taken back: {"change", "note", "promises", "steps", "calls"}."""
    left = models.TextField(blank=True)
    """Why it was not carried out, in a sentence; empty where it was."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "customer"], name="one_customer_an_owner_change")
        ]
        indexes: ClassVar = [models.Index(fields=["customer", "-id"], name="owner_of_customer")]
