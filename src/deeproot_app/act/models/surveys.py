"""Surveys: what is asked in them, whom we asked, and what they answered (docs/surveys.md)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from deeproot_app.act.models.sendings import Sending, named
from deeproot_app.record.models import Contact, Customer, Member
from deeproot_app.record.models.customers import ID


class Survey(models.Model):
    """What we want to know, in the languages that our customers read. What is asked stands in its questions."""

    class Kind(models.TextChoices):
        NPS = "nps", "Recommendation (NPS)"
        CSAT = "csat", "Satisfaction (CSAT)"
        CES = "ces", "Effort (CES)"
        FREE = "free", "No mark of its own"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    title = models.CharField(max_length=200)
    """What we call it; customers do not read it."""
    kind = models.CharField(max_length=5, choices=Kind)
    """Which of its marks is its score: that of its first question of this kind."""
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    language = models.CharField(max_length=2, default="en")
    """Shown where there are no words in the customer's own."""
    intro = models.JSONField(default=dict)
    """What stands above the questions: {language: words}."""
    thanks = models.JSONField(default=dict)
    """What is said once it is answered: {language: words}."""
    subject = models.JSONField(default=dict)
    asks = models.JSONField(default=dict)
    """Subject and words of the mail that asks, without greeting, link and closing: {language: words}."""
    link_days = models.PositiveSmallIntegerField(default=30)
    """So long a link is good."""
    host = named(Member)
    """Who of ours asks; null: whoever looks after the customer."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    changed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_survey_that_is_closed_says_when", condition=~Q(state="closed") | Q(closed_at__isnull=False)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-made_at", "-id"], name="survey_by_time")]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question of a survey. It is asked of everybody, or only where an earlier answer was so."""

    class Kind(models.TextChoices):
        NPS = "nps", "A mark from 0 to 10 (NPS)"
        CSAT = "csat", "A mark from 1 to 5 (CSAT)"
        CES = "ces", "A mark from 1 to 7 (CES)"
        CHOICE = "choice", "One of several answers"
        TEXT = "text", "Words of their own"

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField()
    """From 1, without gaps."""
    kind = models.CharField(max_length=6, choices=Kind)
    words = models.JSONField(default=dict)
    """{language: question}; `{us}` in it stands for the company's name."""
    ends = models.JSONField(default=dict)
    """What the lowest and the highest mark mean: {language: [lowest, highest]}."""
    choices = models.JSONField(default=list)
    """The answers of a choice, in their order: [{"id": "expensive", "words": {language: words}}, ...]."""
    required = models.BooleanField(default=False)
    only_after = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="leads_to")
    """An earlier question whose answer decides whether this one is asked; null: it always is."""
    least = models.SmallIntegerField(null=True)
    most = models.SmallIntegerField(null=True)
    """Asked where the earlier mark is no lower, no higher; null: no limit."""
    one_of = models.JSONField(default=list)
    """Asked where the earlier choice is one of these ids; empty: whatever was chosen."""

    class Meta:
        ordering: ClassVar = ["survey", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "place"], name="one_question_a_place"),
            models.CheckConstraint(
                name="a_question_does_not_wait_for_itself",
                condition=Q(only_after__isnull=True) | ~Q(only_after=F("id")),
            ),
        ]


class Asked(models.Model):
    """One person, asked on one occasion, with a link of their own; one answer a link."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="asked")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="surveys")
    contact = named(Contact)
    round = models.PositiveIntegerField(default=1)
    """The how manieth time this person is asked this: a person is asked once a round."""
    link = models.PositiveIntegerField(default=1)
    """The number of their present link: one more, and those given out before are good no longer."""
    language = models.CharField(max_length=2)
    """In which we wrote to them."""
    sending = models.ForeignKey(Sending, on_delete=models.SET_NULL, null=True, related_name="+")
    """The mail that asks; null where the link was given to them in another way."""
    programme_id = models.CharField(max_length=ID, null=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=254)
    """Who asked, in words that outlive the user."""
    ends_at = models.DateTimeField()
    """When the link runs out."""
    answered_at = models.DateTimeField(null=True)
    """When they first answered."""
    changed_at = models.DateTimeField(null=True)
    """When they last did."""
    score = models.SmallIntegerField(null=True)
    """The mark of the survey's kind; null while unanswered, or where they gave none."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "contact", "round"], name="asked_once_a_round"),
            models.CheckConstraint(name="a_link_runs_out_after_it_begins", condition=Q(ends_at__gt=F("asked_at"))),
        ]
        indexes: ClassVar = [
            models.Index(fields=["survey", "answered_at", "id"], name="asked_by_answer"),
            models.Index(fields=["contact", "asked_at"], name="asked_of_contact"),
        ]


class Answer(models.Model):
    """What one person answered to one question."""

    asked = models.ForeignKey(Asked, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    mark = models.SmallIntegerField(null=True)
    choice = models.CharField(max_length=64, blank=True)
    """The id of what they chose."""
    text = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["asked", "question"], name="one_answer_a_question")]
        indexes: ClassVar = [models.Index(fields=["question", "mark"], name="answer_by_mark")]
