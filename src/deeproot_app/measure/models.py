"""What measuring stores: reckonings that need the whole record, so that a page costs its own rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from deeproot_app.record.models import Customer
from deeproot_app.record.models.customers import ID


class Reckoned(models.Model):
    """One reckoning of the whole record, as one document: retention by one grouping, or value."""

    what = models.CharField(max_length=40)
    """`retention`, `retention:persona` …, `value`."""
    of_day = models.CharField(max_length=10, blank=True)
    """The past day that it was asked for, YYYY-MM-DD; empty for what is brought up to date by itself."""
    as_of = models.DateTimeField()
    money = models.CharField(max_length=60)
    """Which contracts and purchases it knows (`judged.reckon.money_known`)."""
    document = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["what", "of_day"], name="one_reckoning_a_day")]


class MonthTold(models.Model):
    """The figures of one month as they were told from some day on; another row where a correction changed them."""

    month = models.CharField(max_length=7)
    currency = models.CharField(max_length=3)
    told_at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "currency", "told_at"], name="one_telling_a_month")
        ]


class CustomerWorth(models.Model):
    """What one customer will be worth in the coming time, in one currency. Money is in whole millionths."""

    class Business(models.TextChoices):
        CONTRACTS = "contracts", "with a contract"
        PURCHASES = "purchases", "without one"

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="worth", db_constraint=False, db_index=False
    )
    business = models.CharField(max_length=10, choices=Business)
    currency = models.CharField(max_length=3)
    as_of = models.DateTimeField()
    stays = models.FloatField(null=True)
    """With a contract: the chance that one still runs at the end of the time. Without: that they are a customer now."""
    expected = models.FloatField(null=True)
    """Renewals, or purchases, in the coming time."""
    expected_low = models.FloatField(null=True)
    expected_high = models.FloatField(null=True)
    value_micros = models.BigIntegerField(null=True)
    low_micros = models.BigIntegerField(null=True)
    high_micros = models.BigIntegerField(null=True)
    so_far_micros = models.BigIntegerField()
    """With a contract: what they bring a month now. Without: what they spent so far."""
    times = models.IntegerField()
    """Renewals, or days with a purchase, so far."""
    next_chance = models.FloatField(null=True)
    """With a contract: the chance that the next renewal is one."""
    at = models.DateTimeField(null=True)
    """With a contract: the next renewal. Without: the last purchase."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "business", "currency"], name="one_worth_a_currency")
        ]
        indexes: ClassVar = [
            models.Index(fields=["business", "currency", "value_micros", "id"], name="worth_by_value"),
            models.Index(fields=["business", "currency", "stays", "id"], name="worth_by_stays"),
            models.Index(fields=["business", "currency", "expected", "id"], name="worth_by_expected"),
            models.Index(fields=["business", "currency", "so_far_micros", "id"], name="worth_by_so_far"),
        ]


class CustomerLoyalty(models.Model):
    """The three parts of one customer's loyalty as last reckoned, with their facts; and, beside them, how they stay."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="loyalty", db_constraint=False
    )
    as_of = models.DateTimeField()
    engagement = models.CharField(max_length=8)
    """high, middling, low or unknown; so the others."""
    advocacy = models.CharField(max_length=8)
    attitude = models.CharField(max_length=8)
    standing = models.CharField(max_length=9)
    """loyal, between, not_loyal or unknown."""
    staying = models.CharField(max_length=9)
    """stays, ends_soon, new, left or unknown: in no part of loyalty."""
    since = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    term_ends_at = models.DateTimeField(null=True)
    cancelled = models.BooleanField()
    facts = models.JSONField()
    """{fact: {"n", "last_at", "evidence": [ids, the latest first]}}."""
    last_at = models.DateTimeField(null=True)
    """When any fact was last."""
    strength = models.PositiveSmallIntegerField()
    """How strongly they speak for us; 0: no candidate for an ambassador."""
    is_right = models.BooleanField(default=False)
    """Whether it was the right moment to ask them for a favour; a page looks again."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-last_at", "customer"], name="loyalty_by_time"),
            models.Index(fields=["standing", "staying"], name="loyalty_by_standing"),
            models.Index(fields=["-is_right", "-strength", "customer"], name="loyalty_by_strength"),
        ]


class CustomerGain(models.Model):
    """Whom to contact first in a programme, where it is known who gains: the first of its ranking."""

    programme_id = models.CharField(max_length=ID)
    business = models.CharField(max_length=10, choices=CustomerWorth.Business)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="gains", db_constraint=False, db_index=False
    )
    as_of = models.DateTimeField()
    place = models.IntegerField()
    """1 gains most."""
    gain = models.FloatField(null=True)
    """How much likelier contact makes it that they stay; null where a rule of one line ranks."""
    fact = models.CharField(max_length=200, blank=True)
    """What the rule goes by, as it is of this customer."""
    treated = models.BooleanField()
    """Whether the programme was for them before."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme_id", "business", "place"], name="one_gain_a_place")
        ]
        indexes: ClassVar = [models.Index(fields=["customer", "programme_id"], name="gain_of_one")]
