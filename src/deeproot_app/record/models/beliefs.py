"""What we hold about a customer or a persona, with its evidence."""

from __future__ import annotations

from django.db import models

from deeproot_app.record.models.customers import ID, Customer
from deeproot_app.record.models.recorded import Recorded


class Belief(Recorded):
    """A need, pain, gain, goal, strength, origin or capacity; without evidence it is an assumption."""

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
