"""What a mailbox's server said of each day of each folder, and what we hold of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from deeproot_app.record.models.connections import Folder


class FolderDay(models.Model):
    """The mails that came into one folder on one day. Seen = stored + missing."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    """In UTC, by when the server says they came in."""
    seen = models.IntegerField(default=0)
    """Mails that the server listed."""
    stored = models.IntegerField(default=0)
    """Those whose bytes are kept."""
    cut = models.IntegerField(default=0)
    """Of the stored: too long to be kept whole; their beginning is."""
    missing = models.IntegerField(default=0)
    """Listed, and not given whenever they were asked for."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["folder", "day"], name="one_row_a_folder_and_day")]
