"""Habits: which small disruption one of us, or a team, took up, and how it goes (docs/habits.md)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class ChosenHabit(models.Model):
    """One habit, kept by a person or by a team, from one day to another."""

    habit = models.CharField(max_length=40)
    """Its id in `deeproot.plan.habits.HABITS`."""
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="habits", db_index=False
    )
    """Whose it is; null for a team's."""
    team = models.CharField(max_length=300, blank=True)
    begins = models.DateField()
    """The first day that counts: in the person's zone, of a team in the organisation's."""
    chosen_at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    ends = models.DateField(null=True)
    """The first day that counts no more."""
    stopped_at = models.DateTimeField(null=True)
    course = models.JSONField(default=dict)
    """How it went, as it was last reckoned: {kept, n, streak, periods: [{begins, state, by, evidence}]}."""
    reckoned_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_habit_is_a_persons_or_a_teams",
                condition=Q(user__isnull=False, team="") | (Q(user__isnull=True) & ~Q(team="")),
            ),
            models.UniqueConstraint(
                fields=["user", "habit"], name="kept_once_by_a_person",
                condition=Q(stopped_at__isnull=True, user__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["team", "habit"], name="kept_once_by_a_team",
                condition=Q(stopped_at__isnull=True, user__isnull=True),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["user", "-chosen_at"], name="habit_of_user")]
