"""Who is the same as whom: links between ids that somebody made, and pairs that wait for somebody's word."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from deeproot_app.record.models.customers import ID
from deeproot_app.record.models.recorded import Recorded


class Kind(models.TextChoices):
    """Of what two ids may be."""

    CUSTOMER = "customer"
    CONTACT = "contact"


class Link(Recorded):
    """One judgement that two ids are one customer, or one person; never deleted, and of no effect once it is undone.

    It moves nothing: rows keep the id under which they were recorded. Who leads those that are linked follows from the
    links alone (`record.identity.groups`) and stands in `merged_into` of each row that another leads.
    """

    link_id = models.CharField(max_length=ID, primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind)
    from_id = models.CharField(max_length=ID)
    """The id that leads on to the other; it keeps answering."""
    into_id = models.CharField(max_length=ID)
    """The id under which both are shown, as far as this link goes."""
    source = models.CharField(max_length=ID)
    """Who says so: `person`, or the source that told of it."""
    reason = models.TextField(blank=True)
    evidence = models.JSONField(default=list)
    """What the two had in common then, in words."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254, blank=True)
    """Who it was, in words that outlive the user."""
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_actor = models.CharField(max_length=254, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "from_id"], name="link_from"),
            models.Index(fields=["kind", "into_id"], name="link_into"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "from_id", "into_id"],
                condition=models.Q(undone_at__isnull=True),
                name="one_standing_link_a_pair",
            )
        ]


class Pair(models.Model):
    """Two ids that may be one, with what speaks for it; what a person said of them is remembered."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        LATER = "later", "Later"
        DIFFERENT = "different", "Not the same"
        GONE = "gone", "Nothing speaks for it any more"

    kind = models.CharField(max_length=8, choices=Kind)
    one = models.CharField(max_length=ID)
    """The lesser of the two ids."""
    other = models.CharField(max_length=ID)
    score = models.FloatField(default=0.0)
    """How likely they are one, between 0 and 1 (`deeproot.understand.identity`); 0 where nobody asked the search."""
    evidence = models.JSONField(default=list)
    """What agrees and what differs: [[what, how it stands, words], …]."""
    attested = models.CharField(max_length=ID, blank=True)
    """The source that says outright that they are one; empty where none does."""
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    found_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    """Put off until then."""
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "one", "other"], name="one_pair")]
        indexes: ClassVar = [
            models.Index(fields=["state", "-score", "id"], name="pair_by_state"),
            models.Index(fields=["kind", "other"], name="pair_other"),
        ]


class MatchKey(models.Model):
    """One thing by which a customer or a contact may be found to be the same as another: a digest of it."""

    kind = models.CharField(max_length=8, choices=Kind)
    row_id = models.CharField(max_length=ID)
    key = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["key", "kind"], name="match_by_key"),
            models.Index(fields=["row_id", "kind"], name="match_of_row"),
        ]


class DuplicateSearch(models.Model):
    """One row: duplicates were looked for among everything recorded up to this number."""

    upto_seq = models.BigIntegerField(default=0)
