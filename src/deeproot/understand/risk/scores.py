"""How good were the probabilities? AUC, log loss, Brier score, calibration error, lift, each with its interval.

Intervals are bootstrap percentiles (Efron 1979): customers drawn anew with replacement, so many times as there are
draws, the same draws for all ways, so that the difference between two of them has its own interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np

from deeproot.understand.risk.columns import Numbers

Way = TypeVar("Way", bound=str)
DRAWS: Final = 1_000
LEVEL: Final = 0.95
CERTAIN: Final = 0.98
"""That something beats chance is held to this level: two ways are looked at, and neither may be believed by luck."""
BINS: Final = 10
CELLS: Final = 2_000_000
"""So many weights are in memory at a time."""
NAMES: Final = ("auc", "log_loss", "brier", "ece", "lift")


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval."""

    value: float
    low: float
    high: float
    level: float = LEVEL

    def covers(self, value: float) -> bool:
        return not (self.low > value or self.high < value)


@dataclass(frozen=True)
class Scores:
    """How good one way was, on customers it had not seen."""

    auc: Estimate
    """The chance that of one who left and one who stayed the former had the higher probability; .5 is by chance."""
    log_loss: Estimate
    brier: Estimate
    """The mean of (probability - outcome) squared."""
    ece: Estimate
    """Of ten equal groups by probability: the mean distance of what was said from what came."""
    lift: Estimate
    """How many times more of the tenth with the highest probability left than of all."""
    beats_chance: bool


@dataclass(frozen=True)
class Bin:
    """One of ten equal groups by probability: what was said of it and what came, with a Wilson interval."""

    customers: int
    said: float
    came: float
    low: float
    high: float


def scored(left: Any, said: Mapping[Way, Numbers], draws: int = DRAWS, seed: int = 0) -> dict[Way, Scores]:
    """The scores of several ways on the same customers."""
    y = np.asarray(left, dtype=np.float64)
    drawn = {name: drawn_scores(y, p, draws, seed) for name, p in said.items()}
    once = np.ones((1, len(y)))
    return {name: _scores(_of(y, p, once)[0], drawn[name]) for name, p in said.items()}


def _scores(value: Numbers, drawn: Numbers) -> Scores:
    found = {name: interval(value[place], drawn[:, place]) for place, name in enumerate(NAMES)}
    return Scores(**found, beats_chance=interval(value[0], drawn[:, 0], CERTAIN).low > 0.5)


def advantage(left: Any, one: Numbers, other: Numbers, draws: int = DRAWS, seed: int = 0) -> Estimate:
    """By how much the AUC of one way is above that of another, on the same customers."""
    y = np.asarray(left, dtype=np.float64)
    once = np.ones((1, len(y)))
    value = auc(y, one, once)[0] - auc(y, other, once)[0]
    drawn = [auc(y, one, weights) - auc(y, other, weights) for weights in drawings(len(y), draws, seed)]
    return interval(float(value), np.concatenate(drawn))


def interval(value: float, drawn: Numbers, level: float = LEVEL) -> Estimate:
    low, high = np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(float(value), float(low), float(high), level)


def drawn_scores(y: Numbers, said: Numbers, draws: int, seed: int) -> Numbers:
    """One row a draw, the scores of :data:`NAMES` in it."""
    return np.concatenate([_of(y, said, weights) for weights in drawings(len(y), draws, seed)])


def drawings(rows: int, draws: int, seed: int) -> Iterator[Numbers]:
    """How often each row is in each draw, some draws at a time."""
    chance = np.random.default_rng(seed)
    at_once = max(CELLS // max(rows, 1), 1)
    for begin in range(0, draws, at_once):
        some = min(at_once, draws - begin)
        yield chance.multinomial(rows, np.full(rows, 1 / rows), size=some).astype("float64")


def _of(y: Numbers, said: Numbers, weights: Numbers) -> Numbers:
    told = np.clip(said, 1e-12, 1 - 1e-12)
    total = weights.sum(axis=1)
    loss = weights @ -np.log(np.where(y == 1, told, 1 - told)) / total
    brier = weights @ (said - y) ** 2 / total
    return np.stack([auc(y, said, weights), loss, brier, ece(y, said, weights), lift(y, said, weights)], axis=1)


def auc(y: Numbers, said: Numbers, weights: Numbers) -> Numbers:
    """Ties count half; not a number where nobody left, or nobody stayed."""
    left, stayed = _by_tie(y, said, weights)
    before = np.cumsum(stayed, axis=1) - stayed
    pairs = left.sum(axis=1) * stayed.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((left * (before + stayed / 2)).sum(axis=1) / pairs)


def lift(y: Numbers, said: Numbers, weights: Numbers, share: float = 0.1) -> Numbers:
    """Of those tied at the border of the tenth, the part that fits in."""
    left, stayed = (rows[:, ::-1] for rows in _by_tie(y, said, weights))
    each = left + stayed
    total = each.sum(axis=1, keepdims=True)
    taken = np.clip(share * total - (np.cumsum(each, axis=1) - each), 0, each)
    with np.errstate(invalid="ignore", divide="ignore"):
        hits = np.where(each > 0, taken * left / each, 0.0).sum(axis=1)
        return np.asarray(hits / (share * left.sum(axis=1)))


def _by_tie(y: Numbers, said: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """How many left and stayed at each probability, from the lowest up."""
    order = np.argsort(said, kind="stable")
    begins = np.flatnonzero(np.r_[True, np.diff(said[order]) > 0])
    left, stayed = weights[:, order] * y[order], weights[:, order] * (1 - y[order])
    return np.add.reduceat(left, begins, axis=1), np.add.reduceat(stayed, begins, axis=1)


def ece(y: Numbers, said: Numbers, weights: Numbers) -> Numbers:
    """The mean over ten equal groups of the distance between what was said and what came."""
    group = groups(said)
    apart = np.stack([np.abs(weights[:, group == g] @ (y - said)[group == g]) for g in range(BINS)])
    return np.asarray(apart.sum(axis=0) / weights.sum(axis=1))


def groups(said: Numbers) -> np.ndarray[Any, np.dtype[np.int_]]:
    """The tenth each is in, by probability: 0 the lowest."""
    place = np.empty(len(said), dtype=np.int_)
    place[np.argsort(said, kind="stable")] = np.arange(len(said)) * BINS // max(len(said), 1)
    return place


def calibration(left: Any, said: Numbers) -> list[Bin]:
    """What was said and what came, of ten equal groups by probability."""
    y, group = np.asarray(left, dtype=np.float64), groups(said)
    return [_bin(y[group == g], said[group == g]) for g in range(BINS) if (group == g).any()]


def _bin(y: Numbers, said: Numbers) -> Bin:
    """With the interval of Wilson 1927, which holds for few customers too."""
    n, came, z = len(y), float(y.mean()), 1.959964
    middle, wide = (came + z * z / (2 * n)), z * np.sqrt(came * (1 - came) / n + z * z / (4 * n * n))
    low, high = ((middle - wide) / (1 + z * z / n), (middle + wide) / (1 + z * z / n))
    return Bin(n, float(said.mean()), came, max(float(low), 0.0), min(float(high), 1.0))
