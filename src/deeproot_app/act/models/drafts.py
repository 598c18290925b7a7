"""How we write: templates with their versions, each colleague's voice, and the writing help of a language model."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from deeproot_app.record.models.customers import ID


class Template(models.Model):
    """A frame for what we write on one occasion in one language; its words stand in its versions."""

    name = models.CharField(max_length=120)
    occasion = models.CharField(max_length=40)
    """A reason of Today, `reply`, `resource` or `free`."""
    language = models.CharField(max_length=3)
    member_id = models.CharField(max_length=ID, blank=True, db_index=True)
    """Whose own it is; empty: the house's."""
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["occasion", "language"], name="template_for")]


class TemplateVersion(models.Model):
    """The words of a template, once written never changed; the last that was not withdrawn is used."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    subject = models.TextField()
    body = models.TextField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["template", "number"], name="one_version_a_number")]


class Voice(models.Model):
    """How one of us writes."""

    class Address(models.TextChoices):
        FORMAL = "formal", "Formally: Guten Tag Frau Weber"
        FIRST = "first", "By the first name: Hallo Jana"

    member_id = models.CharField(max_length=ID, primary_key=True)
    address = models.CharField(max_length=6, choices=Address, default=Address.FORMAL)
    signature = models.TextField(blank=True)
    changed_at = models.DateTimeField()


class WritingHelp(models.Model):
    """One row: the language model that may rewrite drafts. Nothing is sent to it before somebody consented to that."""

    on = models.BooleanField(default=False)
    address = models.CharField(max_length=2_000, blank=True)
    """The base of an OpenAI-compatible endpoint, such as https://models.example.org/v1"""
    model = models.CharField(max_length=200, blank=True)
    key_sealed = models.TextField(blank=True)
    seconds = models.PositiveIntegerField(default=30)
    consented_at = models.DateTimeField(null=True)
    consented_by = models.CharField(max_length=254, blank=True)
    consent_words = models.TextField(blank=True)
    """The words that were consented to, and for which address: another address, and it counts no more."""
