"""How long until the next step? Those of which it is not known yet count for as long as one has looked.

The product-limit estimator (Kaplan & Meier 1958) over bins of time that grow by 9 per cent, with Greenwood's variance
on the log-minus-log scale; the median's interval is where the bounds of the curve cross one half (Brookmeyer & Crowley
1982). Written here anew and not taken from `deeproot.measure.retention.survival`, since the rooms of the library know
nothing of each other, and since there is nothing to share but a formula: that one counts whole days of customers, this
one bins of any time that an engine has counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

Z: Final = 1.959963984540054
_DOUBLING: Final = 8


@dataclass(frozen=True)
class Wait:
    """A median time in hours; None where fewer than half are known to have ended, or a bound is not reached."""

    hours: float | None
    low: float | None
    high: float | None
    n: int
    """How many were watched."""
    ended: int
    """Of how many of them it is known how long it took."""


def hours(bin_: float) -> float:
    """The middle of a bin of :func:`deeproot.understand.journey.follows.passed`, in hours."""
    low, high = 2 ** (bin_ / _DOUBLING) - 1, 2 ** ((bin_ + 1) / _DOUBLING) - 1
    return float((low + high) / 2 / 60) if bin_ else 0.0


def wait(bins: Any, ended: Any, watched: Any) -> Wait:
    """The median of counts by bin: of ``watched`` so many were last seen in a bin, of whom so many ``ended`` there."""
    places = np.asarray(bins, dtype=np.int64)
    size = int(places.max()) + 1 if len(places) else 0
    gone = np.bincount(places, weights=np.asarray(ended, dtype=float), minlength=size)
    seen = np.bincount(places, weights=np.asarray(watched, dtype=float), minlength=size)
    at_risk = seen.sum() - np.concatenate([[0.0], np.cumsum(seen)[:-1]]) if size else seen
    told = np.flatnonzero(gone > 0)
    risk, left = at_risk[told], gone[told]
    share = np.cumprod(1 - left / risk) if len(told) else np.empty(0)
    low, high = _bounds(share, risk, left)
    middle, early, late = (_crossed(told, curve) for curve in (share, low, high))
    return Wait(middle, early, late, int(seen.sum()), int(gone.sum()))


def _bounds(share: Any, risk: Any, left: Any) -> tuple[Any, Any]:
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(left / (risk * (risk - left)))
        wide = Z * np.sqrt(variance) / np.log(share)
        middle = np.log(-np.log(share))
        low, high = np.exp(-np.exp(middle - wide)), np.exp(-np.exp(middle + wide))
    return np.where(share > 0, low, 0.0), np.where(share > 0, high, 0.0)


def _crossed(told: Any, curve: Any) -> float | None:
    below = np.flatnonzero(curve <= 0.5)
    return hours(int(told[below[0]])) if len(below) else None
