"""Who was erased: when, by whose hand, how many rows; of the person only keyed digests, by which they are refused."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Erasure(models.Model):
    """One person, or one customer, erased. It is its own certificate: nothing in it tells who they were."""

    class State(models.TextChoices):
        ASKED = "asked", "Under way"
        DONE = "done", "Done"

    erasure_id = models.CharField(max_length=40, primary_key=True)
    """`erased-` and some letters. It stands in the place of their addresses and ids where others wrote of them."""
    whole = models.BooleanField()
    """Whether a whole customer went; false: one person of a customer that stays."""
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    """Who had them erased, in words that outlive the user."""
    done_at = models.DateTimeField(null=True)
    person = models.JSONField(default=dict)
    """Whom it is about, until it is done; nothing afterwards."""
    counts = models.JSONField(default=dict)
    """{table: [rows gone, rows emptied, rows in which they are named no more]}."""
    notes = models.JSONField(default=list)
    """What whoever asked should know, in sentences."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-asked_at"], name="erasure_by_time")]

    def __str__(self) -> str:
        return self.erasure_id


class ErasedDigest(models.Model):
    """One address or id of somebody erased, as a keyed digest: what brings them back is refused."""

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="digests")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["digest", "erasure"], name="one_digest_an_erasure")]
