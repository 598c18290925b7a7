"""Fit positive parameters by maximum likelihood, from several starts; say how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.float64]]
LEAST: Final = 1e-4
MOST: Final = 1e4
"""Bounds of a parameter: beyond them the data do not speak of it."""
STEP: Final = 1e-4
"""Of the differences that give the curvature, in the logarithm of a parameter."""
WIDEST: Final = 1.0
"""The widest spread of a draw, in the logarithm."""
NEAR: Final = 1e-3
"""How near to a bound, in the logarithm, is at it."""


class NotFitted(ValueError):  # noqa: N818 - what happened, in two words
    """The data do not settle the parameters: too few customers, or all alike."""


@dataclass(frozen=True)
class Fitted:
    """The likeliest parameters."""

    values: tuple[float, ...]
    log_likelihood: float
    covariance: Numbers
    """Of the logarithms of the parameters: the inverse of the observed information. Not finite where it has none."""
    at_bound: bool
    """Whether a parameter ran to its bound: the data say little of it, and the model is perhaps the wrong one."""

    def draws(self, count: int, seed: int = 0) -> Numbers:
        """So many draws of the parameters, as sure as the data make them (normal in the logarithm); a row each.

        Where the data say nothing of a direction (two parameters that may grow together without end), the likelihood is
        flat along it, and no forecast rests on it: it is drawn within a factor of e.
        """
        chance = np.random.default_rng(seed)
        if not np.isfinite(self.covariance).all():
            return np.tile(np.array(self.values), (count, 1))
        variances, directions = np.linalg.eigh(self.covariance)
        spread = np.sqrt(np.clip(variances, 0, WIDEST**2))
        logs = np.log(self.values) + (chance.standard_normal((count, len(spread))) * spread) @ directions.T
        return np.asarray(np.exp(logs))


Likelihood = Callable[[Numbers], tuple[float, Numbers]]
"""Gives, for the parameters, the log-likelihood and its gradient."""


def fitted(likelihood: Likelihood, starts: Sequence[Sequence[float]]) -> Fitted:
    """The likeliest parameters. The starts are tried in turn until one leads inside the bounds; else the best counts.

    Raises NotFitted where none leads anywhere.
    """
    tried: list[Any] = []
    for start in starts:
        found = _climbed(likelihood, start)
        tried += [found] if np.isfinite(found.fun) else []
        if found.success and np.isfinite(found.fun) and not _at_bound(found.x):
            break
    if not tried:
        raise NotFitted("no parameters were found that the data make likely; there are too few customers, or all alike")
    best = min(tried, key=lambda one: float(one.fun))
    covariance = _inverse(_curvature(_loss(likelihood), best.x))
    return Fitted(tuple(np.exp(best.x).tolist()), -float(best.fun), covariance, _at_bound(best.x))


def _climbed(likelihood: Likelihood, start: Sequence[float]) -> Any:
    from scipy.optimize import minimize

    bounds = [(np.log(LEAST), np.log(MOST))] * len(start)
    how = {"ftol": 1e-12, "gtol": 1e-8}
    return minimize(_loss(likelihood), np.log(start), jac=True, method="L-BFGS-B", bounds=bounds, options=how)


def _loss(likelihood: Likelihood) -> Likelihood:
    """What is to be made small, in the logarithms of the parameters."""

    def loss(logs: Numbers) -> tuple[float, Numbers]:
        values = np.exp(logs)
        found, slope = likelihood(values)
        return -found, -slope * values

    return loss


def _at_bound(logs: Numbers) -> bool:
    return bool(np.any((logs - np.log(LEAST) < NEAR) | (np.log(MOST) - logs < NEAR)))


def _curvature(loss: Likelihood, logs: Numbers) -> Numbers:
    """The second derivatives, by central differences of the gradient."""
    rows = []
    for at in range(len(logs)):
        step = np.zeros_like(logs)
        step[at] = STEP
        rows.append((loss(logs + step)[1] - loss(logs - step)[1]) / (2 * STEP))
    found = np.array(rows)
    return np.asarray((found + found.T) / 2)


def _inverse(curvature: Numbers) -> Numbers:
    try:
        found = np.linalg.inv(curvature)
    except np.linalg.LinAlgError:
        return np.full_like(curvature, np.nan)
    return np.asarray(found) if (np.diag(found) > 0).all() else np.full_like(curvature, np.nan)
