"""Who is told what happened, what happened, and what became of telling it (Standard Webhooks 1.0.0)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from deeproot_app.record.models import Customer
from deeproot_app.record.models.customers import ID


class Endpoint(models.Model):
    """An address that is told of events of some types."""

    class State(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"
        DISABLED = "disabled"
        """Switched off by itself: it said that it is gone (410), or took nothing for days."""

    name = models.CharField(max_length=100, unique=True)
    address = models.CharField(max_length=2000)
    types = models.JSONField(default=list)
    """Types of events; `*` stands for any, at the end of a type or alone: `promise.*`."""
    old_too = models.BooleanField(default=False)
    """Whether it is told too of what happened long before it was recorded: an import of earlier years."""
    sealed = models.TextField()
    """Its signing secret (`whsec_…`), sealed."""
    sealed_before = models.TextField(blank=True)
    """The secret before the last rotation: both sign until `before_until`."""
    before_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    says = models.TextField(blank=True)
    """Why it fails, in a sentence."""
    failures = models.IntegerField(default=0)
    """Deliveries in a row that failed."""
    failing_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)
    """The circuit is open: nothing is sent before then."""
    answered_at = models.DateTimeField(null=True)
    """When it last accepted something."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One thing that happened, as it is told: small, with ids to ask for more by."""

    uid = models.CharField(max_length=40, unique=True)
    """The `webhook-id`: the same at every attempt, so that a receiver knows it again."""
    key = models.CharField(max_length=400, unique=True)
    """What it is, so that it is told once however often it is found."""
    type = models.CharField(max_length=60)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False
    )  # fmt: skip
    made_at = models.DateTimeField(db_index=True)


class Delivery(models.Model):
    """One event on its way to one endpoint."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        GIVEN_UP = "given_up", "Given up"

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    """What the last attempt was answered; null where it was not."""
    says = models.TextField(blank=True)
    """Why the last attempt failed."""
    response = models.TextField(blank=True)
    """How the last answer began."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["endpoint", "event"], name="one_delivery_an_event")]
        indexes: ClassVar = [
            models.Index(fields=["endpoint", "state", "next_at", "id"], name="delivery_due"),
            models.Index(fields=["endpoint", "-id"], name="delivery_latest"),
        ]


class Standing(models.Model):
    """A finding or an item of Today that was told to stand: what is not found any more was closed."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )  # fmt: skip
    about = models.CharField(max_length=10)
    """`finding` or `item`."""
    name = models.CharField(max_length=40)
    """The scenario, or the item's key."""
    detail = models.CharField(max_length=ID, blank=True)
    """The item's reason."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "about", "name"], name="one_standing_a_name")
        ]


class Told(models.Model):
    """One row: how far the record was looked through for events. It moves in the transaction that writes them."""

    upto_seq = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField()
    """Due moments up to then were told."""
    understood_to = models.DateTimeField(null=True)
    """Findings and items as understood up to then were told; null: none yet."""
    decided_to = models.BigIntegerField(default=0)
    """The last decision about an item that was told."""
