"""Who renews? The model and the simplest rule, fitted on what was known before a day and held against what came after.

Contracts of one length of term are fitted together, those of another by themselves: who may leave each month is not who
may leave each year. Whoever has a running contract is a customer: nobody has to guess that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from deeproot.measure.lifetime_value import renewals
from deeproot.measure.lifetime_value.agreements import due_within, known_at, renewed
from deeproot.measure.lifetime_value.fitting import Fitted, NotFitted, Numbers
from deeproot.measure.lifetime_value.renewals import ShiftedBetaGeometric

MODEL: Final = "shifted beta-geometric"
RULE: Final = "the same chance at every renewal"
FEWEST: Final = 10
"""Contracts with a renewal in the time held out: with fewer, the two are not held against each other."""
Fit = Callable[[pd.DataFrame, pd.Timestamp], ShiftedBetaGeometric]
RESAMPLED: Final = 1_000
LEVEL: Final = 0.95
SURE: Final = 1e5
"""The weight of a chance that is the same for everybody."""


@dataclass(frozen=True)
class Tried:
    """How one forecast of who stays did on the time that it had not seen."""

    name: str
    forecast: float
    """Contracts forecast to be still there."""
    stayed: float
    """Contracts that were."""
    log_loss: float
    """The mean over contracts of -log of the chance it gave to what came."""


Held = tuple[tuple[Tried, ...], tuple[float, float, float]]
NOTHING: Final[Held] = ((), (float("nan"), float("nan"), float("nan")))
"""Tried nothing, and gained nothing that one knows of."""


@dataclass(frozen=True)
class ChoiceOfTerm:
    """What holds of contracts with terms of so many months."""

    months: int
    running: int
    """Contracts that run now."""
    judged: int
    """Contracts of which a renewal fell into the time held out."""
    tried: tuple[Tried, ...]
    """The better one first; empty where too few were judged."""
    gain: float
    """How much less the model's log loss is than the rule's, as a share; not a number where nothing was tried."""
    gain_low: float
    gain_high: float
    name: str
    """MODEL or RULE: which is used. The rule where the two were not tried: it takes the least for granted."""
    model: ShiftedBetaGeometric | None
    """It, fitted on all that is known; the rule is one whose chance is the same for all. None where nobody has left."""


def choose(rows: pd.DataFrame, as_of: pd.Timestamp, held_out_days: int) -> list[ChoiceOfTerm]:
    """The choice for each length of term of the ``agreements``, the shortest first."""
    until = as_of - pd.Timedelta(held_out_days, "D")
    lengths = sorted(set(rows["months"].tolist()))
    return [_choose(months, rows[rows["months"] == months], until, as_of) for months in lengths]


def _choose(months: int, rows: pd.DataFrame, until: pd.Timestamp, as_of: pd.Timestamp) -> ChoiceOfTerm:
    early = known_at(rows, until)
    watched = early[early["ends"].isna()]
    due = due_within(watched, until, as_of)
    watched, due = watched[due > 0], due[due > 0]
    stayed = rows["ends"].reindex(watched.index).isna().to_numpy()
    tried, gain = _tried(early, watched, due, stayed, until) if len(watched) >= FEWEST else NOTHING
    name = tried[0].name if tried else RULE
    running = int(rows["ends"].isna().sum())
    return ChoiceOfTerm(
        months, running, len(watched), tried, *gain, name, _or_none(_fit if name == MODEL else _same, rows, as_of)
    )


def _tried(early: pd.DataFrame, watched: pd.DataFrame, due: Numbers, stayed: Any, until: pd.Timestamp) -> Held:
    had = renewed(watched, until)
    losses, found = {}, []
    for name, fit in ((MODEL, _fit), (RULE, _same)):
        if (model := _or_none(fit, early, until)) is None:
            return NOTHING
        chance = np.clip(model.survival(had + due) / model.survival(had), 1e-9, 1 - 1e-9)
        losses[name] = -np.log(np.where(stayed, chance, 1 - chance))
        found.append(Tried(name, float(chance.sum()), float(stayed.sum()), float(losses[name].mean())))
    return tuple(sorted(found, key=lambda one: one.log_loss)), _gain(losses[MODEL], losses[RULE])


def _gain(ours: Numbers, theirs: Numbers) -> tuple[float, float, float]:
    """The share of the rule's log loss that the model spares, and its interval over contracts drawn anew."""
    weights = np.random.default_rng(0).poisson(1.0, size=(RESAMPLED, len(ours))) if len(ours) <= 20_000 else None
    if weights is None:
        weights = np.random.default_rng(0).poisson(1.0, size=(RESAMPLED // 5, len(ours)))
    gains = 1 - (weights @ ours) / np.maximum(weights @ theirs, 1e-12)
    low, high = np.quantile(gains, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(1 - ours.sum() / max(theirs.sum(), 1e-12)), float(low), float(high)


def counted(rows: pd.DataFrame, moment: pd.Timestamp) -> tuple[Numbers, Numbers]:
    """What `renewals.fit` is fitted on: how many left at their (t+1)-th renewal, and how many are still there having
    renewed t+1 times."""
    had, is_over = renewed(rows, moment).astype(int), rows["ends"].notna().to_numpy()
    size = int(had.max()) + 1 if len(had) else 1
    left = np.bincount(had[is_over], minlength=size)
    stays = np.bincount(had[~is_over], minlength=size)[1:]
    return left.astype(float), np.append(stays, 0).astype(float)


def _fit(rows: pd.DataFrame, moment: pd.Timestamp) -> ShiftedBetaGeometric:
    return renewals.fit(*counted(rows, moment))


def _same(rows: pd.DataFrame, moment: pd.Timestamp) -> ShiftedBetaGeometric:
    had, gone = renewed(rows, moment).sum(), int(rows["ends"].notna().sum())
    if not gone:
        raise NotFitted("nobody has left yet")
    # half a renewal more: that none was ever renewed is no proof that none will be
    share = (had + 0.5) / (had + gone + 0.5)
    values = (SURE * (1 - share), SURE * share)
    unsure = np.diag([1 / gone + 1 / (had + 0.5), 0.0])  # of the logarithm of the odds
    return ShiftedBetaGeometric(*values, Fitted(values, float("nan"), unsure, at_bound=False))


def _or_none(fit: Fit, rows: pd.DataFrame, moment: pd.Timestamp) -> ShiftedBetaGeometric | None:
    try:
        return fit(rows, moment)
    except NotFitted:
        return None
