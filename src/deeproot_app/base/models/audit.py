"""Who did what, when: the trail that nobody edits."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Audit(models.Model):
    """One act of a person or a command. Rows are only ever added."""

    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    """Who it was, in words that outlive the user: an address, or `command line`."""
    act = models.CharField(max_length=60)
    """What was done: `import.undo`, `promise.keep`, `user.add` ..."""
    about_type = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=400, blank=True)
    detail = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="audit_latest"),
            models.Index(fields=["about_type", "about_id"], name="audit_about"),
        ]
