"""Contracts and purchases.

Amounts are whole millionths of the currency's major unit inside, numbers outside: exact for every currency.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from deeproot_app.record.models.customers import ID, Customer
from deeproot_app.record.models.recorded import Recorded


class Subscription(Recorded):
    """One term of a contract."""

    subscription_id = models.CharField(max_length=ID)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="subscriptions")
    starts_at = models.DateTimeField()
    renews_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    amount_micros = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    period_months = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription_id", "starts_at"], name="one_row_a_term")
        ]


class Purchase(Recorded):
    """One purchase."""

    purchase_id = models.CharField(max_length=ID, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="purchases", db_index=False)
    happened_at = models.DateTimeField()
    amount_micros = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "happened_at"], name="purchase_story"),
            models.Index(fields=["recorded_seq"], name="purchase_seq"),
        ]
