"""Everyone on board: who takes part, the first weeks of a newcomer, and the log of using our own product."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from deeproot_app.understand.journey.models import JourneyIdea


class TeamWeek(models.Model):
    """By which ways one of us took part in a week, and a row or two that say so. Only that it was: never how often."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    week = models.DateField()
    """Its Monday, in the organisation's zone."""
    ways = models.JSONField(default=dict)
    """{way: [[what, id], ...]}, as `act.team.deeds` found it."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "week"], name="one_team_week_a_person")]
        indexes: ClassVar = [models.Index(fields=["week"], name="team_week")]


class TeamFigures(models.Model):
    """One row: how many take part, as it was last reckoned."""

    as_of = models.DateTimeField()
    document = models.JSONField(default=dict)
    """Of `act.team.reckon.document`."""


class Away(models.Model):
    """Days on which one of us is away; whole weeks of it do not count."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="away", db_index=False)
    first = models.DateField()
    last = models.DateField()
    """The last day away."""
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="away_ends_after_it_begins", condition=Q(last__gte=models.F("first")))
        ]
        indexes: ClassVar = [models.Index(fields=["user", "-last"], name="away_of_user")]


class TeamInvitation(models.Model):
    """That one of us is invited to take part in a way they have not tried yet. Declined quietly: nobody is told."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    way = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "-at"], name="invitation_of_user"),
            models.Index(fields=["way", "-at"], name="invitation_to_way"),
        ]


class FirstWeeks(models.Model):
    """What was said of somebody's path of the first weeks; without a row, whoever joined lately has one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="first_weeks"
    )
    begins_at = models.DateTimeField(null=True)
    """Since when they walk it by their own wish; null: since they joined."""
    dismissed_at = models.DateTimeField(null=True)


class OwnUse(models.Model):
    """One time that one of us used our own product as a customer would."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    """Who it was, in words that outlive the user."""
    used_on = models.DateField()
    felt = models.SmallIntegerField()
    """-2 very bad … 2 very good, as in a walk."""
    folded = models.TextField()
    """The words of its last version without capitals, to be searched."""
    version = models.PositiveIntegerField(default=1)
    """The number of its last version: an edit names the one that it was made on."""
    idea = models.ForeignKey(JourneyIdea, on_delete=models.SET_NULL, null=True, related_name="+")
    """The idea that came of it: it stands on its map, as those of walks do."""
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-used_on", "-id"], name="own_use_latest")]


class OwnUseVersion(models.Model):
    """What an entry said, from one edit to the next."""

    use = models.ForeignKey(OwnUse, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    used_on = models.DateField()
    tried = models.TextField()
    like = models.TextField(blank=True)
    hindered = models.TextField(blank=True)
    felt = models.SmallIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["use", "number"], name="one_own_use_version_a_number")]


class OwnUsePicture(models.Model):
    """A picture of what was seen."""

    use = models.ForeignKey(OwnUse, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=20)
    data = models.BinaryField()
    taken_at = models.DateTimeField()
