"""Which model? Fitted on the earlier part of the record, tried on the later one, beside two rules without a model.

A forecast that does no better than "as often as so far" is none. The models are fitted on what was bought before a
day, forecast the purchases of the time after it, and are held against what was bought then; so are the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from deeproot.measure.lifetime_value import bg_nbd, mbg_nbd, pareto_nbd
from deeproot.measure.lifetime_value.fitting import NotFitted, Numbers
from deeproot.measure.lifetime_value.forecast import Model
from deeproot.measure.lifetime_value.repeat import Repeat, purchases_by_customer

FITS: Final[dict[str, Callable[[Repeat], Model]]] = {
    "BG/NBD": bg_nbd.fit,
    "MBG/NBD": mbg_nbd.fit,
    "Pareto/NBD": pareto_nbd.fit,
}
SAME_RATE: Final = "as often as so far"
EVERYBODY: Final = "as often as everybody"
RESAMPLED: Final = 1_000
LEVEL: Final = 0.95


@dataclass(frozen=True)
class Tried:
    """How one forecast did on the time that it had not seen."""

    name: str
    forecast: float
    """Purchases forecast, of all customers together."""
    bought: float
    """Purchases there were."""
    correlation: float
    """Between forecast and bought, over customers; not a number for a rule that says the same of all."""
    mean_error: float
    """The mean of |forecast - bought| over customers."""
    root_square_error: float

    @property
    def sum_error(self) -> float:
        """The error of the sum, as a share of it: -.12 forecasts 12 % too few."""
        return self.forecast / self.bought - 1 if self.bought else float("nan")


@dataclass(frozen=True)
class Choice:
    """What was tried, and what is chosen."""

    tried: tuple[Tried, ...]
    """All, the best first (by the root of the mean squared error)."""
    model: Model | None
    """The best model, fitted anew on the whole record; None where no model beats the rules."""
    gain: float
    """How much less its mean squared error is than that of the best rule, as a share."""
    gain_low: float
    gain_high: float
    """The interval of the gain, over customers drawn anew (bootstrap)."""

    @property
    def is_better(self) -> bool:
        """Whether the model is surely better than the best rule."""
        return self.model is not None and self.gain_low > 0


def choose(purchases: pd.DataFrame, as_of: pd.Timestamp, held_out_days: int, unit_days: float = 7.0) -> Choice:
    """Try the models on the last ``held_out_days`` before ``as_of`` and fit the best on all that was before it.

    ``purchases``: customer_id, happened_at (UTC), of one business without contracts. Raises NotFitted where nobody
    bought before the time that is held out.
    """
    until = as_of - pd.Timedelta(held_out_days, "D")
    early = purchases_by_customer(purchases, until, unit_days)
    if early.empty:
        raise NotFitted(f"nobody bought before {until:%Y-%m-%d}, the beginning of the time that is held out")
    late = purchases_by_customer(purchases, as_of, unit_days)
    bought = (late["x"].reindex(early.index) - early["x"]).to_numpy()
    said = _rules(early, held_out_days / unit_days) | _models(early, held_out_days / unit_days)
    tried = sorted(
        (_held_against(name, one, bought) for name, one in said.items()), key=lambda one: one.root_square_error
    )
    models = [one.name for one in tried if one.name in FITS]
    rule = next(one.name for one in tried if one.name not in FITS)
    if not models:
        return Choice(tuple(tried), None, float("nan"), float("nan"), float("nan"))
    gain, low, high = _gain(said[models[0]], said[rule], bought)
    whole = Repeat.of(late["x"], late["t_x"], late["T"])
    return Choice(tuple(tried), FITS[models[0]](whole) if gain > 0 else None, gain, low, high)


def _models(early: pd.DataFrame, time: float) -> dict[str, Numbers]:
    rows = Repeat.of(early["x"], early["t_x"], early["T"])
    found: dict[str, Numbers] = {}
    for name, fit in FITS.items():
        try:
            found[name] = fit(rows).expected(time, early["x"], early["t_x"], early["T"])
        except NotFitted:
            continue
    return {name: one for name, one in found.items() if np.isfinite(one).all()}


def _rules(early: pd.DataFrame, time: float) -> dict[str, Numbers]:
    watched = np.maximum(early["T"].to_numpy(), 1e-9)
    everybody = early["x"].sum() / watched.sum() * time
    return {
        SAME_RATE: early["x"].to_numpy() / watched * time,
        EVERYBODY: np.full(len(early), everybody),
    }


def _held_against(name: str, said: Numbers, bought: Numbers) -> Tried:
    differ = said - bought
    varies = np.ptp(said) > 0 and np.ptp(bought) > 0
    return Tried(
        name=name,
        forecast=float(said.sum()),
        bought=float(bought.sum()),
        correlation=float(np.corrcoef(said, bought)[0, 1]) if varies else float("nan"),
        mean_error=float(np.abs(differ).mean()),
        root_square_error=float(np.sqrt((differ**2).mean())),
    )


def _gain(model: Numbers, rule: Numbers, bought: Numbers) -> tuple[float, float, float]:
    """The share of the rule's squared error that the model spares, with its interval; the same draws each time."""
    ours, theirs = (model - bought) ** 2, (rule - bought) ** 2
    chance = np.random.default_rng(0)
    drawn = chance.integers(len(bought), size=(RESAMPLED, len(bought))) if len(bought) <= 20_000 else None
    if drawn is None:
        weights = chance.poisson(1.0, size=(RESAMPLED // 5, len(bought)))
        gains = 1 - weights @ ours / np.maximum(weights @ theirs, 1e-12)
    else:
        gains = 1 - ours[drawn].sum(axis=1) / np.maximum(theirs[drawn].sum(axis=1), 1e-12)
    low, high = np.quantile(gains, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(1 - ours.sum() / max(theirs.sum(), 1e-12)), float(low), float(high)
