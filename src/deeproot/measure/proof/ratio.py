"""Did the assignment go as planned? Where an arm lacks more customers than chance allows, nothing is believed.

Fabijan et al. 2019, "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments", KDD.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SUSPICIOUS: Final = 0.001
"""A probability below which chance is no explanation any more."""


@dataclass(frozen=True)
class Ratio:
    """The share of the hold-out: as planned, and as it came."""

    planned: float
    found: float
    probability: float
    """Of a deviation as large, by chance alone (exact binomial test, two-sided)."""

    @property
    def broken(self) -> bool:
        """Whether the arms are not what was planned, and their difference is not to be believed."""
        return self.probability < SUSPICIOUS


def ratio(treated: int, holdout: int, planned: float) -> Ratio:
    """Whether so many held out fit the ``planned`` share of all. Raises ValueError for a share of 0 or 1."""
    from scipy.stats import binomtest

    if not 0 < planned < 1:
        raise ValueError(f"a hold-out is a share between 0 and 1, not {planned}")
    whole = treated + holdout
    if whole == 0:
        return Ratio(planned, float("nan"), 1.0)
    return Ratio(planned, holdout / whole, float(binomtest(holdout, whole, planned).pvalue))
