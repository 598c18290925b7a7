"""Shifted beta-geometric: customers with a contract, who at each renewal stay or leave.

Fader & Hardie 2007, "How to Project Customer Retention", Journal of Interactive Marketing 21(1). The chance of leaving
at a renewal differs from customer to customer as Beta(alpha, beta): those likely to leave leave first, and so the
retention rate of those who are left rises, though nobody changes. The value of those still there is that of Fader &
Hardie 2010, "Customer-Base Valuation in a Contractual Setting", Marketing Science 29(1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import betaln, digamma, hyp2f1

from deeproot.measure.lifetime_value.fitting import Fitted, NotFitted, Numbers, fitted

STARTS: Final = ((1.0, 1.0), (0.7, 1.2), (0.7, 4.0))


@dataclass(frozen=True)
class ShiftedBetaGeometric:
    """A fitted model."""

    alpha: float
    beta: float
    fit: Fitted | None = None

    def survival(self, terms: Any) -> Numbers:
        """The share of new customers still there after so many renewals: B(alpha, beta+t) / B(alpha, beta)."""
        terms = np.asarray(terms, dtype=np.float64)
        return np.asarray(np.exp(betaln(self.alpha, self.beta + terms) - betaln(self.alpha, self.beta)))

    def renews(self, renewed: Any) -> Numbers:
        """The chance that one who has renewed so often renews again: (beta+n) / (alpha+beta+n)."""
        renewed = np.asarray(renewed, dtype=np.float64)
        return np.asarray((self.beta + renewed) / (self.alpha + self.beta + renewed))

    def terms_left(self, renewed: Any, discount: float) -> Numbers:
        """The discounted number of further terms to expect of one who has renewed so often and is there now.

        ``discount`` is the rate of one term (.1 is ten percent); 0 where the future counts as much as the present (the
        number is then infinite unless alpha is above 1). The next term is paid at once when it is renewed, and is
        discounted by one term: (beta+n) / (alpha+beta+n) / (1+d) 2F1(1, beta+n+1; alpha+beta+n+1; 1/(1+d)).
        """
        renewed = np.asarray(renewed, dtype=np.float64)
        worth = 1 / (1 + discount)
        series = hyp2f1(1, self.beta + renewed + 1, self.alpha + self.beta + renewed + 1, worth)
        return np.asarray(self.renews(renewed) * worth * series)


def fit(left: Any, staying: Any) -> ShiftedBetaGeometric:
    """The likeliest model of customers of whom ``left[t]`` left at their (t+1)-th renewal and ``staying[t]`` are still
    there having renewed t+1 times, the next not yet due (right-censored).

    Raises NotFitted where nobody left, or nobody stayed.
    """
    left, staying = np.asarray(left, dtype=np.float64), np.asarray(staying, dtype=np.float64)
    if left.sum() == 0 or left.sum() + staying.sum() < len(STARTS[0]):
        raise NotFitted("nobody has left at a renewal yet: how long customers stay cannot be told")
    found = fitted(lambda values: log_likelihood(values, left, staying), STARTS)
    alpha, beta = found.values
    return ShiftedBetaGeometric(alpha, beta, found)


def log_likelihood(values: Numbers, left: Numbers, staying: Numbers) -> tuple[float, Numbers]:
    """The log-likelihood of (alpha, beta), and its gradient."""
    alpha, beta = values
    renewals = np.arange(1, len(left) + 1, dtype=np.float64)
    whole = betaln(alpha, beta)
    each_left = betaln(alpha + 1, beta + renewals - 1) - whole
    each_staying = betaln(alpha, beta + renewals) - whole
    both, start = digamma(alpha + beta + renewals), digamma(alpha + beta)
    in_alpha = left @ (digamma(alpha + 1) - both - digamma(alpha) + start) + staying @ (start - both)
    in_beta = left @ (digamma(beta + renewals - 1) - both - digamma(beta) + start)
    in_beta += staying @ (digamma(beta + renewals) - both - digamma(beta) + start)
    return float(left @ each_left + staying @ each_staying), np.array([float(in_alpha), float(in_beta)])
