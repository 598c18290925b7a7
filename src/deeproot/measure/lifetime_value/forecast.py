"""What a customer will be worth in the coming time, and how sure that is, by simulation from the fitted models.

The expectations are the models' own, by their formulas. For the intervals, many futures of each customer are drawn:
first the parameters, as sure as the fit is of them; then whether they are still a customer, their own rate and chance
of leaving, given how they bought so far; the purchases until they leave or the time is over; what they spend.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from deeproot.measure.lifetime_value.bg_nbd import BgNbd
from deeproot.measure.lifetime_value.fitting import Numbers
from deeproot.measure.lifetime_value.gamma_gamma import GammaGamma
from deeproot.measure.lifetime_value.pareto_nbd import ParetoNbd

Model = BgNbd | ParetoNbd
FUTURES: Final = 1_000
AT_ONCE: Final = 500
"""Customers simulated together: what bounds the memory."""


@dataclass(frozen=True)
class Horizon:
    """How far one looks, and what later money is worth."""

    time: float
    """In the unit of the model."""
    discount: float = 0.0
    """The rate for one unit of time."""
    level: float = 0.9
    """Of the interval."""


def forecast(
    customers: pd.DataFrame, model: Model, spend: GammaGamma | None, horizon: Horizon, seed: int = 0
) -> pd.DataFrame:
    """For each customer (x, t_x, T and, for value, mean_value; as `purchases_by_customer` gives them): what to expect.

    Gives a frame with the same index: alive (probability), purchases, purchases_low, purchases_high, buys (probability
    of at least one) and, with ``spend``, value, value_low, value_high, in its currency, discounted to now. The
    intervals tell both what is not known of the model and what no model can know of one customer. The same seed gives
    the same.
    """
    parts = [_some(part, model, spend, horizon, seed + at) for at, part in _parts(customers)]
    return pd.concat(parts) if parts else _some(customers, model, spend, horizon, seed)


def _parts(customers: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    for at in range(0, len(customers), AT_ONCE):
        yield at, customers.iloc[at : at + AT_ONCE]


def _some(customers: pd.DataFrame, model: Model, spend: GammaGamma | None, horizon: Horizon, seed: int) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    x, t_x, watched = (customers[name].to_numpy(float) for name in ("x", "t_x", "T"))
    bought = _purchases(model, x, t_x, watched, horizon.time, chance)
    low, high = (1 - horizon.level) / 2, (1 + horizon.level) / 2
    found = pd.DataFrame({"alive": model.alive(x, t_x, watched)}, index=customers.index)
    found["purchases"] = model.expected(horizon.time, x, t_x, watched)
    found["purchases_low"], found["purchases_high"] = _between(bought, low, high)
    found["buys"] = (bought > 0).mean(axis=0) if len(customers) else []
    if spend is not None:
        mean_value = customers["mean_value"].to_numpy(float)
        value = _value(bought, x, mean_value, spend, horizon, chance)
        found["value"] = found["purchases"].to_numpy() * spend.expected(x, mean_value) * _worth(horizon)
        found["value_low"], found["value_high"] = _between(value, low, high)
    return found


def _between(drawn: Numbers, low: float, high: float) -> tuple[Numbers, Numbers]:
    if not drawn.shape[1]:
        return np.array([]), np.array([])
    ends = np.quantile(drawn, [low, high], axis=0)
    return ends[0], ends[1]


def _draws(model: Model | GammaGamma, count: int, chance: np.random.Generator) -> list[Numbers]:
    """Parameters as sure as the fit is of them; a column each, to be laid over many customers."""
    seed = int(chance.integers(1 << 31))
    names = ("p", "q", "v") if isinstance(model, GammaGamma) else model.PARAMETERS
    if model.fit is None:
        return [np.full((count, 1), getattr(model, name)) for name in names]
    scale = np.array([getattr(model, name) for name in names]) / np.array(model.fit.values)
    return [column[:, None] for column in (model.fit.draws(count, seed) * scale).T]


def _purchases(
    model: Model, x: Numbers, t_x: Numbers, watched: Numbers, time: float, chance: np.random.Generator
) -> Numbers:
    """Purchases in the coming time: a row a future, a column a customer."""
    shape = FUTURES, len(x)
    r, alpha, third, fourth = _draws(model, FUTURES, chance)
    rate = chance.gamma(r + x, 1 / (alpha + watched), size=shape)
    still = chance.random(shape) < _alive(model, r, alpha, third, fourth, x, t_x, watched)
    if isinstance(model, ParetoNbd):
        hazard = chance.gamma(third, 1 / (fourth + watched), size=shape)
        stays = np.minimum(chance.exponential(size=shape) / np.maximum(hazard, 1e-12), time)
        return np.asarray(still * chance.poisson(np.minimum(rate * stays, 1e6)))
    stayed = fourth + x + model.FIRST  # of MBG/NBD the first purchase counts too
    leaving = np.clip(chance.beta(third, stayed, size=shape), 1e-9, 1 - 1e-12)
    until_gone = chance.geometric(leaving)
    return np.asarray(still * np.minimum(chance.poisson(np.minimum(rate * time, 1e6)), until_gone))


def _alive(
    model: Model,
    r: Numbers,
    alpha: Numbers,
    third: Numbers,
    fourth: Numbers,
    x: Numbers,
    t_x: Numbers,
    watched: Numbers,
) -> Any:
    if isinstance(model, ParetoNbd):  # its series is dear: the parameters' own uncertainty is left out here
        return model.alive(x, t_x, watched)
    return type(model)(r, alpha, third, fourth).alive(x, t_x, watched)  # type: ignore[arg-type]


def _value(
    bought: Numbers, x: Numbers, mean_value: Numbers, spend: GammaGamma, horizon: Horizon, chance: np.random.Generator
) -> Numbers:
    """What the purchases come to. Those of one future are spread evenly over the time; each is discounted to now."""
    p, q, v = _draws(spend, FUTURES, chance)
    own = chance.gamma(p * x + q, 1 / (v + x * np.nan_to_num(mean_value)), size=bought.shape)
    sums = np.where(bought > 0, chance.gamma(np.maximum(p * bought, 1e-9), 1 / own), 0.0)
    return np.asarray(sums * _worth(horizon))


def _worth(horizon: Horizon) -> float:
    """What money is worth now on average that comes evenly over the time: (1 - e^(-d t)) / (d t)."""
    force = np.log1p(horizon.discount) * horizon.time
    return float(-np.expm1(-force) / force) if force > 0 else 1.0
