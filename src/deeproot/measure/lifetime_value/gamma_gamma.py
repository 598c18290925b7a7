"""Gamma-Gamma: what a customer spends at a purchase, told from what they spent so far and what others spend.

Fader, Hardie & Lee 2005, "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing
Research 42(4); Fader & Hardie 2013, "The Gamma-Gamma Model of Monetary Value". Spending is taken to have nothing to do
with how often a customer buys: `independence` says whether that holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import digamma, gammaln

from deeproot.measure.lifetime_value.fitting import Fitted, NotFitted, Numbers, fitted

STARTS: Final = ((6.0, 4.0, 1.0), (1.0, 1.0, 1.0))


@dataclass(frozen=True)
class GammaGamma:
    """A fitted model; amounts are in the currency of the purchases it was fitted on."""

    p: float
    q: float
    v: float
    fit: Fitted | None = None

    def expected(self, x: Any, mean_value: Any) -> Numbers:
        """What a purchase comes to on average, p (v + x m) / (p x + q - 1); without repeats, everybody's mean."""
        x = np.asarray(x, dtype=np.float64)
        spent = np.nan_to_num(np.asarray(mean_value, dtype=np.float64)) * x
        return np.asarray(self.p * (self.v + spent) / (self.p * x + self.q - 1))


def fit(x: Any, mean_value: Any) -> GammaGamma:
    """The likeliest model of customers with repeat purchases; others are left out.

    Raises NotFitted where there are none, or they do not settle one (as where the mean is infinite: q at most 1).
    """
    x, mean = np.asarray(x, dtype=np.float64), np.asarray(mean_value, dtype=np.float64)
    told = (x > 0) & (mean > 0)
    if told.sum() < len(STARTS[0]):
        raise NotFitted("too few customers bought again for a model of what they spend")
    scale = float(np.median(mean[told]))
    found = fitted(lambda values: log_likelihood(values, x[told], mean[told] / scale), STARTS)
    p, q, v = found.values
    if q <= 1:
        raise NotFitted("what customers spend varies too much for this model: its mean would be infinite")
    return GammaGamma(p, q, v * scale, found)


def log_likelihood(values: Numbers, x: Numbers, mean: Numbers) -> tuple[float, Numbers]:
    """The log-likelihood of (p, q, v) (equation 1a of the note), and its gradient."""
    p, q, v = values
    total = np.log(x * mean + v)
    each = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v) - np.log(mean)
    each = each + p * x * np.log(x * mean) - (p * x + q) * total
    slope = (
        x * (digamma(p * x + q) - digamma(p * x) + np.log(x * mean) - total),
        digamma(p * x + q) - digamma(q) + np.log(v) - total,
        q / v - (p * x + q) / (x * mean + v),
    )
    return float(each.sum()), np.array([float(one.sum()) for one in slope])


def independence(x: Any, mean_value: Any) -> float:
    """The correlation of how often with how much, of customers with repeats: the model takes it for none."""
    x, mean = np.asarray(x, dtype=np.float64), np.asarray(mean_value, dtype=np.float64)
    told = (x > 0) & (mean > 0)
    return float(np.corrcoef(x[told], mean[told])[0, 1]) if told.sum() > 2 else float("nan")
