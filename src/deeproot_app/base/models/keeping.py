"""Terms of keeping that an administrator changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class KeepingTerm(models.Model):
    """How long one kind of thing is kept here, where that is not as it comes (`base.keeping`)."""

    name = models.CharField(max_length=40, primary_key=True)
    days = models.IntegerField(null=True)
    """Null: for as long as whom it is about."""
    set_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    """Who set it, in words that outlive the user."""
