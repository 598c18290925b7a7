"""Support cases."""

from __future__ import annotations

from django.db import models

from deeproot_app.record.models.customers import ID, Customer, Member
from deeproot_app.record.models.recorded import Recorded


class Case(Recorded):
    """One case, from opened to confirmed: only the customer can say that it is solved."""

    case_id = models.CharField(max_length=ID, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="cases")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    severity = models.CharField(max_length=ID, null=True)
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="cases", db_column="owner")
