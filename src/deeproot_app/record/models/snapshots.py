"""That the record was handed over to files: by which a folder of them is known to be of this record, and not older."""

from __future__ import annotations

from django.db import models


class HandedOver(models.Model):
    """One time that the record was written to files (`record/snapshot`).

    The files carry the same token. A database that was put back from a backup, or another one, does not know it: then
    the numbers of its changes do not follow those that the files have seen, and they are written anew.
    """

    token = models.CharField(max_length=32, primary_key=True)
    made_at = models.DateTimeField(db_index=True)
