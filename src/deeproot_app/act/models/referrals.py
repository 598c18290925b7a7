"""Ambassadors: whom we asked for a favour and what they said; and who brought us whom (docs/loyalty.md)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from deeproot_app.act.models.sendings import Sending, named
from deeproot_app.record.models import Contact, Customer
from deeproot_app.record.models.customers import ID


class AmbassadorAsk(models.Model):
    """One favour that we asked one customer for, and what they said to it."""

    class Favour(models.TextChoices):
        RECOMMEND = "recommend", "Recommend us to somebody they know"
        REFERENCE = "reference", "Talk with somebody who considers us"
        REVIEW = "review", "Say a word in public"

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        YES = "yes", "Said yes"
        NO = "no", "Said no"
        NONE = "none", "No answer"
        TAKEN_BACK = "taken_back", "Taken back"
        """It never reached them, or was noted by mistake: it does not count."""

    key = models.CharField(max_length=64, unique=True)
    """Drawn when the page was opened: a second click is the same asking."""
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="favours", db_index=False)
    contact = named(Contact)
    favour = models.CharField(max_length=10, choices=Favour)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    channel = models.CharField(max_length=20)
    sending = models.ForeignKey(Sending, on_delete=models.SET_NULL, null=True, related_name="+")
    """The mail that asks."""
    interaction_id = models.CharField(max_length=ID, blank=True)
    """What the record tells of it by, where it was asked by word of mouth; empty for a mail."""
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=254)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=254, blank=True)
    """Who of us wrote their answer down."""
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"], name="asked_for_one_favour_at_a_time", condition=Q(state="asked")
            ),
            models.CheckConstraint(
                name="a_favour_that_was_answered_says_when",
                condition=Q(state__in=["asked", "taken_back"]) | Q(answered_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-asked_at", "-id"], name="favour_by_time"),
            models.Index(fields=["customer", "-asked_at"], name="favour_of_customer"),
        ]


class Referral(models.Model):
    """That a customer told somebody of us: who it was, how we know, and the customer that became of them."""

    class How(models.TextChoices):
        NEWCOMER = "newcomer", "The new customer said so"
        AMBASSADOR = "ambassador", "Whoever told them of us said so"
        BY_HAND = "by_hand", "One of us knows it"
        FILE = "file", "A file says so"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="referrals", db_index=False)
    """Who told them of us."""
    brought = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    """The customer whom they brought; null while there is none yet."""
    name = models.CharField(max_length=300, blank=True)
    """Of whom is no customer yet."""
    email = models.CharField(max_length=254, blank=True)
    """In lower case: whoever becomes a customer with it is the one."""
    at = models.DateTimeField()
    how = models.CharField(max_length=10, choices=How)
    note = models.TextField(blank=True)
    interaction_id = models.CharField(max_length=ID, blank=True)
    """Where it was said."""
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    linked_at = models.DateTimeField(null=True)
    """When somebody who was named became the customer that they are."""
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brought"], name="brought_by_one",
                condition=Q(taken_back_at__isnull=True, brought__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["email"], name="named_by_one",
                condition=Q(taken_back_at__isnull=True, brought__isnull=True) & ~Q(email=""),
            ),
            models.CheckConstraint(
                name="a_referral_is_of_somebody", condition=Q(brought__isnull=False) | ~Q(name="") | ~Q(email="")
            ),
            models.CheckConstraint(
                name="nobody_brings_themselves", condition=Q(brought__isnull=True) | ~Q(brought=F("customer"))
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["customer", "-at"], name="referral_of_customer"),
            models.Index(fields=["-at", "-id"], name="referral_by_time"),
        ]
