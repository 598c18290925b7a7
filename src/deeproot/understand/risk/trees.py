"""What each column adds to a boosted sum of small trees: exact Shapley values, by the trees' own paths.

A leaf's value is reached by the rows that pass all conditions on its path. Where a column is not known, a row goes both
ways, in the shares in which the rows learnt from went (Lundberg, Erion & Lee 2018, "Consistent Individualized Feature
Attribution for Tree Ensembles", section 3: path-dependent). A tree's value is the sum over its leaves of the value
times a product over the columns of its path, so the Shapley value of that product is summed over the leaves. With a
depth of three a path has at most three columns: eight subsets a leaf, exact and cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np

from deeproot.understand.risk.columns import Numbers

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

Truths = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Step:
    """One condition on the way to a leaf."""

    column: int
    threshold: float
    left: bool
    missing_left: bool
    share: float
    """Of the rows learnt from that came to this condition, the share that passed it."""

    def passes(self, values: Numbers) -> Truths:
        goes_left = np.where(np.isnan(values), self.missing_left, values <= self.threshold)
        return np.asarray(goes_left == self.left)


@dataclass(frozen=True)
class Leaf:
    """A leaf: its value, and the conditions on the path to it."""

    value: float
    steps: tuple[Step, ...]


def leaves(model: HistGradientBoostingClassifier) -> Iterator[Leaf]:
    """The leaves of all trees of a fitted model of two classes."""
    for (predictor,) in model._predictors:
        yield from _below(predictor.nodes, 0, ())


def _below(nodes: Any, place: int, steps: tuple[Step, ...]) -> Iterator[Leaf]:
    node = nodes[place]
    if node["is_leaf"]:
        yield Leaf(float(node["value"]), steps)
        return
    for side, left in (("left", True), ("right", False)):
        share = float(nodes[node[side]]["count"]) / float(node["count"])
        missing = bool(node["missing_go_to_left"])
        step = Step(int(node["feature_idx"]), float(node["num_threshold"]), left, missing, share)
        yield from _below(nodes, int(node[side]), (*steps, step))


def parts(model: HistGradientBoostingClassifier, matrix: Numbers) -> tuple[Numbers, float]:
    """For each row and column of the matrix what it adds to the log-odds, and the log-odds where nothing is known.

    Both together are the model's raw prediction: ``start + parts.sum(axis=1)``.
    """
    found = np.zeros(matrix.shape)
    start = float(np.ravel(model._baseline_prediction)[0])
    for leaf in leaves(model):
        columns, passed, shares = _along(leaf, matrix)
        start += leaf.value * float(np.prod(shares))
        for place, column in enumerate(columns):
            found[:, column] += leaf.value * _shapley(place, passed, shares)
    return found, start


def _along(leaf: Leaf, matrix: Numbers) -> tuple[list[int], list[Numbers], list[float]]:
    """The columns of the path, each once: whether each row passes all their conditions, and the share that did."""
    columns = list(dict.fromkeys(step.column for step in leaf.steps))
    passed, shares = [], []
    for column in columns:
        mine = [step for step in leaf.steps if step.column == column]
        passed.append(np.logical_and.reduce([step.passes(matrix[:, column]) for step in mine]).astype("float64"))
        shares.append(float(np.prod([step.share for step in mine])))
    return columns, passed, shares


def _shapley(place: int, passed: list[Numbers], shares: list[float]) -> Numbers:
    """The Shapley value of one factor of a product, where a factor not known is its share."""
    others = [other for other in range(len(passed)) if other != place]
    total = np.zeros(len(passed[place]))
    for size in range(len(others) + 1):
        for known in combinations(others, size):
            rest = np.full(len(total), _weight(size, len(passed)))
            for other in others:
                rest *= passed[other] if other in known else shares[other]
            total += rest
    return np.asarray(total * (passed[place] - shares[place]))


@cache
def _weight(size: int, of: int) -> float:
    return factorial(size) * factorial(of - size - 1) / factorial(of)
