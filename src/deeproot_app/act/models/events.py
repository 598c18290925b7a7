"""Events that we hold for customers: when and where, who is asked, who comes, who came."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from deeproot_app.act.models.sendings import Sending, named
from deeproot_app.record.models import Contact, Customer, Member


class Event(models.Model):
    """A webinar, a round table, a dinner for those who have been with us for long."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        CANCELLED = "cancelled", "Called off"

    class Kind(models.TextChoices):
        VALUE = "value", "Something to learn"
        APPRECIATION = "appreciation", "A thank-you"

    title = models.CharField(max_length=200)
    says = models.TextField(blank=True)
    """What those who are invited read about it."""
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.VALUE)
    """What it is to those who come: the kind of its interactions, and of the touch that invites."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    """In which zone its hour is told to everybody."""
    place = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=1_000, blank=True)
    """Where it is joined; shown to those who come."""
    capacity = models.PositiveIntegerField(null=True)
    """So many may come; null for any number."""
    host = named(Member)
    """Who of ours invites."""
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    sequence = models.PositiveIntegerField(default=0)
    """One more with each change of when, where or whether: calendars keep the latest (RFC 5545, 3.8.7.4)."""
    remind_hours = models.PositiveSmallIntegerField(null=True)
    """So many hours before it begins guests are reminded; null: they are not."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="an_event_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes: ClassVar = [models.Index(fields=["starts_at", "id"], name="event_by_time")]

    def __str__(self) -> str:
        return self.title


class Guest(models.Model):
    """One person who is asked to an event, what they answered, and whether they came."""

    class Answer(models.TextChoices):
        YES = "yes", "Comes"
        MAYBE = "maybe", "May come"
        NO = "no", "Does not come"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="guests")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invitations")
    contact = named(Contact)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=254)
    sending = models.ForeignKey(Sending, on_delete=models.SET_NULL, null=True, related_name="+")
    """The mail that invites; null while nothing was sent."""
    asked_again = models.PositiveSmallIntegerField(default=0)
    """How often the invitation was sent again."""
    reminder = models.ForeignKey(Sending, on_delete=models.SET_NULL, null=True, related_name="+")
    """The mail that reminds; null while none was due, or after the one that waited was called back."""
    link = models.PositiveIntegerField(default=1)
    """The number of their present link: one more, and those given out before are good no longer."""
    answer = models.CharField(max_length=5, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    says = models.TextField(blank=True)
    """What they wrote beside their answer."""
    came = models.BooleanField(null=True)
    """Null while nobody said."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "contact"], name="asked_once_to_an_event")]
        indexes: ClassVar = [models.Index(fields=["event", "answer", "id"], name="guest_by_answer")]
