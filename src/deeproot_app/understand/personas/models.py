"""Personas as people describe them, each version kept; who gave a customer its persona; and what is suggested."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from deeproot_app.record.models import Customer
from deeproot_app.record.models.customers import ID

LONGEST = 4_000


class PersonaVersion(models.Model):
    """What people said of a persona from a moment on; the latest one holds. Only added."""

    persona = models.CharField(max_length=ID)
    """Its name, as customers and beliefs have it."""
    number = models.PositiveIntegerField()
    challenges = models.TextField(blank=True, max_length=LONGEST)
    value = models.TextField(blank=True, max_length=LONGEST)
    """What value is to them."""
    cadence_days = models.PositiveIntegerField(null=True)
    """So often they want to hear from us."""
    channels = models.JSONField(default=list)
    """The doors they like, the dearest first."""
    traits = models.JSONField(default=dict)
    """How its customers lived with us then (`drift.means`); empty where none was known."""
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=254)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["persona", "number"], name="one_persona_version_a_number")
        ]


class PersonaGiven(models.Model):
    """One act by which customers were given a persona: a person's word on one, or a suggestion taken for many."""

    class Way(models.TextChoices):
        WORD = "word", "said of this customer"
        SUGGESTION = "suggestion", "a suggestion taken"

    persona = models.CharField(max_length=ID, blank=True)
    """Empty: taken away."""
    way = models.CharField(max_length=10, choices=Way)
    made_at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    undone_at = models.DateTimeField(null=True)


class PersonaOf(models.Model):
    """One customer in such an act, with what stood before."""

    given = models.ForeignKey(PersonaGiven, on_delete=models.CASCADE, related_name="customers")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=True
    )
    before = models.CharField(max_length=ID, null=True)
    change_id = models.BigIntegerField()
    """Of the record's own history: no later file outranks it."""


class PersonaReading(models.Model):
    """What the record suggested at a moment, and what had drifted; the latest is shown."""

    as_of = models.DateTimeField()
    made_at = models.DateTimeField()
    code = models.CharField(max_length=60)
    document = models.JSONField(default=dict)
    """Of `suggest.document`, without the customers of each, and `moved`: {persona: [trait, before, now, apart]}."""


class PersonaSuggested(models.Model):
    """Which persona a reading suggests for a customer, and which other one given by people it fits better."""

    reading = models.ForeignKey(PersonaReading, on_delete=models.CASCADE, related_name="customers", db_index=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=True
    )
    place = models.IntegerField(null=True)
    """Of the suggested persona, 0 the largest; null where nothing is suggested."""
    better = models.CharField(max_length=ID, blank=True)
    times = models.FloatField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["reading", "place"], name="persona_suggested_place")]
