"""Risk, from the tables of a record, at one moment: learnt, tested, told of each customer; or why it is not told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pandas as pd

from deeproot.engines import Source, Tables
from deeproot.understand.figures import micros, moment
from deeproot.understand.risk.backtest import Backtest, judged
from deeproot.understand.risk.dates import Dates, dates
from deeproot.understand.risk.drift import moved
from deeproot.understand.risk.features import RULE, features
from deeproot.understand.risk.known import Known
from deeproot.understand.risk.leaving import KINDS, Kind, Stays, asked_about, outcomes, stays
from deeproot.understand.risk.reasons import Reason, reasons
from deeproot.understand.risk.ways import Way, learn

if TYPE_CHECKING:
    import ibis

HORIZONS: Final = (30, 90, 365)
LEAD_DAYS: Final = 14
MOST: Final = 20_000
"""So many customers of a date are learnt from at most: always the same ones, by a hash of their id."""


@dataclass(frozen=True)
class Ranked:
    """One customer, as the judgement has it: the riskiest first."""

    customer_id: str
    probability: float
    reasons: Sequence[Reason]


@dataclass(frozen=True)
class Judgement:
    """What is known of leaving within a horizon, for customers of one kind."""

    kind: Kind
    as_of: datetime
    horizon_days: int
    lead_days: int
    dates: Dates | None
    """None: the record is too young to look back from it."""
    customers: int
    """Of whom it is asked at the moment."""
    backtest: Backtest | None
    ranking: Sequence[Ranked] = ()
    """Empty where nothing may rank. By what was learnt anew from all dates, the one tested on included."""
    drift: dict[str, float] = field(default_factory=dict)
    """How far each feature moved since the dates learnt from (population stability index)."""

    @property
    def verdict(self) -> str:
        return "too_few" if self.backtest is None else self.backtest.verdict


class Risk:
    """A record, asked for judgements: what several horizons share is reckoned once."""

    def __init__(self, tables: Tables, as_of: datetime, lead_days: int = LEAD_DAYS) -> None:
        """``as_of``: the moment, aware. Nothing recorded for a later one is used."""
        self.tables, self.lead_days = tables, lead_days
        self.as_of = as_of.replace(tzinfo=UTC) if as_of.tzinfo is None else as_of
        self.stays: Stays = stays(tables)
        self._known = Known(tables)
        self._frames: dict[tuple[Kind, datetime], pd.DataFrame] = {}

    def judge(self, kind: Kind, horizon_days: int) -> Judgement:
        """Learn from earlier dates, test on the last of which it is known who left, and rank today's customers."""
        since = self._since()
        chosen = since and dates(kind, self.as_of, since, horizon_days, self.lead_days)
        asked = asked_about(self.tables, self.stays, kind, self.as_of)
        told = (kind, self.as_of, horizon_days, self.lead_days)
        if not chosen:
            return Judgement(*told, None, len(asked), None)
        early = pd.concat([self.rows(kind, date, horizon_days) for date in chosen.learn])
        late = self.rows(kind, chosen.test, horizon_days)
        parts = (early.drop(columns="left"), early["left"], early.index, late.drop(columns="left"), late["left"])
        found = judged(*parts, rule=RULE[kind])
        if found.ranks is None or not len(asked):
            return Judgement(*told, chosen, len(asked), found)
        now = self._features(kind, self.as_of, asked)
        whole = pd.concat([early, late])
        way = learn(found.ranks, whole.drop(columns="left"), whole["left"], whole.index, RULE[kind])
        drift = moved(parts[0], now)
        return Judgement(*told, chosen, len(asked), found, ranked(way, now), drift)

    def rows(self, kind: Kind, at: datetime, horizon_days: int) -> pd.DataFrame:
        """What was known at a past date of those asked about then, and whether they ``left``; by customer_id."""
        left = outcomes(self.tables, self.stays, kind, at, horizon_days, self.lead_days)
        everybody = asked_about(self.tables, self.stays, kind, at)
        frame = self._features(kind, at, some(everybody))
        there = frame.index.intersection(left.index)
        return frame.loc[there].assign(left=left.loc[there])

    def _features(self, kind: Kind, at: datetime, customers: pd.Index[str]) -> pd.DataFrame:
        key = (kind, at)
        if key not in self._frames:
            self._frames[key] = features(self.tables, self._known, at, customers)
        return self._frames[key]

    def _since(self) -> datetime | None:
        """Where the record begins: with its first interaction, else with its first purchase or term."""
        heard = self._first("interactions", "happened_at")
        others = (self._first("purchases", "happened_at"), self._first("subscriptions", "starts_at"))
        begin = heard if heard is not None else min((one for one in others if one is not None), default=None)
        return None if begin is None or begin > micros(self.as_of) else moment(begin)

    def _first(self, name: str, at: str) -> int | None:
        found: int | None = self.tables.reckon(_first, name, at).to_pylist()[0]["first"]
        return found


def judge(tables: Tables, as_of: datetime, horizon_days: int = 90, lead_days: int = LEAD_DAYS) -> dict[Kind, Judgement]:
    """The judgement of each kind of customer, at one moment."""
    risk = Risk(tables, as_of, lead_days)
    return {kind: risk.judge(kind, horizon_days) for kind in KINDS}


def ranked(way: Way, now: pd.DataFrame) -> list[Ranked]:
    """Each customer with its probability and reasons, the riskiest first, equals by their id."""
    rows = zip(now.index, way.probability(now), reasons(way, now), strict=True)
    found = [Ranked(str(customer), float(probability), why) for customer, probability, why in rows]
    return sorted(found, key=lambda one: (-one.probability, one.customer_id))


def some(customers: pd.Index[str]) -> pd.Index[str]:
    """All, or of more than 20,000 as many, by a hash of their id."""
    if len(customers) <= MOST:
        return customers
    hashed = pd.Series(pd.util.hash_array(customers.to_numpy(dtype=object)), index=customers)
    return hashed.nsmallest(MOST).index


def _first(source: Source, name: str, at: str) -> ibis.Table:
    read = source.read(name, at=at)
    return read.aggregate(first=read["at"].min())
