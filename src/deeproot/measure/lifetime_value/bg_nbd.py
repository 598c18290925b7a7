"""BG/NBD: customers buy at their own rate, and after any repeat purchase may be gone for good.

Fader, Hardie & Lee 2005, "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model", Marketing
Science 24(2). Rates vary over customers as Gamma(r, alpha), the chance of leaving after a purchase as Beta(a, b).
What is reckoned here holds for MBG/NBD too (`mbg_nbd`): there the first purchase is one more chance to leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from scipy.special import digamma, gammaln, hyp2f1

from deeproot.measure.lifetime_value.fitting import Fitted, Numbers, fitted
from deeproot.measure.lifetime_value.repeat import Repeat

STARTS: Final = ((0.3, 5.0, 0.7, 2.5), (1.0, 1.0, 1.0, 1.0))


@dataclass(frozen=True)
class BgNbd:
    """A fitted model; times are in the unit of the rows it was fitted on."""

    NAME: ClassVar = "BG/NBD"
    PARAMETERS: ClassVar = ("r", "alpha", "a", "b")
    FIRST: ClassVar = 0
    """Chances to leave besides one after each of the x repeat purchases."""

    r: float
    alpha: float
    a: float
    b: float
    fit: Fitted | None = None

    def alive(self, x: Any, t_x: Any, watched: Any) -> Numbers:
        """The probability that a customer is still one: 1 / (1 + [n > 0] a/(b+n-1) ((alpha+T)/(alpha+t_x))^(r+x)),

        n = x + FIRST being the chances there were to leave.
        """
        x, t_x, watched = (np.asarray(one, dtype=np.float64) for one in (x, t_x, watched))
        return 1 / (1 + self._gone(x, t_x, watched))

    def expected(self, time: Any, x: Any, t_x: Any, watched: Any) -> Numbers:
        """How many purchases to expect of a customer in the coming ``time`` (equation 10 of the paper)."""
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        x, t_x, watched = (np.asarray(one, dtype=np.float64) for one in (x, t_x, watched))
        time, chances = np.asarray(time, dtype=np.float64), x + self.FIRST
        shrunk = np.exp((r + x) * (np.log(alpha + watched) - np.log(alpha + watched + time)))
        series = hyp2f1(r + x, b + chances, a + b + chances - 1, time / (alpha + watched + time))
        here = (a + b + chances - 1) / (a - 1) * (1 - shrunk * series)
        return np.asarray(here / (1 + self._gone(x, t_x, watched)))

    def expected_of_new(self, time: Any) -> Numbers:
        """How many repeat purchases to expect of a new customer within ``time`` (equation 9)."""
        return self.expected(time, 0, 0, 0)

    def _gone(self, x: Numbers, t_x: Numbers, watched: Numbers) -> Numbers:
        """The odds that the customer is gone."""
        chances = x + self.FIRST
        ratio = np.exp((self.r + x) * (np.log(self.alpha + watched) - np.log(self.alpha + t_x)))
        return np.where(chances > 0, self.a / np.maximum(self.b + chances - 1, 1e-12) * ratio, 0.0)


def fit(rows: Repeat) -> BgNbd:
    """The likeliest model of those customers. Raises NotFitted where they do not settle one."""
    found = fitted(lambda values: log_likelihood(values, rows), STARTS)
    r, alpha, a, b = found.values
    return BgNbd(r, alpha, a, b, found)


def log_likelihood(values: Numbers, rows: Repeat, first: int = BgNbd.FIRST) -> tuple[float, Numbers]:
    """The log-likelihood of (r, alpha, a, b) (equation 6), and its gradient."""
    r, alpha, a, b = values
    x, t_x, watched, weight = rows.x, rows.t_x, rows.watched, rows.customers
    chances = x + first
    could = chances > 0
    others = np.where(could, b + chances - 1, 1.0)
    until, last = np.log(alpha + watched), np.log(alpha + t_x)
    stays = -(r + x) * until
    leaves = np.where(could, np.log(a) - np.log(others) - (r + x) * last, -np.inf)
    either = np.logaddexp(stays, leaves)
    gone = weight * np.exp(leaves - either)
    here = weight - gone
    found, slope = _of_x_alone(values, rows, first)
    slope += (
        -(here @ until) - gone @ last,
        -((r + x) @ (here / (alpha + watched) + gone / (alpha + t_x))),
        gone.sum() / a,
        -(gone @ (1 / others)),
    )
    return found + float(weight @ either), slope


def _of_x_alone(values: Numbers, rows: Repeat, first: int) -> tuple[float, Numbers]:
    """The part that many rows have in common: it rests on the number of purchases alone."""
    r, alpha, a, b = values
    x, weight = rows.by_x
    chances = x + first
    buying = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    leaving = gammaln(a + b) + gammaln(b + chances) - gammaln(b) - gammaln(a + b + chances)
    both = digamma(a + b) - digamma(a + b + chances)
    slope = (
        weight @ (digamma(r + x) - digamma(r) + np.log(alpha)),
        weight.sum() * r / alpha,
        weight @ both,
        weight @ (both + digamma(b + chances) - digamma(b)),
    )
    return float(weight @ (buying + leaving)), np.array(slope)
