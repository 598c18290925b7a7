"""The morning's word to each colleague: what they owe today, told once a day at the hour they like."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models


class DigestWish(models.Model):
    """How one of us wants to be told in the morning; without a row the defaults hold."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="digest_wish"
    )
    wanted = models.BooleanField(default=True)
    at = models.TimeField(default=time(7, 30))
    """In their own zone."""
    weekends = models.BooleanField(default=False)


class Digest(models.Model):
    """That one of us was told on one day: never twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField()
    """Their own day, in their zone."""
    told_at = models.DateTimeField()
    overdue = models.PositiveIntegerField(default=0)
    due = models.PositiveIntegerField(default=0)
    escalated = models.PositiveIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day")]
