"""The two readings of health: the computed one, derived as all understanding is, and people's own, which is not.

Own readings are only added: one that was taken back stays, and says so.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from deeproot_app.record.models import Customer


class HealthReading(models.Model):
    """Both readings of one customer as they stand: the computed one as of its moment, beside it the latest own one."""

    class Reading(models.TextChoices):
        GOOD = "good", "Good"
        UNEASY = "uneasy", "Uneasy"
        BAD = "bad", "Bad"
        UNKNOWN = "unknown", "Not known"

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="health", db_constraint=False
    )
    as_of = models.DateTimeField(null=True)
    """Null: nothing was computed yet."""
    reading = models.CharField(max_length=10, choices=Reading, default=Reading.UNKNOWN, db_default=Reading.UNKNOWN)
    direction = models.CharField(max_length=10, blank=True, default="", db_default="")
    """better, same, worse; empty where it is not known."""
    known = models.IntegerField(default=0, db_default=0)
    """How many parts are known."""
    fresh_at = models.DateTimeField(null=True)
    """The latest row that any part stands on."""
    says = models.TextField(blank=True, default="", db_default="")
    """Why, in words."""
    parts = models.JSONField(default=list, db_default=[])
    """[{"id", "reading", "direction", "value", "before", "n", "n_before", "at", "says"}]"""
    scenarios = models.JSONField(default=list, db_default=[])
    rests_on_gap = models.BooleanField(default=False, db_default=False)
    own = models.CharField(max_length=10, choices=Reading, blank=True, default="", db_default="")
    """The latest own reading that was not taken back; empty where nobody said anything."""
    own_at = models.DateTimeField(null=True)
    own_by = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["reading", "customer"], name="health_by_reading"),
            models.Index(fields=["fresh_at", "customer"], name="health_by_freshness"),
            models.Index(fields=["own_at", "customer"], name="health_by_own", condition=~Q(own="")),
        ]


class HealthChange(models.Model):
    """The computed reading of one customer from a moment on; another row where the whole or a part reads otherwise."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    reading = models.CharField(max_length=10, choices=HealthReading.Reading)
    parts = models.JSONField(default=dict)
    """{part: reading}, without those that are missing."""
    looked_back = models.BooleanField(default=False)
    """Reckoned later, from what is recorded now of the time before that moment."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "at"], name="health_change_of_one")]


class OwnReading(models.Model):
    """What a person thinks of one customer, and why. Only added; taking it back leaves it where it is."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="own_readings", db_index=False)
    at = models.DateTimeField()
    reading = models.CharField(max_length=10, choices=HealthReading.Reading)
    reason = models.TextField()
    by = models.CharField(max_length=300)
    """Who, by address or as the command line, as the audit trail has it."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "-at"], name="own_reading_of_one")]


class HealthCompared(models.Model):
    """How often each reading was right, as of one moment; the last one stays."""

    as_of = models.DateTimeField()
    document = models.JSONField()
