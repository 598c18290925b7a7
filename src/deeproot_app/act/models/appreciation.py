"""Thank-yous and gifts, and the budgets they are paid from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from deeproot_app.act.models.sendings import Sending, named
from deeproot_app.record.models import Contact, Customer, Member
from deeproot_app.record.models.customers import ID


class Budget(models.Model):
    """What gifts may cost from one day to another, in one currency. There is one for a currency and a day."""

    name = models.CharField(max_length=100)
    currency = models.CharField(max_length=3)
    amount_micros = models.BigIntegerField()
    begins = models.DateField()
    ends = models.DateField()
    """The last day on which it pays, by the organisation's calendar."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_budget_is_not_negative", condition=Q(amount_micros__gte=0)),
            models.CheckConstraint(name="a_budget_ends_after_it_begins", condition=Q(ends__gte=F("begins"))),
        ]
        indexes: ClassVar = [models.Index(fields=["currency", "begins"], name="budget_by_currency")]

    def __str__(self) -> str:
        return self.name


class Gift(models.Model):
    """One thank-you or gift: who gave what to whom, why, and what it cost."""

    key = models.CharField(max_length=64, unique=True)
    """Drawn when the page was opened: a second click is the same gift."""
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="gifts", db_index=False)
    contact = named(Contact)
    member = named(Member)
    what = models.CharField(max_length=300)
    why = models.TextField()
    channel = models.CharField(max_length=20)
    at = models.DateTimeField()
    cost_micros = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, null=True, related_name="gifts")
    beyond = models.TextField(blank=True)
    """Why a manager let it cost more than was left."""
    sending = models.ForeignKey(Sending, on_delete=models.SET_NULL, null=True, related_name="+")
    """The mail that it is; the record tells of it once that has left."""
    interaction_id = models.CharField(max_length=ID, blank=True)
    """What the record tells of it by; empty for a mail."""
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_gift_costs_nothing_or_more", condition=Q(cost_micros__gte=0)),
            models.CheckConstraint(
                name="what_costs_is_paid_from_a_budget", condition=Q(cost_micros=0) | Q(budget__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "at"], name="gift_of_customer"),
            models.Index(fields=["at", "id"], name="gift_by_time"),
        ]

    def __str__(self) -> str:
        return self.what
