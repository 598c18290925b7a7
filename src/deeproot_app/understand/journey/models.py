"""Maps of the journey: their versions, the rows behind what was measured, walks with pictures, and ideas.

A version is never changed: each edit is another one, and undoing goes back to an earlier board by one more. What a
map says is about many customers; only the rows behind it name any, and those go when the customer goes.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from deeproot_app.record.models import Customer
from deeproot_app.record.models.customers import ID

LONGEST_NAME = 120


class JourneyMap(models.Model):
    """One map: of the customers of a persona, or of all."""

    name = models.CharField(max_length=LONGEST_NAME)
    persona = models.CharField(max_length=200, blank=True)
    """Empty: all customers."""
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    removed_at = models.DateTimeField(null=True)


class JourneyDrawing(models.Model):
    """What the record said of a map's customers at a moment."""

    map = models.ForeignKey(JourneyMap, on_delete=models.CASCADE, related_name="drawings")
    as_of = models.DateTimeField()
    code = models.CharField(max_length=60)
    """The version of Deeproot and of the reckoning."""
    document = models.JSONField(default=dict)
    """Of `draw.document`."""


class JourneyVersion(models.Model):
    """The map as it stood after one change: what is measured, and what people say."""

    map = models.ForeignKey(JourneyMap, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    """1, 2, 3 …"""
    says = models.CharField(max_length=300)
    """What was changed."""
    board = models.JSONField(default=dict)
    """{"stages": [{"key", "name", "touchpoints": [{"key", "node", "name", and a text a row}]}]}"""
    drawing = models.ForeignKey(JourneyDrawing, on_delete=models.CASCADE, related_name="versions")
    """What was measured when it was made."""
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=254)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["map", "number"], name="one_journey_version_a_number")]


class JourneyRow(models.Model):
    """One of the latest steps behind a touchpoint of a map, as of its last drawing."""

    map = models.ForeignKey(JourneyMap, on_delete=models.CASCADE, related_name="rows", db_index=False)
    node = models.IntegerField()
    which = models.CharField(max_length=4)
    """all, dead, or felt."""
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=True
    )
    row_id = models.CharField(max_length=ID + 40)
    """The interaction; or case, contract or purchase, with its id."""
    at = models.DateTimeField()
    sentiment = models.FloatField(null=True)
    days = models.FloatField()
    """Until the next step, or until the drawing."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["map", "node", "which", "-at"], name="journey_row_behind")]


class JourneyBeside(models.Model):
    """The journey before a date and after, of one map."""

    map = models.ForeignKey(JourneyMap, on_delete=models.CASCADE, related_name="besides", db_index=False)
    date = models.DateField()
    document = models.JSONField(default=dict)
    """Of `draw.compared`; empty while it is being reckoned."""
    as_of = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["map", "date"], name="one_journey_beside_a_date")]


class JourneyWalk(models.Model):
    """A colleague's own way through a map, as a customer would go it."""

    map = models.ForeignKey(JourneyMap, on_delete=models.CASCADE, related_name="walks")
    number = models.PositiveIntegerField()
    """The version that was walked."""
    steps = models.JSONField(default=list)
    """[{"key", "stage", "name"}], as they stood when it began."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class JourneyNote(models.Model):
    """What was seen and felt at one step of a walk."""

    walk = models.ForeignKey(JourneyWalk, on_delete=models.CASCADE, related_name="notes", db_index=False)
    place = models.PositiveIntegerField()
    """Of the step in the walk, from 1."""
    saw = models.TextField(blank=True)
    felt = models.SmallIntegerField(null=True)
    """From -2 (very bad) to 2 (very good)."""
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["walk", "place"], name="one_journey_note_a_step")]


class JourneyPicture(models.Model):
    """A picture taken at a step of a walk; kept in the database, as it was made clean."""

    walk = models.ForeignKey(JourneyWalk, on_delete=models.CASCADE, related_name="pictures")
    place = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=20)
    data = models.BinaryField()
    taken_at = models.DateTimeField()


class JourneyIdea(models.Model):
    """What would make a step better; with who sees to it, and how far that is."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DOING = "doing", "Being done"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    map = models.ForeignKey(JourneyMap, on_delete=models.CASCADE, related_name="ideas")
    walk = models.ForeignKey(JourneyWalk, on_delete=models.SET_NULL, null=True, related_name="ideas")
    step = models.CharField(max_length=80)
    """The key of the touchpoint it is about."""
    text = models.CharField(max_length=1_000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    actor = models.CharField(max_length=254)
