"""Support cases."""

from __future__ import annotations

from django.db import models

from deeproot_app.record.models.customers import ID, Customer, Member
from deeproot_app.record.models.recorded import Recorded, said_by_file


class Case(Recorded):
    """One case, from opened to confirmed: only the customer can say that it is solved."""

    case_id = models.CharField(max_length=ID, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="cases")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    severity = models.CharField(max_length=ID, null=True)
    owner = said_by_file(Member, related_name="cases", db_column="owner", db_index=True)

    about: str = ""
    """What it is about, once `record.case_names` told it; kept nowhere."""
