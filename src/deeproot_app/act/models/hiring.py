"""Hiring: questions of culture in versions, candidates, and what each interviewer made of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class CultureQuestion(models.Model):
    """One question of the kit. Until one of us changes the kit there are no rows: the questions given stand."""

    key = models.SlugField(max_length=40, unique=True)
    position = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True)


class CultureQuestionVersion(models.Model):
    """What a question asks and what answers to it show, from one edit to the next."""

    question = models.ForeignKey(CultureQuestion, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    theme = models.CharField(max_length=80)
    text = models.TextField()
    good = models.TextField()
    """What good answers show."""
    warning = models.TextField()
    """What is a warning sign."""
    anchors = models.JSONField(default=list)
    """What an answer is like that is worth 1, 2, 3 and 4."""
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "number"], name="one_culture_question_version_a_number")
        ]


class Candidate(models.Model):
    """Somebody who would like to work with us; their sheet holds the questions as they stood when it was made."""

    class Decision(models.TextChoices):
        OPEN = "", "Not decided"
        OFFER = "offer", "We make an offer"
        NO = "no", "We do not"
        WITHDREW = "withdrew", "They withdrew"

    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200)
    interview_on = models.DateField()
    questions = models.JSONField(default=list)
    """[{key, number, theme, text, good, warning, anchors}]"""
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_actor = models.CharField(max_length=254, blank=True)


class Interview(models.Model):
    """One interviewer's sheet of a candidate: theirs alone until they hand it in."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="interviews", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    scores = models.JSONField(default=dict)
    """{question: 1 to 4}"""
    notes = models.JSONField(default=dict)
    """{question: what was said, in words}"""
    words = models.TextField(blank=True)
    changed_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["candidate", "user"], name="one_interview_of_a_candidate_each")
        ]
