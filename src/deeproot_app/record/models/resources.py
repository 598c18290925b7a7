"""What we can give, and who is held out of a programme."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from deeproot_app.record.models.customers import ID, Customer
from deeproot_app.record.models.recorded import Recorded


class Resource(Recorded):
    """An item of the library, made for named needs."""

    resource_id = models.CharField(max_length=ID, primary_key=True)
    title = models.CharField(max_length=500)
    kind = models.CharField(max_length=20)
    needs = models.JSONField(default=list)
    personas = models.JSONField(default=list)


class Assignment(Recorded):
    """One customer's arm in one programme."""

    programme_id = models.CharField(max_length=ID)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="assignments")
    arm = models.CharField(max_length=10)
    assigned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme_id", "customer"], name="one_arm_a_customer")
        ]
