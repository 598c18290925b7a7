"""The company that uses this system."""

from __future__ import annotations

from django.db import models

from deeproot_app.base import look


class Organisation(models.Model):
    """One row: the organisation's name, zone, country, and the defaults it changed."""

    name = models.CharField(max_length=200, blank=True)
    timezone = models.CharField(max_length=64, default="UTC")
    """Times without an offset in an imported file are in this zone, and its day is the day of Today."""
    country = models.CharField(max_length=2, blank=True)
    thresholds = models.JSONField(default=dict)
    """Scenario thresholds that differ from the defaults: {scenario: {name: number}}."""
    members_see = models.CharField(
        max_length=3, default="all", choices=[("all", "Every customer"), ("own", "Their own and their team's")]
    )
    domains = models.JSONField(default=list)
    """Our own mail domains, in lower case: who writes from them is one of us, unless a customer's contact."""
    simulated = models.BooleanField(default=False)
    """True for the sample company: every page says so."""

    @classmethod
    def get(cls) -> Organisation:
        """The one row; the defaults, not yet saved, where nobody changed any: looking writes nothing."""
        return look.once(cls, lambda: cls.objects.filter(pk=1).first() or cls(pk=1))
