"""Calls: whom to ring up, what came of each attempt, and the words somebody was typing meanwhile."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from deeproot_app.record.models import Contact, Customer, Member
from deeproot_app.record.models.customers import ID
from deeproot_app.record.models.recorded import said_by_file


def of_customer(related_name: str) -> models.ForeignKey[Any, Any]:
    """A reference to a customer that never stands in the way of taking them away."""
    return models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name=related_name, db_constraint=False, db_index=False
    )


class Call(models.Model):
    """One call to be made to one customer, over as many attempts as it takes."""

    class State(models.TextChoices):
        WAITING = "waiting", "To be made"
        DONE = "done", "Made"
        GIVEN_UP = "given_up", "Given up"
        """Nobody answered as often as it was tried; another way is better now."""
        DROPPED = "dropped", "Taken off"

    class Origin(models.TextChoices):
        TODAY = "today", "From Today"
        BY_HAND = "by_hand", "Put here by hand"
        PROMISE = "promise", "For a promise"
        AGREED = "agreed", "Agreed on in a call"
        PROGRAMME = "programme", "From a programme"

    customer = of_customer("calls")
    contact = said_by_file(Contact, related_name="+")
    """Who is to be rung up; null: whoever has a number."""
    member = said_by_file(Member, related_name="+")
    """In whose list it stands; null: nobody's yet."""
    origin = models.CharField(max_length=12, choices=Origin)
    origin_key = models.CharField(max_length=ID, blank=True)
    """The item of Today, the promise, or the programme's step that it is for."""
    reason = models.CharField(max_length=40, blank=True)
    """Today's reason; empty where a person put it here."""
    headline = models.TextField()
    next_step = models.TextField(blank=True)
    promise_id = models.CharField(max_length=ID, blank=True)
    """The promise that it is about."""
    not_before = models.DateTimeField(null=True)
    """When it is next to be tried; null: now."""
    wished = models.BooleanField(default=False)
    """Whether the customer named that moment."""
    attempts = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    settled_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    """Who put it here, in words that outlive the user."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["origin", "origin_key"],
                condition=Q(state="waiting") & ~Q(origin_key=""),
                name="one_call_waits_for_one_thing",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "id"], condition=Q(state="waiting"), name="call_of_member"),
            models.Index(fields=["customer", "-id"], name="call_of_customer"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class CallAttempt(models.Model):
    """What came of ringing them up once; with all that was written of it, so that it can be taken back."""

    class Outcome(models.TextChoices):
        REACHED = "reached", "Reached"
        NO_ANSWER = "no_answer", "No answer"
        VOICEMAIL = "voicemail", "Left a message"
        WRONG_NUMBER = "wrong_number", "Wrong number"
        CALL_BACK = "call_back", "Call back at another time"

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="tried")
    outcome = models.CharField(max_length=12, choices=Outcome)
    at = models.DateTimeField()
    phone = models.CharField(max_length=60, blank=True)
    """The number that was dialled."""
    member = said_by_file(Member, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    """Who rang up, in words that outlive the user."""
    interaction_id = models.CharField(max_length=ID)
    wrote = models.JSONField(default=dict)
    """What came of it in the record: {"interactions": [...], "beliefs": [change ...], "promises": [change ...],
    "decision": id, "next": call}."""
    before = models.JSONField(default=dict)
    """How the call stood before."""
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["call", "-id"], name="attempt_of_call"),
            models.Index(fields=["phone"], name="attempt_wrong", condition=Q(outcome="wrong_number")),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class CallDraft(models.Model):
    """What somebody typed during a call, kept as they type: a lost page loses nothing."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["call", "user"], name="one_draft_a_call_and_user")]


class CallScript(models.Model):
    """What to say in a call, written by our people: it stands before the one that came with the program."""

    name = models.CharField(max_length=100, unique=True)
    reasons = models.JSONField(default=list)
    """For which reasons of Today; none: for calls of every reason."""
    text = models.TextField()
    """Steps and branches (`act.calls.script`)."""
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=254)

    def __str__(self) -> str:
        return self.name
