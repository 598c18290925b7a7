"""Work done in the background, held by a lease."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of background work: waiting, running under a lease, done, or dead after its last attempt."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        DEAD = "dead"

    task = models.CharField(max_length=200)
    """Dotted path of the function."""
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True)
    """While one of the same key waits, a second is not queued."""
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    run_at = models.DateTimeField()
    made_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    token = models.CharField(max_length=32, blank=True)
    """Whoever holds this token may finish the job; a late finisher's is out of date."""
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=5)
    done_units = models.BigIntegerField(default=0)
    all_units = models.BigIntegerField(null=True)
    says = models.TextField(blank=True)
    """Where it stands, or why it failed, in a sentence for a person."""
    result = models.JSONField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "run_at", "id"], name="job_next")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="waiting") & ~Q(key=""), name="one_waiting_job_a_key"
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="running") & ~Q(key=""), name="one_running_job_a_key"
            ),
        ]


class Worker(models.Model):
    """A process that does the background work, and when it last gave a sign of life."""

    name = models.CharField(max_length=200, primary_key=True)
    """Machine, process number, and something of its own."""
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    doing = models.CharField(max_length=200, blank=True)
    """The task it is at; empty while it waits."""


class Due(models.Model):
    """When a scheduled task is next to be queued."""

    name = models.CharField(max_length=200, primary_key=True)
    next_at = models.DateTimeField()
