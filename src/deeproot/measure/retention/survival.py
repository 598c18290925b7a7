"""How many are still customers after so many days? Those of whom one does not know yet count for as long as one knows.

The product-limit estimator (Kaplan & Meier 1958, JASA 53(282)), at day grain: S(t) = prod over the days d <= t of
(1 - left(d) / at risk(d)). Intervals by Greenwood's variance on the log-minus-log scale (Kalbfleisch & Prentice 1980),
which stay between 0 and 1. Whoever has not left by the day of the reckoning is censored there (to the right); whoever
was a customer already when the record begins is at risk from the day on which the record knows of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Counts = np.ndarray[Any, np.dtype[np.int64]]
PIECE = 1 << 16
"""Customers counted at a time."""


@dataclass(frozen=True)
class Curve:
    """A survival curve: a step down at each day on which somebody left."""

    day: Counts
    """Days since the beginning on which anybody left or was last seen; ascending."""
    at_risk: Counts
    left: Counts
    share: Numbers
    """Of all, still there after that day."""
    low: Numbers
    high: Numbers
    level: float

    @property
    def customers(self) -> int:
        """How many are in it."""
        return int(self.at_risk[0]) if len(self.day) else 0

    def at(self, day: float) -> tuple[float, float, float]:
        """The share still there after so many days, with its interval. Not numbers where nobody was watched so long."""
        if not len(self.day) or day > self.day[-1]:
            return float("nan"), float("nan"), float("nan")
        place = int(np.searchsorted(self.day, day, side="right")) - 1
        if place < 0:
            return 1.0, 1.0, 1.0
        return float(self.share[place]), float(self.low[place]), float(self.high[place])

    @property
    def median(self) -> float:
        """The day by which half have left; infinite where more than half are still there."""
        gone = np.flatnonzero(self.share <= 0.5)
        return float(self.day[gone[0]]) if len(gone) else float("inf")


def curve(days: Any, left: Any, entered: Any = None, level: float = 0.95) -> Curve:
    """The curve of customers watched for so many whole ``days`` each, who ``left`` at the end of them or did not.

    ``entered`` is the day since their beginning from which each is watched, where that is not the first. One pass of
    counting, whatever the order. Raises ValueError for a negative number of days.
    """
    watched, gone = np.asarray(days, dtype=np.int64), np.asarray(left, dtype=bool)
    if len(watched) and watched.min() < 0:
        raise ValueError(
            "nobody is a customer for fewer than 0 days; leave out those whose beginning lies after the end"
        )
    size = int(watched.max()) + 1 if len(watched) else 0
    left_by_day, ended_by_day = _by_day(watched, gone, size)
    entered_by_day = None
    if entered is not None:
        late = np.asarray(entered, dtype=np.int64)
        entered_by_day = np.bincount(np.minimum(late, watched), minlength=size)
    return of_counts(left_by_day, ended_by_day, entered_by_day, level)


def of_counts(left: Any, ended: Any, entered: Any = None, level: float = 0.95) -> Curve:
    """The curve of counts by day, as an engine gives them: element d of ``left`` is how many left on day d since their
    beginning, of ``ended`` how many were last seen on it (having left or not), of ``entered`` from which day on they
    were watched (all from day 0 where that is not given; one who enters on a day is not yet at risk on it)."""
    left_, ended_ = np.asarray(left, dtype=np.int64), np.asarray(ended, dtype=np.int64)
    before = np.concatenate([[0], np.cumsum(ended_)[:-1]])
    begun = np.full(len(ended_), ended_.sum()) if entered is None else _entered_before(np.asarray(entered, np.int64))
    at_risk = begun - before
    told = np.flatnonzero(ended_ > 0)
    day, risk, gone = told, at_risk[told], left_[told]
    with np.errstate(divide="ignore", invalid="ignore"):
        share: Numbers = np.cumprod(np.where(risk > 0, 1 - gone / risk, 1.0), dtype=np.float64)
        variance = np.cumsum(np.where(gone > 0, gone / (risk * (risk - gone)), 0.0))
    low, high = _between(share, variance, level)
    return Curve(day.astype(np.int64), risk, gone, share, low, high, level)


def _entered_before(entered: Counts) -> Counts:
    """How many were watched before each day; those who enter on day 0 are watched from the beginning."""
    counted = np.cumsum(entered)
    return np.concatenate([counted[:1], counted[:-1]]) if len(counted) else counted


def _by_day(watched: Counts, gone: Any, size: int) -> tuple[Counts, Counts]:
    """How many left after each number of days, and of how many it was the last. One pass, in pieces that stay in the
    processor's cache: a day and whether somebody left are one number, and each such number is counted."""
    counted, piece = np.zeros(2 * size, dtype=np.int64), np.empty(PIECE, dtype=np.int64)
    for start in range(0, len(watched), PIECE):
        days = watched[start : start + PIECE]
        both = np.left_shift(days, 1, out=piece[: len(days)])
        both |= gone[start : start + PIECE].view(np.int8)
        counted += np.bincount(both, minlength=2 * size)
    of_day = counted.reshape(size, 2)
    return of_day[:, 1], of_day.sum(axis=1)


def _between(share: Numbers, variance: Numbers, level: float) -> tuple[Numbers, Numbers]:
    """exp(-exp(log(-log S) ± z sqrt(variance) / log S))."""
    z = float(ndtri((1 + level) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(share)
        middle, wide = np.log(-logs), z * np.sqrt(variance) / logs
        low, high = np.exp(-np.exp(middle - wide)), np.exp(-np.exp(middle + wide))
    flat = (share == 1) | (share == 0)
    return np.where(flat, share, low), np.where(flat, share, high)
