"""How much better did the treated fare than the hold-out, and how sure is that, however often one looked?

The estimate is the difference of means (of a share, where the outcome is yes or no). Two intervals stand beside it. The
fixed one holds for somebody who looks once, at a moment chosen beforehand. The anytime-valid one, an asymptotic
confidence sequence, holds at all moments together: one may look every day and stop when it suits (Waudby-Smith, Arbour,
Sinha, Kennedy & Ramdas 2024, "Time-uniform central limit theory and asymptotic confidence sequences", Annals of
Statistics 52(6), theorem 2.2). What was known of each customer before the assignment makes both narrower where it
foretells the outcome (CUPED; Deng, Xu, Kohavi & Walker 2013, "Improving the Sensitivity of Online Controlled
Experiments by Utilizing Pre-Experiment Data", WSDM).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import ndtri

Numbers = np.ndarray[Any, np.dtype[np.float64]]
NOTHING: Final = (float("nan"), float("nan"))
LEAST_OF_AN_ARM: Final = 30
"""Customers below which nothing is said: the intervals rest on the law of large numbers."""


@dataclass(frozen=True)
class Difference:
    """The treated less the hold-out, in the unit of the outcome."""

    treated: int
    holdout: int
    """Customers of each arm whose outcome is known."""
    mean_treated: float
    mean_holdout: float
    """Plain means, as they are."""
    difference: float
    """Of the means, adjusted by what was known before where that was given."""
    fixed: tuple[float, float]
    """The interval for who looks once. Not a number where an arm is too small."""
    anytime: tuple[float, float]
    """The interval for who looks whenever they like."""
    variance_ratio: float
    """The variance that is left after adjusting, as a share: .8 saves a fifth; 1 where nothing was known before."""
    level: float
    """Of both intervals."""

    @property
    def known(self) -> bool:
        """Whether the anytime-valid interval leaves zero out."""
        low, high = self.anytime
        return low > 0 or high < 0

    @property
    def kept(self) -> tuple[float, float, float]:
        """How many of the treated it kept, where the outcome is whether they stayed: estimate, low, high."""
        low, high = self.anytime
        return self.difference * self.treated, low * self.treated, high * self.treated


def difference(
    outcome: Any, treated: Any, before: Any = None, *, planned: int | None = None, level: float = 0.95
) -> Difference:
    """The difference between treated and hold-out customers.

    ``outcome`` is a number of each customer (1 or 0 for whether they stayed; money), ``treated`` whether they were
    assigned to treatment, ``before`` a number known of each before the assignment (the same outcome in the time before
    serves best; missing values are taken for their mean). ``planned`` is the number of customers at which the
    anytime-valid interval is to be narrowest; by default as many as there are. Raises ValueError where the columns
    differ in length or an outcome is missing.
    """
    values, arm = np.asarray(outcome, dtype=np.float64), np.asarray(treated, dtype=bool)
    if len(values) != len(arm) or not np.isfinite(values).all():
        raise ValueError("every customer needs an outcome and an arm; leave out those whose outcome is not known yet")
    adjusted, ratio = (values, 1.0) if before is None else _adjusted(values, arm, np.asarray(before, dtype=np.float64))
    treated_mean, holdout_mean = _mean(values[arm]), _mean(values[~arm])
    arms = int(arm.sum()), int((~arm).sum())
    found, fixed, anytime = treated_mean - holdout_mean, NOTHING, NOTHING
    if min(arms) >= LEAST_OF_AN_ARM:
        found, deviation = _estimate(adjusted, arm)
        fixed = _around(found, float(ndtri((1 + level) / 2)) * deviation / np.sqrt(len(values)))
        anytime = _around(found, width(len(values), planned or len(values), 1 - level) * deviation)
    return Difference(*arms, treated_mean, holdout_mean, found, fixed, anytime, ratio, level)


def _around(middle: float, half: float) -> tuple[float, float]:
    return float(middle - half), float(middle + half)


def width(seen: int, planned: int, alpha: float = 0.05) -> float:
    """Half the width of the anytime-valid interval after ``seen`` customers, in standard deviations of the outcome.

    sqrt(2 (n rho^2 + 1) / (n^2 rho^2) ln(sqrt(n rho^2 + 1) / alpha)), with rho such that it is narrowest at ``planned``
    (equations 12 and 13 of the paper).
    """
    told = -2 * np.log(alpha)
    square = (told + np.log(told + 1)) / planned
    grown = seen * square + 1
    return float(np.sqrt(2 * grown / (seen**2 * square) * np.log(np.sqrt(grown) / alpha)))


def _estimate(values: Numbers, arm: np.ndarray[Any, np.dtype[np.bool_]]) -> tuple[float, float]:
    """The difference of means, and the standard deviation of what each customer adds to it."""
    share = arm.mean()
    ours, theirs = values[arm].mean(), values[~arm].mean()
    each = np.where(arm, (values - ours) / share, -(values - theirs) / (1 - share))
    return float(ours - theirs), float(np.sqrt((each**2).mean()))


def _adjusted(values: Numbers, arm: np.ndarray[Any, np.dtype[np.bool_]], before: Numbers) -> tuple[Numbers, float]:
    """The outcomes less what the time before foretold, and how much of their variance is left."""
    if arm.all() or not arm.any():
        return values, 1.0
    known = np.isfinite(before)
    filled = np.where(known, before, before[known].mean() if known.any() else 0.0)
    within = filled - np.where(arm, _mean(filled[arm]), _mean(filled[~arm]))
    left = values - np.where(arm, _mean(values[arm]), _mean(values[~arm]))
    spread = float(within @ within)
    if spread == 0 or float(left @ left) == 0:
        return values, 1.0
    slope = float(within @ left) / spread
    adjusted = values - slope * (filled - filled.mean())
    return adjusted, float(((left - slope * within) ** 2).sum() / (left @ left))


def _mean(values: Numbers) -> float:
    return float(values.mean()) if len(values) else float("nan")
