"""How rows came to be here: imports, what they changed, what they refused, and the raw rows."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Batch(models.Model):
    """One import of one file; it can be undone whole."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        UNDOING = "undoing"
        UNDONE = "undone"

    table = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=300)
    filename = models.CharField(max_length=1000)
    sha256 = models.CharField(max_length=64, db_index=True)
    group = models.CharField(max_length=32, blank=True, db_index=True)
    """Files that were uploaded together have one; they are imported together. Empty where a command imported."""
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    header = models.JSONField(default=list)
    """The file's columns as they stand in it."""
    settings = models.JSONField(default=dict)
    """Delimiter, encoding, mapping, zone: all that is needed to read the raw rows again."""
    read = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    also = models.JSONField(default=dict)
    """What the file's rows gave in other tables: {table: {created, updated, unchanged}}."""
    resume_from = models.BigIntegerField(default=0)
    """The line of the file up to which blocks are committed: whoever takes the import up again goes on after it."""
    last_seq = models.BigIntegerField(default=0)
    """The sequence number of its last change to the record."""
    token = models.CharField(max_length=32, blank=True)
    """Whoever holds this token may commit blocks; an earlier holder that was thought dead may not."""
    beat_at = models.DateTimeField(null=True)
    """When its last block was committed."""
    refused_file = models.CharField(max_length=1000, blank=True)
    notes = models.JSONField(default=list)
    """What a person should know of how the file was read, in sentences."""
    says = models.TextField(blank=True)
    """Why it failed."""


class RawBlock(models.Model):
    """The raw rows of an import, some hundred to a block, compressed; never altered, save when a person is erased."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="raw_blocks", db_index=False)
    first_line = models.BigIntegerField()
    lines = models.IntegerField()
    data = models.BinaryField()
    """zlib-compressed UTF-8 JSON: a list of [line, the row's text as it stands in the file]."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "first_line"], name="one_block_a_line")]


class RefusedRow(models.Model):
    """A row that could not be taken: kept, with where and why."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="refused_rows", db_index=False)
    line = models.BigIntegerField()
    column = models.CharField(max_length=300, blank=True)
    reason = models.TextField()
    cells = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["batch", "line", "id"], name="refused_row_place")]


class Change(models.Model):
    """A row that an import (or a person) changed, as it stood before: what an undo restores, and its history."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, null=True, related_name="changes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    recorded_seq = models.BigIntegerField()
    table = models.CharField(max_length=40)
    row_id = models.CharField(max_length=700)
    before = models.JSONField(null=True)
    """The row as it stood; null where the change created it."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["table", "row_id"], name="change_of_row")]


class FileMapping(models.Model):
    """A saved way to read a file of others: which of its columns is which of ours."""

    name = models.CharField(max_length=100, unique=True)
    mapping = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
