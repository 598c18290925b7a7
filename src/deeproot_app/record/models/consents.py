"""What people said about being contacted: an append-only ledger, and the addresses it holds for, as keyed digests."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from deeproot_app.record.models.customers import ID


class Consent(models.Model):
    """One word about being contacted, or one of ours; never changed, never deleted while it forbids anything.

    It hangs on nothing: neither undoing an import nor erasing a person takes an objection away.
    """

    class State(models.TextChoices):
        CONSENTED = "consented"
        OBJECTED = "objected"
        DO_NOT_CONTACT = "do_not_contact", "do not contact"
        LIFTED = "lifted", "do not contact lifted"
        LINKS_REVOKED = "links_revoked", "links revoked"

    class Purpose(models.TextChoices):
        MARKETING = "marketing"
        SURVEY = "survey", "surveys"
        TRACKING = "tracking", "measuring whether mail is opened"
        ALL = "all", "everything"

    consent_id = models.CharField(max_length=ID, primary_key=True)
    customer_id = models.CharField(max_length=ID, null=True)
    """Whose it was when it was said; empty once they are erased."""
    contact_id = models.CharField(max_length=ID, null=True)
    """The person it is about; empty where it is the whole customer."""
    state = models.CharField(max_length=20, choices=State)
    purpose = models.CharField(max_length=20, choices=Purpose)
    channel = models.CharField(max_length=20, blank=True)
    """email, call, sms …; empty for every channel."""
    at = models.DateTimeField()
    """When it was said; never later than it was recorded."""
    recorded_at = models.DateTimeField()
    how = models.CharField(max_length=20)
    """preferences, one_click, colleague, import, connection, api, reply, complaint."""
    sure = models.BooleanField(default=True)
    """Whether it may loosen: the person's own act, or recorded with words and proof. A file's word never is."""
    source = models.CharField(max_length=ID, blank=True)
    """The file or connection that told of it."""
    language = models.CharField(max_length=8, blank=True)
    words = models.TextField(blank=True)
    """The words they saw when they said it."""
    proof = models.TextField(blank=True)
    """What proves it: a form's number, a line of a file, the address it came from."""
    by = models.CharField(max_length=254, blank=True)
    """Who recorded it, in words that outlive the user; `themself` for the person."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_seq = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer_id"], name="consent_of_customer"),
            models.Index(fields=["contact_id"], name="consent_of_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.purpose}"


class ConsentAddress(models.Model):
    """An address for which a word holds, as a keyed digest: it is found again however the person comes back."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="addresses")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["digest", "consent"], name="one_address_a_consent")]


class ConsentKey(models.Model):
    """One row: the key of the digests. It travels with the database: a restored backup knows its objections again."""

    key = models.BinaryField()
