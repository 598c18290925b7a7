"""Which programmes keep customers: each one's treated against its hold-out, of the whole record at one moment.

Intention to treat: everybody counts in the arm they were assigned to, reached or not. Only who was assigned at least a
horizon ago has an outcome; the others are counted as waiting. Business with contracts and without stand apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

import numpy as np

from deeproot.engines import Tables
from deeproot.measure.proof.difference import Difference, difference
from deeproot.measure.proof.needed import customers_needed, known_by
from deeproot.measure.proof.outcomes import outcomes
from deeproot.measure.proof.ratio import Ratio, ratio

Business = Literal["contracts", "purchases"]
Columns = dict[str, np.ndarray[Any, Any]]
HORIZON: Final = 90
"""Days."""
NARROWEST_AT: Final = 1_000
"""Customers at which the anytime-valid interval is narrowest: settled beforehand, as it holds for no other choice."""
SMALLEST: Final = 0.05
"""The difference in the share that stays which a programme is to be told from doing nothing by."""
PACE_DAYS: Final = 90
"""Days over which the pace of assignments is counted."""
MICROS: Final = 1_000_000


@dataclass(frozen=True)
class Kept:
    """One programme among customers with a contract, or among those without."""

    business: Business
    treated: int
    holdout: int
    """Assigned, whether or not their outcome is known."""
    waiting: int
    """Of both arms, those whose horizon has not passed yet."""
    stayed: Difference
    """In the share that stayed, adjusted by what they brought before."""
    value: Mapping[str, Difference]
    """In what a customer brought within the horizon, by currency; its unit is that currency a customer."""
    needed: int | None
    """Customers with a known outcome until a difference of ``SMALLEST`` is told from none; None before any is known."""
    known_by: datetime | None
    """The day by which so many are known at the present pace; None where nobody is added any more."""


@dataclass(frozen=True)
class Proof:
    """What is known of one programme."""

    programme_id: str
    as_of: datetime
    horizon: int
    """Days."""
    first: datetime
    """The first assignment and the last."""
    last: datetime
    ratio: Ratio | None
    """Whether the arms are as large as planned; None where no share was told."""
    kept: tuple[Kept, ...]

    @property
    def believed(self) -> bool:
        """Whether the arms are what was planned, so that their difference may be looked at."""
        return self.ratio is None or not self.ratio.broken


def proofs(
    tables: Tables, as_of: datetime, horizon: int = HORIZON, planned: Mapping[str, float] | None = None
) -> list[Proof]:
    """What is known at ``as_of`` of each programme somebody was assigned to, by id; one question to the engine.

    ``tables`` need assignments, subscriptions and purchases; ``horizon`` is in days; ``planned`` is the share of the
    hold-out of a programme, where it is known. Raises ValueError for a horizon under a day.
    """
    if horizon < 1:
        raise ValueError(f"a horizon is at least one day, not {horizon}")
    found = tables.reckon(outcomes, told=[(int(as_of.timestamp() * MICROS), horizon)])
    columns: Columns = {name: found[name].to_numpy(zero_copy_only=False) for name in found.column_names}
    begins = np.flatnonzero(columns["programme_id"][1:] != columns["programme_id"][:-1]) + 1
    parts = np.split(np.arange(len(found)), begins) if len(found) else []
    shares = planned or {}
    return [_proof({name: column[part] for name, column in columns.items()}, as_of, horizon, shares) for part in parts]


def _proof(rows: Columns, as_of: datetime, horizon: int, planned: Mapping[str, float]) -> Proof:
    programme, treated = str(rows["programme_id"][0]), rows["treated"]
    share = planned.get(programme)
    arms = int(treated.sum()), int((~treated).sum())
    moments = rows["assigned"]
    kinds: Sequence[tuple[Business, Any]] = (("contracts", rows["contract"]), ("purchases", ~rows["contract"]))
    return Proof(
        programme_id=programme,
        as_of=as_of,
        horizon=horizon,
        first=_moment(moments.min()),
        last=_moment(moments.max()),
        ratio=None if share is None or not 0 < share < 1 else ratio(*arms, share),
        kept=tuple(
            _kept(kind, {name: column[among] for name, column in rows.items()}, as_of, horizon)
            for kind, among in kinds
            if among.any()
        ),
    )


def _kept(kind: Business, rows: Columns, as_of: datetime, horizon: int) -> Kept:
    known = rows["known"]
    told = {name: column[known] for name, column in rows.items()}
    stayed = difference(told["stayed"], told["treated"], told["before"], planned=NARROWEST_AT)
    treated = int(rows["treated"].sum())
    holdout = len(known) - treated
    needed = _needed(stayed, holdout / len(known))
    lately = int((rows["assigned"] > int((as_of - timedelta(PACE_DAYS)).timestamp() * MICROS)).sum())
    by = None if needed is None else known_by(needed, len(told["known"]), lately / PACE_DAYS, as_of, timedelta(horizon))
    return Kept(kind, treated, holdout, int((~known).sum()), stayed, _value(told), needed, by)


def _needed(stayed: Difference, share: float) -> int | None:
    if not stayed.holdout or not 0 < share < 1:
        return None
    return customers_needed(SMALLEST, stayed.mean_holdout, share)


def _value(told: Columns) -> dict[str, Difference]:
    """By currency, among the customers who brought money in it."""
    found = {}
    for currency in sorted({one for one in told["currency"] if one is not None}):
        own = told["currency"] == currency
        found[str(currency)] = difference(
            told["after"][own], told["treated"][own], told["before"][own], planned=NARROWEST_AT
        )
    return found


def _moment(micros: Any) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(micros))
