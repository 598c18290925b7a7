"""What we hold about a customer or a persona, with its evidence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from deeproot_app.record.models.customers import ID, Customer
from deeproot_app.record.models.recorded import Recorded


class Standing(models.Manager["Belief"]):
    """Beliefs that stand for themselves: one that says the same as another is shown as that other."""

    def get_queryset(self) -> models.QuerySet[Belief]:
        return super().get_queryset().filter(merged_into__isnull=True)


class Belief(Recorded):
    """A need, pain, gain, goal, strength, origin or capacity; without evidence it is an assumption.

    Of one customer; else of a persona; else, where both are null, of all our customers.
    """

    belief_id = models.CharField(max_length=ID, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, related_name="beliefs")
    persona = models.CharField(max_length=ID, null=True)
    about = models.CharField(max_length=20)
    text = models.TextField()
    horizon = models.CharField(max_length=20, null=True)
    metric = models.TextField(null=True)
    from_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    evidence = models.JSONField(default=list)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="merged")
    """The belief that says the same, under which this one is shown (`record.same_beliefs`)."""

    every: ClassVar[models.Manager[Belief]] = models.Manager()
    """Also those that are shown as another. It comes first: what goes with its customer or its file goes whole."""
    objects: ClassVar[models.Manager[Belief]] = Standing()

    def __str__(self) -> str:
        return self.text
