"""Pareto/NBD: customers buy at their own rate, and may be gone at any moment, not only after a purchase.

Schmittlein, Morrison & Colombo 1987, "Counting Your Customers: Who Are They and What Will They Do Next?", Management
Science 33(1); the likelihood as in Fader & Hardie 2005, "A Note on Deriving the Pareto/NBD Model and Related
Expressions". Rates vary as Gamma(r, alpha), the hazard of leaving as Gamma(s, beta).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from scipy.special import gammaln, hyp2f1

from deeproot.measure.lifetime_value.fitting import Fitted, Numbers, fitted
from deeproot.measure.lifetime_value.repeat import Repeat

STARTS: Final = ((0.5, 10.0, 0.6, 12.0), (1.0, 1.0, 1.0, 1.0))
STEP: Final = 1e-6


@dataclass(frozen=True)
class ParetoNbd:
    """A fitted model; times are in the unit of the rows it was fitted on."""

    NAME: ClassVar = "Pareto/NBD"
    PARAMETERS: ClassVar = ("r", "alpha", "s", "beta")

    r: float
    alpha: float
    s: float
    beta: float
    fit: Fitted | None = None

    def alive(self, x: Any, t_x: Any, watched: Any) -> Numbers:
        """The probability that a customer is still one (equation 31 of the note)."""
        x, t_x, watched = (np.asarray(one, dtype=np.float64) for one in (x, t_x, watched))
        here, gone = _logs(np.array([self.r, self.alpha, self.s, self.beta]), x, t_x, watched)
        return np.asarray(np.exp(here - np.logaddexp(here, gone)))

    def expected(self, time: Any, x: Any, t_x: Any, watched: Any) -> Numbers:
        """How many purchases to expect of a customer in the coming ``time`` (equation 41)."""
        x, t_x, watched = (np.asarray(one, dtype=np.float64) for one in (x, t_x, watched))
        time = np.asarray(time, dtype=np.float64)
        rate = (self.r + x) * (self.beta + watched) / ((self.alpha + watched) * (self.s - 1))
        stays = 1 - ((self.beta + watched) / (self.beta + watched + time)) ** (self.s - 1)
        return np.asarray(rate * stays * self.alive(x, t_x, watched))

    def expected_of_new(self, time: Any) -> Numbers:
        """How many repeat purchases to expect of a new customer within ``time``."""
        time = np.asarray(time, dtype=np.float64)
        rate = self.r * self.beta / (self.alpha * (self.s - 1))
        return np.asarray(rate * (1 - (self.beta / (self.beta + time)) ** (self.s - 1)))


def fit(rows: Repeat) -> ParetoNbd:
    """The likeliest model of those customers. Raises NotFitted where they do not settle one."""
    found = fitted(lambda values: log_likelihood(values, rows), STARTS)
    r, alpha, s, beta = found.values
    return ParetoNbd(r, alpha, s, beta, found)


def log_likelihood(values: Numbers, rows: Repeat) -> tuple[float, Numbers]:
    """The log-likelihood of (r, alpha, s, beta), and its gradient by central differences."""
    slope = []
    for at, value in enumerate(values):
        step = np.zeros_like(values)
        step[at] = STEP * max(value, STEP)
        slope.append((_summed(values + step, rows) - _summed(values - step, rows)) / (2 * step[at]))
    return _summed(values, rows), np.array(slope)


def _summed(values: Numbers, rows: Repeat) -> float:
    r, alpha, s, beta = values
    here, gone = _logs(values, rows.x, rows.t_x, rows.watched)
    each = gammaln(r + rows.x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + np.logaddexp(here, gone)
    return float(rows.customers @ np.nan_to_num(each, nan=-1e6, posinf=-1e6, neginf=-1e6))


def _logs(values: Numbers, x: Numbers, t_x: Numbers, watched: Numbers) -> tuple[Numbers, Numbers]:
    """The logarithms of the two ways to have bought so: still here, or gone since some moment after t_x."""
    r, alpha, s, beta = values
    larger, apart = max(alpha, beta), abs(alpha - beta)
    second = s + 1 if alpha >= beta else r + x
    power = r + s + x
    from_last = hyp2f1(power, second, power + 1, apart / (larger + t_x))
    from_now = hyp2f1(power, second, power + 1, apart / (larger + watched))
    shrunk = np.exp(power * (np.log(larger + t_x) - np.log(larger + watched)))
    with np.errstate(invalid="ignore"):
        between = np.maximum(np.nan_to_num(from_last - from_now * shrunk), 1e-300)
    here = -(r + x) * np.log(alpha + watched) - s * np.log(beta + watched)
    gone = np.log(s) - np.log(power) + np.log(between) - power * np.log(larger + t_x)
    return here, gone
