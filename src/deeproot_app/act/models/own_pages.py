"""The page that a customer may see, on a link of their own, and what they said there (docs/their-page.md)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from deeproot_app.record.models import Contact, Customer
from deeproot_app.record.models.customers import ID


class OwnPage(models.Model):
    """One person's page: there is none before one of us gave them a link."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="own_pages")
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="own_page")
    link = models.PositiveIntegerField(default=1)
    """The number of their present link: one more, and those given out before are good no longer."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    """Who gave it out first, in words that outlive the user."""
    shut_at = models.DateTimeField(null=True)
    """Since when it is shut; null while it can be opened."""

    def __str__(self) -> str:
        return f"The page of {self.contact}"


class PageWord(models.Model):
    """One thing that somebody said on their page. Each is an interaction too; a correction waits for our yes."""

    class About(models.TextChoices):
        FACT = "fact", "Something about them"
        PROMISE = "promise", "A promise"
        CASE = "case", "A case"
        OTHER = "other", "Anything else"

    page = models.ForeignKey(OwnPage, on_delete=models.CASCADE, related_name="words")
    key = models.CharField(max_length=32, unique=True)
    """Drawn when the page was shown: sent twice, it is said once."""
    at = models.DateTimeField()
    about = models.CharField(max_length=8, choices=About)
    row_id = models.CharField(max_length=ID, blank=True)
    """Of a promise or a case: which."""
    field = models.CharField(max_length=20, blank=True)
    """Of a fact: which."""
    before = models.TextField(blank=True)
    """What stood there."""
    said = models.TextField()
    interaction_id = models.CharField(max_length=ID)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=254, blank=True)
    taken = models.BooleanField(null=True)
    """Of a fact: whether we took it over; null while it waits."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_correction_that_was_decided_says_when",
                condition=Q(taken__isnull=True) | Q(decided_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["page", "-at", "-id"], name="page_word_by_time"),
            models.Index(fields=["at"], name="correction_waiting", condition=Q(about="fact") & Q(taken__isnull=True)),
        ]
