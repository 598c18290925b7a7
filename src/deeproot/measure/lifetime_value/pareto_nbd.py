"""Pareto/NBD: customers buy at their own rate, and may be gone at any moment, not only after a purchase.

Schmittlein, Morrison & Colombo 1987, "Counting Your Customers: Who Are They and What Will They Do Next?", Management
Science 33(1); the likelihood as in Fader & Hardie 2005, "A Note on Deriving the Pareto/NBD Model and Related
Expressions". Rates vary as Gamma(r, alpha), the hazard of leaving as Gamma(s, beta).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from scipy.special import digamma, gammaln

from deeproot.measure.lifetime_value.fitting import Fitted, Numbers, fitted
from deeproot.measure.lifetime_value.repeat import Repeat

STARTS: Final = ((0.5, 10.0, 0.6, 12.0), (1.0, 1.0, 1.0, 1.0))
NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)
AT_ONCE: Final = 8_192
"""Rows reckoned together: what bounds the memory."""


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
        x, t_x, watched = (np.atleast_1d(np.asarray(one, dtype=np.float64)) for one in (x, t_x, watched))
        here, gone, _ = _ways(np.array([self.r, self.alpha, self.s, self.beta]), x, t_x, watched)
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
    """The log-likelihood of (r, alpha, s, beta), and its gradient."""
    r, alpha, s, beta = values
    x, watched, weight = rows.x, rows.watched, rows.customers
    here, gone, moments = _ways(values, x, rows.t_x, watched)
    either = np.logaddexp(here, gone)
    left = np.exp(gone - either)
    stays = 1 - left
    each = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + either
    slopes = (
        digamma(r + x) - digamma(r) + np.log(alpha) - stays * np.log(alpha + watched) - left * moments[0],
        r / alpha - (r + x) * (stays / (alpha + watched) + left * moments[1]),
        np.log(beta) - stays * np.log(beta + watched) + left * (1 / s - moments[2]),
        s / beta - stays * s / (beta + watched) - left * (s + 1) * moments[3],
    )
    return float(weight @ each), np.array([float(weight @ slope) for slope in slopes])


def _ways(values: Numbers, x: Numbers, t_x: Numbers, watched: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The logarithms of the two ways to have bought so: still here, or gone since some moment t after t_x; and of that
    moment, were they gone, the means of log(alpha+t), 1/(alpha+t), log(beta+t), 1/(beta+t).

    The papers write the second way with the series 2F1, which is dear; the integral that it stands for,
    of s (alpha+t)^-(r+x) (beta+t)^-(s+1) from t_x to T, is smooth in the logarithm of t, and Gauss and Legendre's rule
    gives it to twelve digits (a test holds it against the series).
    """
    r, alpha, s, beta = values
    here = -(r + x) * np.log(alpha + watched) - s * np.log(beta + watched)
    gone, moments = np.empty(len(x)), np.empty((4, len(x)))
    for start in range(0, len(x), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        gone[some], moments[:, some] = _gone(values, x[some], t_x[some], watched[some])
    return here, gone, moments


def _gone(values: Numbers, x: Numbers, t_x: Numbers, watched: Numbers) -> tuple[Numbers, Numbers]:
    r, alpha, s, beta = values
    shift = min(alpha, beta)
    first, last = np.log(t_x + shift), np.log(watched + shift)
    # what falls steeply is over soon: beyond e^-40 of its beginning nothing is left to add
    falls = (r + x) * (t_x + shift) / (t_x + alpha) + (s + 1) * (t_x + shift) / (t_x + beta) - 1
    half = np.minimum(last - first, 40 / np.maximum(falls, 1e-9)) / 2
    at = first + half * (1 + NODES[:, None])
    moment = np.exp(at) - shift
    in_alpha, in_beta = np.log(alpha + moment), np.log(beta + moment)
    logs = at - (r + x) * in_alpha - (s + 1) * in_beta
    highest = logs.max(axis=0)
    parts = WEIGHTS[:, None] * np.exp(logs - highest)
    whole = parts.sum(axis=0)
    with np.errstate(divide="ignore"):
        found = np.log(s) + np.log(half) + highest + np.log(whole)
    means = [(parts * one).sum(axis=0) / whole for one in (in_alpha, np.exp(-in_alpha), in_beta, np.exp(-in_beta))]
    return found, np.array(means)
