"""Sources that are connected: what reaches us from them, raw, and how far each is read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from deeproot_app.record.models.customers import ID


class Connection(models.Model):
    """One source that is connected: a mailbox, a shop, a feed, a product that tells of its use."""

    class State(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"
        REMOVED = "removed"

    name = models.CharField(max_length=100, unique=True)
    """Its name, chosen by a person; the completeness ledger tells of it under `<channel>/<name>`."""
    slug = models.CharField(max_length=40, unique=True)
    """Unguessable; stands in the address to which its source sends."""
    channel = models.CharField(max_length=40)
    """The folder under `channels/` that reads it."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    settings = models.JSONField(default=dict)
    """What its channel's form asked for, checked; nothing secret."""
    sealed = models.TextField(blank=True)
    """Its secrets as sealed JSON (`base.sealed`): passwords, signing secrets, keys."""
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    cursor = models.JSONField(default=dict)
    """How far its source is read, in its channel's words; moved in the transaction that keeps what was read."""
    asked_at = models.DateTimeField(null=True)
    """When its source was last asked, or last sent something."""
    answered_at = models.DateTimeField(null=True)
    """When it last answered well: up to then nothing is missing that it would have told."""
    failing_since = models.DateTimeField(null=True)
    says = models.TextField(blank=True)
    """Why it fails, in a sentence that tells what to do; empty where it does not."""
    failures = models.IntegerField(default=0)
    """In a row, since it last answered."""
    next_at = models.DateTimeField(null=True)
    """When it is asked next; null for one whose source sends by itself."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "next_at"], name="connection_due")]

    def __str__(self) -> str:
        return self.name


class Folder(models.Model):
    """One folder of a mailbox, and how far it is read (RFC 9051, 2.3.1.1; RFC 7162)."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="folders")
    name = models.CharField(max_length=ID)
    uidvalidity = models.BigIntegerField()
    highest_uid = models.BigIntegerField(default=0)
    highest_modseq = models.BigIntegerField(default=0)
    there = models.BigIntegerField(default=0)
    """Messages in it when it was last asked."""
    seen = models.BigIntegerField(default=0)
    """Messages of it that were ever fetched."""
    direction = models.CharField(max_length=10, blank=True)
    """`sent` for the folder of what we wrote."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["connection", "name"], name="one_folder_a_name")]


class Arrival(models.Model):
    """One thing as a source delivered it: a mail, a call of a webhook, a batch of events; raw, and never altered.

    It is committed before its source is told that it was received. Only then is it read.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        """Not read yet."""
        RECORDED = "recorded"
        NOBODYS = "nobodys"
        """Nobody we know: read again when somebody new is known."""
        IGNORED = "ignored"
        """Nothing in it that the record keeps."""
        UNREADABLE = "unreadable"
        """In quarantine: kept, shown, and read again when asked to."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="arrivals", db_index=False)
    key = models.CharField(max_length=ID)
    """What the source calls this delivery, the same when it is delivered again; else a digest of its bytes."""
    arrived_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True)
    """Why it is in quarantine, or nobody's; a clause."""
    headers = models.JSONField(default=dict)
    """What came beside the bytes and is needed to read them: event, kind, when; never a secret."""
    data = models.BinaryField()
    """Its bytes, zlib-compressed."""
    size = models.BigIntegerField()
    """Bytes before compression."""
    told = models.IntegerField(default=0)
    """How many things (events, mails) it holds; known once it is read."""
    recorded = models.IntegerField(default=0)
    """How many rows of the record it gave."""
    rows = models.JSONField(default=list)
    """Those rows: [[table, row id], …]; what to erase with a person, and the way from a row to its raw bytes."""
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["connection", "key"], name="one_arrival_a_key")]
        indexes: ClassVar = [
            models.Index(fields=["state", "connection", "id"], name="arrival_by_state"),
            models.Index(fields=["connection", "arrived_at"], name="arrival_by_time"),
        ]


class Awaited(models.Model):
    """What an arrival that is nobody's waits for: it is read again once that is recorded."""

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="awaited")
    what = models.CharField(max_length=40)
    """A table of the record, or `address`."""
    value = models.CharField(max_length=700)
    """The key of the row that is missing there, or the address that no contact has."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["what", "value"], name="awaited_thing")]


class Said(models.Model):
    """When a source said what stands in the columns of a row, so that older news never overwrites newer.

    Each column keeps the latest `(moment, key)`: whatever order things arrive in, and however often, the row ends the
    same (a last-writer-wins register; Shapiro et al., 2011, "A comprehensive study of convergent and commutative
    replicated data types", specification 9).
    """

    table = models.CharField(max_length=40)
    row_id = models.CharField(max_length=700)
    columns = models.JSONField(default=dict)
    """[[moment as ISO 8601 in UTC, key, [column, ...]], ...]."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["table", "row_id"], name="one_said_a_row")]
