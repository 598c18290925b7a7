"""What the contracts that run will still bring from each customer: by simulation of their renewals, with an interval.

What is paid already for the term that runs is not counted: the value is that of the renewals to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from deeproot.measure.lifetime_value.agreements import due_within, months_to_renewal, renewed
from deeproot.measure.lifetime_value.fitting import Numbers
from deeproot.measure.lifetime_value.forecast import FUTURES
from deeproot.measure.lifetime_value.horizon import Ahead
from deeproot.measure.lifetime_value.renewals import ShiftedBetaGeometric

AT_ONCE = 1_000
"""Customers simulated together: what bounds the memory."""


def forecast(
    rows: pd.DataFrame, models: Mapping[int, ShiftedBetaGeometric], as_of: pd.Timestamp, ahead: Ahead, seed: int = 0
) -> pd.DataFrame:
    """For each customer and currency of the running contracts among the ``agreements``: what the coming time brings.

    ``models`` has one for each length of term; customers with a contract of another length have no value. Gives a frame
    indexed by customer_id with currency, monthly (what they bring now), contracts, renewed (times, of the oldest),
    renews_in (months to the next renewal), renews (the chance of it), stays (the chance that a contract still runs at
    the end of the time), renewals (expected), value, value_low, value_high (discounted to now).
    """
    running = rows[rows["ends"].isna()].sort_values(["customer_id", "currency", "contract"])
    told = running.assign(
        renewed=renewed(running, as_of),
        renews_in=months_to_renewal(running, as_of),
        due=due_within(running, as_of, as_of + pd.Timedelta(ahead.days, "D")),
    )
    parts = [_some(part, models, ahead, seed + place) for place, part in enumerate(_parts(told))]
    return pd.concat(parts) if parts else _some(told, models, ahead, seed)


def _parts(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Pieces of the rows, each with all contracts of its customers."""
    starts = np.flatnonzero(rows["customer_id"].ne(rows["customer_id"].shift()).to_numpy())
    for begins, ends in pairwise([*starts[::AT_ONCE].tolist(), len(rows)]):
        yield rows.iloc[begins:ends]


def _some(rows: pd.DataFrame, models: Mapping[int, ShiftedBetaGeometric], ahead: Ahead, seed: int) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    many = _renewals(rows, models, chance)
    worth = _worth(rows, many, ahead)
    groups = rows.groupby(["customer_id", "currency"], sort=False)
    whose = groups.ngroup().to_numpy()
    size = int(whose.max()) + 1 if len(whose) else 0
    value, number, there = (_summed(one, whose, size) for one in (worth, many, many >= rows["due"].to_numpy()))
    found = groups.agg(
        monthly=("monthly", "sum"),
        contracts=("contract", "size"),
        renewed=("renewed", "max"),
        renews_in=("renews_in", "min"),
    ).reset_index("currency")
    soonest = rows.assign(chance=_next(rows, models)).sort_values("renews_in").groupby(["customer_id", "currency"])
    found["renews"] = soonest["chance"].first().reindex(list(groups.groups)).to_numpy() if size else []
    known = ~np.isnan(value).any(axis=0)
    found["stays"] = np.where(known, (there > 0).mean(axis=0), np.nan)
    found["renewals"] = number.mean(axis=0)
    found["value"] = value.mean(axis=0)
    ends = np.quantile(value, [(1 - ahead.level) / 2, (1 + ahead.level) / 2], axis=0) if size else np.empty((2, 0))
    found["value_low"], found["value_high"] = ends
    return found


def _renewals(rows: pd.DataFrame, models: Mapping[int, ShiftedBetaGeometric], chance: np.random.Generator) -> Numbers:
    """Renewals within the time: a row a future, a column a contract; not numbers where there is no model."""
    found = np.full((FUTURES, len(rows)), np.nan)
    months, had, due = (rows[name].to_numpy(float) for name in ("months", "renewed", "due"))
    for length in sorted(set(months)):
        of = np.flatnonzero(months == length)
        if (model := models.get(int(length))) is None:
            continue
        alpha, beta = _drawn(model, int(chance.integers(1 << 31)))
        leaves = np.clip(chance.beta(alpha, beta + had[of], size=(FUTURES, len(of))), 1e-9, 1 - 1e-12)
        found[:, of] = np.minimum(chance.geometric(leaves) - 1, due[of])
    return found


def _drawn(model: ShiftedBetaGeometric, seed: int) -> tuple[Numbers, Numbers]:
    """Parameters as sure as the fit is of them; a column each."""
    if model.fit is None:
        return np.array([[model.alpha]]), np.array([[model.beta]])
    drawn = model.fit.draws(FUTURES, seed)
    return drawn[:, :1], drawn[:, 1:]


def _worth(rows: pd.DataFrame, many: Numbers, ahead: Ahead) -> Numbers:
    """What so many renewals are worth now: each is paid when it falls due."""
    months, first = rows["months"].to_numpy(float), rows["renews_in"].to_numpy(float)
    a_month = np.log1p(ahead.discount) / 12
    each = rows["monthly"].to_numpy(float) * months * np.exp(-a_month * first)
    if a_month == 0:
        return np.asarray(each * many)
    shrinks = np.exp(-a_month * months)
    return np.asarray(each * (1 - shrinks**many) / (1 - shrinks))


def _summed(values: Any, whose: Any, size: int) -> Numbers:
    """The columns of one customer added; the rows are sorted by customer."""
    if not size:
        return np.empty((len(values), 0))
    return np.asarray(np.add.reduceat(values.astype(float), np.flatnonzero(np.diff(whose, prepend=-1)), axis=1))


def _next(rows: pd.DataFrame, models: Mapping[int, ShiftedBetaGeometric]) -> Numbers:
    """The chance of each contract's next renewal."""
    found = np.full(len(rows), np.nan)
    for length, model in models.items():
        of = (rows["months"] == length).to_numpy()
        found[of] = model.renews(rows["renewed"].to_numpy(float)[of])
    return found
