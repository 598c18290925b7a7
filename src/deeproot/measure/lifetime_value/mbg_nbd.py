"""MBG/NBD: as BG/NBD, but a customer may be gone after the very first purchase too.

Batislam, Denizel & Filiztekin 2007, "Empirical validation and comparison of models for customer base analysis",
International Journal of Research in Marketing 24(3). BG/NBD holds everybody without a repeat purchase for alive; where
many buy once and never again, this model fits better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from deeproot.measure.lifetime_value import bg_nbd
from deeproot.measure.lifetime_value.fitting import Numbers, fitted
from deeproot.measure.lifetime_value.repeat import Repeat

STARTS: Final = ((0.5, 6.0, 0.9, 1.6), (1.0, 1.0, 1.0, 1.0))


@dataclass(frozen=True)
class MbgNbd(bg_nbd.BgNbd):
    """A fitted model; times are in the unit of the rows it was fitted on."""

    NAME: ClassVar = "MBG/NBD"
    FIRST: ClassVar = 1


def fit(rows: Repeat) -> MbgNbd:
    """The likeliest model of those customers. Raises NotFitted where they do not settle one."""
    found = fitted(lambda values: log_likelihood(values, rows), STARTS)
    r, alpha, a, b = found.values
    return MbgNbd(r, alpha, a, b, found)


def log_likelihood(values: Numbers, rows: Repeat) -> tuple[float, Numbers]:
    """The log-likelihood of (r, alpha, a, b), and its gradient."""
    return bg_nbd.log_likelihood(values, rows, MbgNbd.FIRST)
