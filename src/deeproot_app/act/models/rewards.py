"""Loyalty rewards: what points are given for, what they buy, and the ledger of what every customer has."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from deeproot_app.act.models.appreciation import Gift
from deeproot_app.act.models.sendings import Sending, named
from deeproot_app.record.models import Customer


class RewardTerms(models.Model):
    """One row: how long points are good, and how many may be given in a year."""

    months_good = models.PositiveSmallIntegerField(null=True, default=24)
    """So long points are good from the day on which they are given; null: for ever. Not for points given before."""
    points_a_year = models.PositiveIntegerField(null=True)
    """So many may be earned and granted in a year of the organisation's calendar; null: any number."""
    expired_until = models.DateTimeField(null=True)
    """Points that were good until then at the latest have been looked at."""


class RewardRule(models.Model):
    """What points are given for. It proposes; a person approves each time."""

    class Occasion(models.TextChoices):
        YEARS = "years", "Years with us"
        REFERRAL = "referral", "They brought us a customer"
        MADE_GOOD = "made_good", "A promise that we kept late"
        EVENT = "event", "They came to an event"

    occasion = models.CharField(max_length=10, choices=Occasion)
    points = models.PositiveIntegerField()
    every_years = models.PositiveSmallIntegerField(default=1)
    """Of YEARS: each so many years."""
    begins = models.DateField()
    """What happened before that day earns nothing."""
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=254)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["occasion"], name="one_reward_rule_an_occasion", condition=Q(stopped_at__isnull=True)
            ),
            models.CheckConstraint(name="a_reward_rule_gives_points", condition=Q(points__gt=0, every_years__gt=0)),
        ]


class RewardProposal(models.Model):
    """Points that a rule, or a colleague, would give for one occasion: once, whatever a person says to it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a yes"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"

    key = models.CharField(max_length=64, unique=True)
    """The digest of the occasion and the customer; of the entry that it becomes, too."""
    rule = models.ForeignKey(RewardRule, on_delete=models.PROTECT, related_name="proposals")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=330)
    """What happened, such as `years:3`, `event:7`, `made_good:` and the promise's id."""
    why = models.TextField()
    points = models.PositiveIntegerField()
    at = models.DateTimeField()
    """When it happened."""
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=254, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-at", "-id"], name="reward_proposal_by_state")]


class Reward(models.Model):
    """What points buy."""

    name = models.CharField(max_length=200)
    points = models.PositiveIntegerField()
    cost_micros = models.BigIntegerField(default=0)
    """What it costs us: paid from the budget of that currency when it is redeemed."""
    currency = models.CharField(max_length=3, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=254)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_reward_takes_points", condition=Q(points__gt=0, cost_micros__gte=0)),
        ]

    def __str__(self) -> str:
        return self.name


class RewardAccount(models.Model):
    """One row a customer, held while their points are spent: two who spend at once are put one after the other."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="+")


class RewardEntry(models.Model):
    """One line of a customer's ledger; the database lets none be changed. What they have is the sum of the lines."""

    class Kind(models.TextChoices):
        EARNED = "earned", "Earned"
        GRANTED = "granted", "Granted"
        REDEEMED = "redeemed", "Redeemed"
        EXPIRED = "expired", "Expired"
        CORRECTED = "corrected", "Corrected"

    key = models.CharField(max_length=64, unique=True)
    """Of the occasion, or drawn when the page was opened: told twice it is one line."""
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    points = models.IntegerField()
    at = models.DateTimeField()
    why = models.TextField()
    good_until = models.DateTimeField(null=True)
    """Of points that came: when what is left of them goes; null: never."""
    of = models.ForeignKey(
        "self", on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    """The line of which this takes back, or lets go."""
    rule = models.ForeignKey(RewardRule, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    gift = named(Gift, index=True)
    """What they got for the points."""
    sending = named(Sending)
    """The mail that told them."""
    actor = models.CharField(max_length=254)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_reward_entry_goes_its_way",
                condition=Q(kind__in=["earned", "granted"], points__gt=0)
                | Q(kind__in=["redeemed", "expired"], points__lt=0)
                | (Q(kind="corrected") & ~Q(points=0)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "id"], name="reward_of_customer"),
            models.Index(fields=["at", "id"], name="reward_by_time"),
            models.Index(fields=["good_until", "id"], name="reward_by_end", condition=Q(good_until__isnull=False)),
        ]
