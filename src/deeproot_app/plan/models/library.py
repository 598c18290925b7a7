"""What belongs to a resource besides its row in the record: where it stands, its editions, files, whom it fits."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from deeproot_app.record.models import Customer, Resource
from deeproot_app.record.models.customers import ID


class Shelved(models.Model):
    """Where a resource stands. One that a file told of has none: it is ready, as it was when it was told."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        READY = "ready", "Ready"
        RETIRED = "retired", "Retired"

    resource = models.OneToOneField(
        Resource, on_delete=models.CASCADE, primary_key=True, related_name="shelved", db_constraint=False
    )
    state = models.CharField(max_length=8, choices=State, default=State.READY)
    examples = models.JSONField(default=list)
    """What customers said whom it is made for: sentences in their own words, by which it is found."""
    changed_at = models.DateTimeField()


class StoredFile(models.Model):
    """A file of the library, whole, as it was given. Kept in the database: a backup has it."""

    key = models.CharField(max_length=32, primary_key=True)
    """A name of our own, drawn by chance."""
    name = models.CharField(max_length=200)
    """What its owner called it: a label, never a path."""
    type = models.CharField(max_length=100)
    """What it was found to be by its first bytes."""
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    """SHA-256 of its bytes, in hexadecimal digits."""
    data = models.BinaryField()
    made_at = models.DateTimeField()


class Edition(models.Model):
    """One version of a resource in one language; the last that was not withdrawn is the one we give."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="editions", db_constraint=False)
    language = models.CharField(max_length=3)
    """ISO 639-1, such as `de`."""
    number = models.PositiveIntegerField()
    """1, 2, 3 … within its language."""
    title = models.CharField(max_length=500)
    says = models.TextField(blank=True)
    """What it says, in a sentence or two: stands in drafts, and is matched with what customers need."""
    address = models.CharField(max_length=2_000, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="editions")
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "language", "number"], name="one_edition_a_number")
        ]


class Fit(models.Model):
    """What of the library serves one need of a customer, as last reckoned; it follows from both, and is no record."""

    belief_id = models.CharField(max_length=ID, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="fits", db_constraint=False)
    of = models.CharField(max_length=32)
    """A digest of the need's words, of the library, and of how they were compared: another one, and it is stale."""
    best = models.JSONField(default=list)
    """The resources that serve it, the best first: [[resource_id, score, [why …]] …]."""
    served = models.BooleanField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer"], condition=Q(served=False), name="fit_unserved")]


class Capacity(models.Model):
    """How many minutes a day one of us has for reaching out, and on which days."""

    member_id = models.CharField(max_length=ID, primary_key=True)
    minutes = models.PositiveIntegerField()
    days = models.JSONField(default=list)
    """Weekdays, 0 is Monday."""
    changed_at = models.DateTimeField()


class Suggested(models.Model):
    """An item that was chosen for one of us for one day, and why it was; what makes the choice fair the next day."""

    day = models.DateField()
    """A day in the organisation's zone."""
    member_id = models.CharField(max_length=ID)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="suggested", db_constraint=False, db_index=False
    )
    item_key = models.CharField(max_length=40)
    rank = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    because = models.CharField(max_length=20)
    """duty, value, need, waited: which rule gave it its place."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "member_id", "customer"], name="one_place_a_customer_a_day")
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-day"], name="suggested_of_customer"),
            models.Index(fields=["item_key"], name="suggested_item"),
        ]
