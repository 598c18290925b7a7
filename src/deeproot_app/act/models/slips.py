"""Where work slips between us: what customers had to explain again, what one does that is another's, what is done."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from deeproot_app.act.models.calls import of_customer
from deeproot_app.record.models import Case, Member
from deeproot_app.record.models.customers import ID
from deeproot_app.record.models.recorded import said_by_file


class Slip(models.Model):
    """One time that a customer explained it again, or that one of us did what was another's to do."""

    class What(models.TextChoices):
        AGAIN = "again", "Explained again"
        CASE = "case", "Answered in a case of another"
        PROMISE = "promise", "Kept a promise of another"

    key = models.CharField(max_length=700, unique=True)
    """What, and the interaction in which it was (of a promise: and the promise)."""
    what = models.CharField(max_length=10, choices=What)
    customer = of_customer("+")
    interaction_id = models.CharField(max_length=ID)
    """Its evidence: their words that they had said before, or ours that were another's to say."""
    case_id = models.CharField(max_length=ID, blank=True)
    promise_id = models.CharField(max_length=ID, blank=True)
    whose = said_by_file(Member, related_name="+")
    """Whose it was: who had answered before, or who owns the case or the promise."""
    by = said_by_file(Member, related_name="+")
    """Who went on with it."""
    at = models.DateTimeField()

    case: Case | None = None
    """Its case with what that is about, once a list told it; kept nowhere."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["what", "-at", "-id"], name="slip_by_time"),
            models.Index(fields=["customer"], name="slip_of_customer"),
        ]


class Mending(models.Model):
    """What was decided about a place where work slips; what slips there afterwards counts anew."""

    class Verdict(models.TextChoices):
        STEP = "step", "A step"
        NOTE = "note", "A note"
        DISMISSED = "dismissed", "Nothing to mend"

    place = models.CharField(max_length=700)
    """`again`, `case` or `promise`, then the teams between which it slips."""
    verdict = models.CharField(max_length=10, choices=Verdict)
    words = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """Of a step: whose it is."""
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["place", "-at"], name="mending_of_place"),
            models.Index(fields=["-at", "-id"], condition=Q(verdict="step", done_at__isnull=True), name="mending_open"),
        ]
