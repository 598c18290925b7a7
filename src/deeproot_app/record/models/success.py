"""The success plan that a customer and we share: goals in their own metric, how far they are, and who does what."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from deeproot_app.record.models.beliefs import Belief
from deeproot_app.record.models.customers import ID, Contact, Customer, Member
from deeproot_app.record.models.recorded import said_by_file


class Target(models.Model):
    """What a goal comes to in the customer's own metric, and whether they are shown it."""

    belief = models.OneToOneField(Belief, on_delete=models.CASCADE, primary_key=True, related_name="target")
    unit = models.CharField(max_length=40, blank=True)
    value = models.FloatField(null=True)
    """The figure to reach; null where none was agreed."""
    by_at = models.DateTimeField(null=True)
    shared_at = models.DateTimeField(null=True)
    """Since when it is part of the plan that the customer sees; null: only among us."""
    note = models.TextField(blank=True)
    """Among us; the customer never sees it."""
    recorded_seq = models.BigIntegerField(default=0)


class Progress(models.Model):
    """The customer's metric as it stood at one moment."""

    belief = models.ForeignKey(Belief, on_delete=models.CASCADE, related_name="progress", db_index=False)
    at = models.DateTimeField()
    value = models.FloatField()
    said_in = models.CharField(max_length=ID, blank=True)
    """The interaction that says so; empty: one of us knows it otherwise."""
    note = models.TextField(blank=True)
    """Among us; the customer never sees it."""
    recorded_seq = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["belief", "at"], name="one_reading_a_moment")]


def fresh_key() -> str:
    """An id for a step that no other home has given."""
    return uuid4().hex


class Step(models.Model):
    """One thing to do on the way, by us or by the customer. A shared one of ours with a day is a promise."""

    class Whose(models.TextChoices):
        US = "us", "us"
        THEM = "them", "them"

    key = models.CharField(max_length=ID, unique=True, default=fresh_key)
    """Its id in files: the same in every home that it is brought to."""
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="steps")
    goal = models.ForeignKey(Belief, on_delete=models.SET_NULL, null=True, related_name="steps")
    text = models.TextField()
    whose = models.CharField(max_length=4, choices=Whose)
    member = said_by_file(Member, related_name="steps")
    contact = said_by_file(Contact, related_name="steps")
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    shared = models.BooleanField(default=True)
    """Whether the customer sees it."""
    note = models.TextField(blank=True)
    """Among us; the customer never sees it."""
    promise_id = models.CharField(max_length=ID, blank=True)
    """The promise that it is, where it is one; whether that is kept says whether the step is done."""
    made_at = models.DateTimeField()
    recorded_seq = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_step_is_done_or_dropped", condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.text
