"""Which customers are alike, by what lasts of them; and whether two halves of the company say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from deeproot.understand.personas.traits import TRAITS, Trait

LASTS: Final = 0.3
"""A trait that lasts less than this tells nobody apart."""
FURTHEST: Final = 2.0
"""So many spreads from the middle, no further: nobody strange makes a group of their own."""
COMPONENTS: Final = 2
STARTS: Final = 5
SPLITS: Final = 20
SEED: Final = 20_260
FEWEST, MOST = 2, 6
LEAST_SHARE: Final = 0.05
STABLE: Final = 0.8
AT_MOST: Final = 4_000
"""So many customers are fitted on; the others are only assigned."""

Numbers = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Scale:
    """Traits in spreads from the middle."""

    traits: tuple[str, ...]
    middle: pd.Series[float]
    spread: pd.Series[float]
    weight: pd.Series[float]
    """How far each trait lasts: so much it counts."""

    def of(self, rows: pd.DataFrame) -> Numbers:
        """One row a customer; what is not known stands in the middle."""
        near = (straight(rows[list(self.traits)]) - self.middle) / self.spread
        return (near.fillna(0.0).clip(-FURTHEST, FURTHEST) * self.weight).to_numpy("float64")


@dataclass(frozen=True)
class Groups:
    """Groups of customers: the whole way from traits to a number."""

    scale: Scale
    mean: Numbers
    directions: Numbers
    centres: Numbers

    def number(self, rows: pd.DataFrame) -> Labels:
        """The group of each row."""
        flat = (self.scale.of(rows) - self.mean) @ self.directions
        far = ((flat[:, None, :] - self.centres[None, :, :]) ** 2).sum(axis=2)
        found: Labels = far.round(9).argmin(axis=1).astype("int64")
        return found


@dataclass(frozen=True)
class Stability:
    """Adjusted Rand index (Hubert and Arabie 1985) between what two halves say of all, over divisions."""

    k: int
    mean: float
    low: float
    """The tenth percentile."""
    least: float
    most: float
    splits: int

    @property
    def stable(self) -> bool:
        """Nine of ten divisions agree as much as is asked."""
        return self.low >= STABLE


def straight(rows: pd.DataFrame) -> pd.DataFrame:
    """Counts by their logarithm (one added), all else as it is."""
    counted = [one.id for one in TRAITS if one.counted and one.id in rows]
    return rows.assign(**{name: np.log1p(rows[name].clip(lower=0.0)) for name in counted})


def lasting(rows: pd.DataFrame) -> dict[str, float]:
    """How far each trait that is lived lasts, from 0 to 1: the rank correlation between both halves of the customers'
    time, stepped up to the whole of it (Spearman 1910, Brown 1910). What is not lived but so lasts whole.
    """
    found = {}
    for one in TRAITS:
        if f"{one.id}.0" in rows:
            pair = rows[[f"{one.id}.0", f"{one.id}.1"]].dropna().rank()
            value = pair.iloc[:, 0].corr(pair.iloc[:, 1]) if len(pair) > 2 else np.nan
            found[one.id] = round(2 * float(value) / (1 + float(value)), 6) if value > 0 else 0.0
    return {one.id: found.get(one.id, 1.0) for one in TRAITS}


def forming(rows: pd.DataFrame) -> tuple[str, ...]:
    """The traits that tell these customers apart: those that last, and in which they differ."""
    lasts = lasting(rows)
    return tuple(one.id for one in TRAITS if one.forms and lasts[one.id] >= LASTS and _differs(rows, one))


def _differs(rows: pd.DataFrame, trait: Trait) -> bool:
    return bool(rows[trait.id].notna().mean() >= 0.5 and rows[trait.id].std() > 0)


def fitted(rows: pd.DataFrame, k: int) -> Groups | None:
    """Groups of these customers; None where there is too little by which they differ."""
    return _grouped(*_flat(rows), k) if len(rows) > k and len(forming(rows)) >= COMPONENTS else None


def _flat(rows: pd.DataFrame) -> tuple[Scale, Numbers, Numbers, Numbers]:
    scale = scale_of(rows)
    points = scale.of(rows)
    mean = points.mean(axis=0)
    _, _, directions = np.linalg.svd(points - mean, full_matrices=False)
    turned = directions[:COMPONENTS].T
    return scale, mean, turned, (points - mean) @ turned


def scale_of(rows: pd.DataFrame) -> Scale:
    """The traits that tell these customers apart, each by its median and spread: that of the middle half, or of all
    where it is wider.
    """
    names = forming(rows)
    near = straight(rows[list(names)])
    quarters = near.quantile(0.75) - near.quantile(0.25)
    weight = pd.Series(lasting(rows))[list(names)]
    spread = (quarters / 1.349).clip(lower=near.std())
    return Scale(names, near.median(), spread, weight)


def scaled(rows: pd.DataFrame) -> Numbers:
    """Every customer's traits in spreads, weighed by how far they last."""
    return scale_of(rows).of(rows)


def _grouped(scale: Scale, mean: Numbers, directions: Numbers, flat: Numbers, k: int) -> Groups:
    from sklearn.cluster import KMeans

    found = KMeans(k, n_init=STARTS, random_state=SEED).fit(flat)
    return Groups(scale, mean, directions, found.cluster_centers_)


def stabilities(rows: pd.DataFrame) -> list[Stability]:
    """For every number of groups: each half is scaled, turned and grouped alone, and then says of all who is what."""
    from sklearn.metrics import adjusted_rand_score

    dice = np.random.default_rng(SEED)
    told: dict[int, list[float]] = {k: [] for k in range(FEWEST, MOST + 1)}
    for _ in range(SPLITS):
        order = dice.permutation(len(rows))
        halves = [rows.iloc[np.sort(part)] for part in np.array_split(order, 2)]
        if any(len(one) <= MOST or len(forming(one)) < COMPONENTS for one in halves):
            return []
        ready = [_flat(one) for one in halves]
        for k, indexes in told.items():
            one, other = (_grouped(*each, k).number(rows) for each in ready)
            indexes.append(float(adjusted_rand_score(one, other)))
    return [_stability(k, indexes) for k, indexes in told.items()]


def _stability(k: int, found: Sequence[float]) -> Stability:
    low = float(np.quantile(found, 0.1))
    mean, low, least, most = (round(one, 6) for one in (float(np.mean(found)), low, min(found), max(found)))
    return Stability(k, mean, low, least, most, len(found))


def some(rows: pd.DataFrame) -> pd.DataFrame:
    """All of them, or as many as are fitted on, drawn from their sorted ids."""
    if len(rows) <= AT_MOST:
        return rows
    return rows.iloc[np.sort(np.random.default_rng(SEED).choice(len(rows), AT_MOST, replace=False))]
