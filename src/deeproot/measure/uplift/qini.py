"""How good is a ranking of customers by what contact does for them? The Qini coefficient.

Radcliffe 2007, "Using control groups to target on predicted lift", Direct Marketing Analytics Journal. Customers are
contacted from the top of the ranking; at each depth the curve tells how many more of the contacted responded than would
have without. The coefficient is the area above the straight line of a random order, as a share of that of the best
order there could be: 0 is chance. Papers norm it differently; this is the definition of scikit-uplift 0.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.float64]]
RESAMPLED: Final = 200


@dataclass(frozen=True)
class Qini:
    """The coefficient of a ranking, and its interval over customers drawn anew."""

    coefficient: float
    low: float
    high: float


def curve(responded: Any, score: Any, treated: Any) -> tuple[Numbers, Numbers]:
    """How many customers were contacted, and how many responses that brought beyond those without contact.

    One point for each score that occurs, the highest first, after the origin.
    """
    y, s, t = (np.asarray(one, dtype=np.float64) for one in (responded, score, treated))
    order = np.argsort(-s, kind="stable")
    y, s, t = y[order], s[order], t[order]
    ends = np.append(np.flatnonzero(np.diff(s)), len(s) - 1)
    contacted, others = np.cumsum(t)[ends], np.cumsum(1 - t)[ends]
    theirs = np.cumsum(y * (1 - t))[ends]
    share = np.divide(contacted, others, out=np.zeros_like(contacted), where=others > 0)
    gained = np.cumsum(y * t)[ends] - theirs * share
    return np.append(0.0, ends + 1.0), np.append(0.0, gained)


def coefficient(responded: Any, score: Any, treated: Any) -> float:
    """The Qini coefficient of a ranking by ``score``. Not a number where nobody responded, or an arm is empty."""
    y, t = np.asarray(responded, dtype=np.float64), np.asarray(treated, dtype=np.float64)
    if not 0 < t.sum() < len(t):
        return float("nan")
    found, best = _area(*curve(y, score, t)), _area(*curve(y, y * t - y * (1 - t), t))
    return found / best if best > 0 else float("nan")


def _area(depth: Numbers, gained: Numbers) -> float:
    """Between the curve and the straight line from its beginning to its end."""
    return float(np.trapezoid(gained, depth) - depth[-1] * gained[-1] / 2)


def qini(responded: Any, score: Any, treated: Any, level: float = 0.95, seed: int = 0) -> Qini:
    """The coefficient with its interval (bootstrap within each arm)."""
    y, s, t = (np.asarray(one, dtype=np.float64) for one in (responded, score, treated))
    chance = np.random.default_rng(seed)
    arms = [np.flatnonzero(t == arm) for arm in (0, 1)]
    drawn = [np.concatenate([chance.choice(arm, len(arm)) for arm in arms]) for _ in range(RESAMPLED)]
    found = [coefficient(y[rows], s[rows], t[rows]) for rows in drawn if all(len(arm) for arm in arms)]
    low, high = np.nanquantile(found, [(1 - level) / 2, (1 + level) / 2]) if found else (float("nan"), float("nan"))
    return Qini(coefficient(y, s, t), float(low), float(high))
