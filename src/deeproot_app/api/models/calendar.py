"""The link by which a person's calendar reads their due promises."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class CalendarLink(models.Model):
    """One person's link. Its address is signed; a new nonce makes every earlier address worthless."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_link")
    nonce = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
