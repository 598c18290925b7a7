"""Programmes: what is to be done for many, in which version, and what it would have done in the past."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from deeproot_app.record.models.customers import ID


class Programme(models.Model):
    """A programme (a play): an audience, steps, a hold-out. What it says stands in its versions."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        """Nobody enters, and nothing is done; whoever is in it stays where they are."""
        STOPPED = "stopped", "Stopped"
        """For good: everybody has left it. The hold-out is looked at on."""

    programme_id = models.CharField(max_length=ID, primary_key=True)
    name = models.CharField(max_length=200, unique=True)
    goal = models.TextField(blank=True)
    """What it is to change, in words."""
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    salt = models.CharField(max_length=32)
    """Drawn once: by it the hold-out of one programme says nothing of that of another."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    started_at = models.DateTimeField(null=True)
    """When it was first started."""
    changed_at = models.DateTimeField()
    """When its state last changed."""
    changed_by = models.CharField(max_length=254)
    looked_at = models.DateTimeField(null=True)
    """When it last looked for customers that are to enter."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "name"], name="programme_by_state")]

    def __str__(self) -> str:
        return self.name


class ProgrammeVersion(models.Model):
    """What a programme says, numbered; never altered. Whoever entered with one stays with it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    """As `deeproot.plan.programme.steps` reads it."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_programme_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.number}"


class Simulation(models.Model):
    """What a version would have done on the past record: whom it would have reached, and why not others."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="simulations")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    found = models.JSONField(default=dict)
    """{"looked": days, "entered": n, "holdout": n, "touches": {do: n}, "refused": {reason: n}, "customers": [...]}"""
    says = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["version", "-id"], name="simulation_latest")]
