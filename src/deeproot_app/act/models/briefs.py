"""What support agreed may be offered while a case is open, by whom, until when; and the question that asked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from deeproot_app.act.models.calls import of_customer
from deeproot_app.record.models import Case
from deeproot_app.record.models.customers import ID


class OptionQuestion(models.Model):
    """What may we offer them? Asked of those who work on a case, before somebody else gets in touch."""

    customer = of_customer("+")
    case_id = models.CharField(max_length=ID)
    words = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    """Who asked, in words that outlive the user."""
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_actor = models.CharField(max_length=254, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    """When who asked needed it no longer."""

    case: Case | None = None
    """Its case with what that is about, once a list told it; kept nowhere."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case_id", "actor"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="one_question_waits_of_one_for_a_case",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["customer", "-id"], name="question_of_customer")]

    @property
    def waits(self) -> bool:
        """Whether nobody answered it yet."""
        return self.answered_at is None and self.withdrawn_at is None


class AgreedOption(models.Model):
    """One thing that may be offered to a customer while a case is open."""

    customer = of_customer("+")
    case_id = models.CharField(max_length=ID)
    text = models.TextField()
    offered_by = models.JSONField(default=list)
    """The members who may offer it; none: whoever read the brief."""
    until = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    """Who agreed to it, in words that outlive the user."""
    question = models.ForeignKey(OptionQuestion, on_delete=models.SET_NULL, null=True, related_name="options")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_actor = models.CharField(max_length=254, blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "case_id"], name="option_of_case")]
