"""The limits of the gate as the organisation changed them, and the times a person decided otherwise."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from deeproot_app.record.models.customers import ID


class PolicyLimits(models.Model):
    """One row: what the organisation changed of the limits (`deeproot.plan.policy.Limits.of`)."""

    changed = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")


class Override(models.Model):
    """One time a person decided otherwise than the gate: about one touch, with a reason; never about an objection."""

    customer_id = models.CharField(max_length=ID)
    contact_id = models.CharField(max_length=ID, null=True)
    member_id = models.CharField(max_length=ID, null=True)
    channel = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    reasons = models.JSONField(default=list)
    """The ids of the reasons that they overruled."""
    facts = models.JSONField(default=list)
    """What had triggered them, in words."""
    reason = models.TextField()
    """Why, in their words."""
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer_id", "at"], name="override_of_customer")]
