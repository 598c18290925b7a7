"""MBG/NBD: as BG/NBD, but a customer may be gone after the very first purchase too.

Batislam, Denizel & Filiztekin 2007, "Empirical validation and comparison of models for customer base analysis",
International Journal of Research in Marketing 24(3). BG/NBD holds everybody without a repeat purchase for alive; where
many buy once and never again, this model fits better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from scipy.special import digamma, gammaln, hyp2f1

from deeproot.measure.lifetime_value.fitting import Fitted, Numbers, fitted
from deeproot.measure.lifetime_value.repeat import Repeat

STARTS: Final = ((0.5, 6.0, 0.9, 1.6), (1.0, 1.0, 1.0, 1.0))


@dataclass(frozen=True)
class MbgNbd:
    """A fitted model; times are in the unit of the rows it was fitted on."""

    NAME: ClassVar = "MBG/NBD"
    PARAMETERS: ClassVar = ("r", "alpha", "a", "b")

    r: float
    alpha: float
    a: float
    b: float
    fit: Fitted | None = None

    def alive(self, x: Any, t_x: Any, watched: Any) -> Numbers:
        """The probability that a customer is still one: 1 / (1 + a/(b+x) ((alpha+T)/(alpha+t_x))^(r+x))."""
        x, t_x, watched = (np.asarray(one, dtype=np.float64) for one in (x, t_x, watched))
        return 1 / (1 + self._gone(x, t_x, watched))

    def expected(self, time: Any, x: Any, t_x: Any, watched: Any) -> Numbers:
        """How many purchases to expect of a customer in the coming ``time``."""
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        x, t_x, watched = (np.asarray(one, dtype=np.float64) for one in (x, t_x, watched))
        time = np.asarray(time, dtype=np.float64)
        shrunk = np.exp((r + x) * (np.log(alpha + watched) - np.log(alpha + watched + time)))
        series = hyp2f1(r + x, b + x + 1, a + b + x, time / (alpha + watched + time))
        return np.asarray((a + b + x) / (a - 1) * (1 - shrunk * series) / (1 + self._gone(x, t_x, watched)))

    def expected_of_new(self, time: Any) -> Numbers:
        """How many repeat purchases to expect of a new customer within ``time``."""
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        time = np.asarray(time, dtype=np.float64)
        series = hyp2f1(r, b + 1, a + b, time / (alpha + time))
        return np.asarray(b / (a - 1) * (1 - (alpha / (alpha + time)) ** r * series))

    def _gone(self, x: Numbers, t_x: Numbers, watched: Numbers) -> Numbers:
        """The odds that the customer is gone."""
        ratio = np.exp((self.r + x) * (np.log(self.alpha + watched) - np.log(self.alpha + t_x)))
        return np.asarray(self.a / (self.b + x) * ratio)


def fit(rows: Repeat) -> MbgNbd:
    """The likeliest model of those customers. Raises NotFitted where they do not settle one."""
    found = fitted(lambda values: log_likelihood(values, rows), STARTS)
    r, alpha, a, b = found.values
    return MbgNbd(r, alpha, a, b, found)


def log_likelihood(values: Numbers, rows: Repeat) -> tuple[float, Numbers]:
    """The log-likelihood of (r, alpha, a, b), and its gradient."""
    r, alpha, a, b = values
    x, t_x, watched, weight = rows.x, rows.t_x, rows.watched, rows.customers
    until, last = np.log(alpha + watched), np.log(alpha + t_x)
    stays = -(r + x) * until
    leaves = np.log(a) - np.log(b + x) - (r + x) * last
    either = np.logaddexp(stays, leaves)
    gone = weight * np.exp(leaves - either)
    here = weight - gone
    found, slope = _of_x_alone(values, rows)
    slope += (
        -(here @ until) - gone @ last,
        -((r + x) @ (here / (alpha + watched) + gone / (alpha + t_x))),
        gone.sum() / a,
        -(gone @ (1 / (b + x))),
    )
    return found + float(weight @ either), slope


def _of_x_alone(values: Numbers, rows: Repeat) -> tuple[float, Numbers]:
    """The part that many rows have in common: it rests on the number of purchases alone."""
    r, alpha, a, b = values
    x, weight = rows.by_x
    buying = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    leaving = gammaln(a + b) + gammaln(b + x + 1) - gammaln(b) - gammaln(a + b + x + 1)
    both = digamma(a + b) - digamma(a + b + x + 1)
    slope = (
        weight @ (digamma(r + x) - digamma(r) + np.log(alpha)),
        weight.sum() * r / alpha,
        weight @ both,
        weight @ (both + digamma(b + x + 1) - digamma(b)),
    )
    return float(weight @ (buying + leaving)), np.array(slope)
