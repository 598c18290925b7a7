"""What was understood, as of when: figures and findings of each customer, the company's over time, the turns.

All of it is derived from the record and may be thrown away and reckoned again. So it never stands in the record's
way: its keys to customers carry no database constraint, and a turn sweeps what belongs to customers that are gone.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from deeproot_app.record.models import Customer
from deeproot_app.understand.health.models import (  # noqa: F401 - Django finds them here
    HealthChange,
    HealthCompared,
    HealthReading,
    OwnReading,
)
from deeproot_app.understand.journey.models import (  # noqa: F401 - Django finds them here
    JourneyBeside,
    JourneyDrawing,
    JourneyIdea,
    JourneyMap,
    JourneyNote,
    JourneyPicture,
    JourneyRow,
    JourneyVersion,
    JourneyWalk,
)
from deeproot_app.understand.personas.models import (  # noqa: F401 - Django finds them here
    PersonaGiven,
    PersonaOf,
    PersonaReading,
    PersonaSuggested,
    PersonaVersion,
)
from deeproot_app.understand.risk.models import RiskChance, RiskJudgement  # noqa: F401 - Django finds them here


class Turn(models.Model):
    """One turn of the loop: what it took in, what it reckoned, and with which settings."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    as_of = models.DateTimeField()
    engine = models.CharField(max_length=20, default="duckdb")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    upto_seq = models.BigIntegerField(default=0)
    """All that was recorded up to this number is understood."""
    rules = models.CharField(max_length=16, blank=True)
    """The rules it reckoned by; where they differ from the last turn's, every customer is reckoned anew."""
    ledger = models.JSONField(default=dict)
    """What the completeness ledger said of each source: a fingerprint, by which a change of it is noticed."""
    scales = models.JSONField(default=dict)
    """The typical value at stake in each currency, by which customers of several currencies are ranked."""
    customers = models.BigIntegerField(default=0)
    findings = models.BigIntegerField(default=0)
    items = models.BigIntegerField(default=0)
    says = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="turn_latest")]


class Understanding(models.Model):
    """One customer as understood at one moment, and when time alone will change that."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="understanding", db_constraint=False
    )
    as_of = models.DateTimeField()
    turn = models.ForeignKey(Turn, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    upto_seq = models.BigIntegerField(default=0)
    """What was recorded of this customer up to this number is understood."""
    rules = models.CharField(max_length=16, blank=True)
    """The rules it was reckoned by (`Rules.name`)."""
    next_change_at = models.DateTimeField(null=True)
    """The first moment at which a count, a finding or a reason changes though nothing new is recorded; null: never."""
    value_at_stake_micros = models.BigIntegerField(null=True)
    """A year's worth of this customer in `currency`, in millionths; null where neither contract nor purchase says."""
    currency = models.CharField(max_length=3, blank=True)
    other_values = models.JSONField(default=dict)
    """The same in the customer's other currencies: {"USD": micros}."""
    value_weight = models.FloatField(null=True)
    """Value at stake beside the typical customer of that currency (1.0): ranks customers of several currencies."""
    last_touch_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)
    """Where the current silence begins: the last touch, or the first day as a customer."""
    open_promises = models.IntegerField(default=0)
    overdue_promises = models.IntegerField(default=0)
    open_cases = models.IntegerField(default=0)
    renews_at = models.DateTimeField(null=True)
    """The next moment at which a contract is to be signed again."""
    gaps = models.JSONField(default=list)
    """What we do not know: [{"source", "from_at", "to_at"}] within the window."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["as_of"], name="understanding_as_of"),
            models.Index(fields=["next_change_at"], name="understanding_next_change"),
            models.Index(fields=["value_weight", "customer"], name="understanding_value"),
            models.Index(fields=["last_touch_at", "customer"], name="understanding_last_touch"),
        ]


class Figure(models.Model):
    """One measure of one customer, as of that customer's `Understanding.as_of`."""

    pk = models.CompositePrimaryKey("customer_id", "measure")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="figures", db_constraint=False, db_index=False
    )
    measure = models.CharField(max_length=40)
    value = models.FloatField(null=True)
    """Null where there is nothing to reckon from: unknown, not zero."""
    n = models.BigIntegerField(default=0)
    """How many rows of evidence it was reduced from."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["measure", "value", "customer"], name="figure_by_measure")]


class Finding(models.Model):
    """A scenario that one customer lives through."""

    pk = models.CompositePrimaryKey("customer_id", "scenario")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="findings", db_constraint=False, db_index=False
    )
    scenario = models.CharField(max_length=40)
    evidence = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    """The measures it was judged by: {measure: value}."""
    thresholds = models.JSONField(default=dict)
    """The thresholds that were used."""
    rests_on_gap = models.BooleanField(default=False)
    first_found_at = models.DateTimeField()
    as_of = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["scenario", "customer"], name="finding_by_scenario")]


class CompanyFigure(models.Model):
    """One measure of the whole company, or of a group of its customers, on one day."""

    pk = models.CompositePrimaryKey("day", "group", "measure")
    day = models.DateField()
    """The organisation's own day."""
    group = models.CharField(max_length=320)
    """"" the whole; `persona:NAME`, `owner:MEMBER_ID`, `channel:CHANNEL` a part of it."""
    measure = models.CharField(max_length=40)
    as_of = models.DateTimeField()
    value = models.FloatField(null=True)
    n = models.BigIntegerField(default=0)
    customers = models.BigIntegerField(default=0)
    """How many customers have a value."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["group", "measure", "day"], name="company_figure_trend")]


class FindingCount(models.Model):
    """How many customers lived through a scenario on one day, in the whole company or a group of its customers."""

    pk = models.CompositePrimaryKey("day", "group", "scenario")
    day = models.DateField()
    group = models.CharField(max_length=320)
    scenario = models.CharField(max_length=40)
    as_of = models.DateTimeField()
    customers = models.BigIntegerField(default=0)
    of = models.BigIntegerField(default=0)
    """How many customers were looked at."""
    at_stake = models.JSONField(default=dict)
    """What is at stake with them, in millionths of each currency: {"EUR": micros}."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["group", "scenario", "day"], name="finding_count_trend")]
