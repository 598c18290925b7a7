"""Who is in a programme, how far, and what was done for them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from deeproot_app.plan.models import Programme, ProgrammeVersion
from deeproot_app.record.models import Customer
from deeproot_app.record.models.customers import ID


class Enrolment(models.Model):
    """One customer in one programme, once: treated, or held out. Assigned before the first touch."""

    class State(models.TextChoices):
        UNDER_WAY = "under_way", "Under way"
        ASKS = "asks", "Waits for a yes"
        LEFT = "left", "Has left"
        HELD_OUT = "held_out", "Held out"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="enrolments")
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="enrolments", db_constraint=False, db_index=False
    )
    state = models.CharField(max_length=10, choices=State)
    entered_at = models.DateTimeField()
    place = models.PositiveIntegerField(default=0)
    """Of the step that comes next."""
    since = models.DateTimeField()
    """When they came to that place."""
    approved_by = models.CharField(max_length=254, blank=True)
    """Who said yes to that step, in words that outlive the user; empty: nobody yet."""
    due_at = models.DateTimeField(null=True)
    """When they are looked at next; null for who asks, has left or is held out."""
    left_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=20, blank=True)
    """Why they left (`deeproot.plan.programme.course.Why`)."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "customer"], name="once_in_a_programme")]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="enrolment_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["programme", "state", "id"], name="enrolment_by_state"),
            models.Index(fields=["customer", "id"], name="enrolment_of_customer"),
        ]


class Deed(models.Model):
    """One step that was done for one customer, or why it was not."""

    class Result(models.TextChoices):
        DONE = "done", "Done"
        REFUSED = "refused", "Refused by the gate"
        SKIPPED = "skipped", "Skipped by a person"
        IMPOSSIBLE = "impossible", "Could not be done"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="deeds")
    place = models.PositiveIntegerField()
    step = models.CharField(max_length=ID)
    do = models.CharField(max_length=10)
    result = models.CharField(max_length=10, choices=Result)
    at = models.DateTimeField()
    by = models.CharField(max_length=254, blank=True)
    """Who said yes or no to it; empty where nobody was asked."""
    reasons = models.JSONField(default=list)
    """The gate's reasons."""
    says = models.TextField(blank=True)
    about = models.CharField(max_length=ID, blank=True)
    """What came of it: the sending, the call, the survey."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["enrolment", "place"], name="each_step_once")]
