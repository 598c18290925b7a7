"""What was judged of leaving, when, by what and how well; and each customer's probability in it.

Derived from the record, as all that understanding stores: keys to customers carry no database constraint.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from deeproot_app.record.models import Customer


class RiskJudgement(models.Model):
    """One judgement of customers of one kind, within one horizon, at one moment."""

    class Kind(models.TextChoices):
        CONTRACTS = "contracts", "with a contract"
        PURCHASES = "purchases", "who buy without one"

    class State(models.TextChoices):
        RECKONING = "reckoning"
        """Broken off, or being written: no page shows it."""
        DONE = "done"

    class Verdict(models.TextChoices):
        MODEL = "model", "told"
        RULE = "rule", "no better than the simple rule"
        CHANCE = "chance", "no ranking"
        TOO_FEW = "too_few", "not known yet"

    kind = models.CharField(max_length=10, choices=Kind)
    horizon_days = models.IntegerField()
    lead_days = models.IntegerField()
    as_of = models.DateTimeField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.RECKONING)
    verdict = models.CharField(max_length=10, choices=Verdict)
    way = models.CharField(max_length=10, blank=True)
    """What ranks: logistic, boosting or rule; empty where nothing does."""
    code = models.CharField(max_length=40)
    """The version of Deeproot and of the judging."""
    learnt_from = models.DateTimeField(null=True)
    """The earliest date looked back at."""
    tested_at = models.DateTimeField(null=True)
    customers = models.BigIntegerField(default=0)
    learnt = models.BigIntegerField(default=0)
    learnt_left = models.BigIntegerField(default=0)
    tested = models.BigIntegerField(default=0)
    tested_left = models.BigIntegerField(default=0)
    auc = models.FloatField(null=True)
    """Of what ranks, on the date held back."""
    document = models.JSONField(default=dict)
    """The scores of all ways with their intervals, the advantage, the calibration, the drift."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "horizon_days", "state", "-as_of"], name="risk_judgement_latest")
        ]


class RiskChance(models.Model):
    """The probability that one customer leaves, in one judgement."""

    judgement = models.ForeignKey(RiskJudgement, on_delete=models.CASCADE, related_name="chances", db_index=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    place = models.BigIntegerField()
    """1 is likeliest to leave."""
    probability = models.FloatField()
    reasons = models.JSONField(default=list)
    """[{"feature", "value", "typical", "part"}], the strongest first; of the latest judgement only."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["judgement", "place"], name="risk_chance_by_place"),
            models.Index(fields=["customer", "judgement"], name="risk_chance_of_one"),
        ]
