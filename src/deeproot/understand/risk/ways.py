"""Three ways to tell who leaves, side by side: a rule of one column, logistic regression, a small boosting of trees.

Each is learnt three times, from two thirds of the customers, and calibrated on the third it did not see (Platt 1999:
a logistic regression on its log-odds); the three are averaged in log-odds. So nothing is calibrated on what it was
learnt from, nothing is lost for it either, and what each column adds still adds up to the prediction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import numpy as np
import pandas as pd

from deeproot.understand.risk import trees
from deeproot.understand.risk.columns import Columns, Numbers, Scaled

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

Name = Literal["rule", "logistic", "boosting"]
Classes = np.ndarray[Any, np.dtype[np.int_]]
THIRDS: Final = 3
LEAST: Final = 30
"""Customers who left, and who stayed: with fewer nothing is learnt, and nothing judged."""
NEARLY: Final = 1e-12


class TooFew(ValueError):  # noqa: N818 - what is the matter, in two words
    """Too few left, or stayed, to learn from or to judge by."""


class Model(Protocol):
    """What was learnt once, from some rows."""

    def log_odds(self, matrix: Numbers) -> Numbers: ...

    def parts(self, matrix: Numbers) -> tuple[Numbers, float]:
        """What each column of the matrix adds to the log-odds, and the log-odds without any."""
        ...


@dataclass(frozen=True)
class Linear:
    """Logistic regression, with a ridge of scikit-learn's strength C = 0.3."""

    scaled: Scaled
    weights: Numbers
    start: float

    @classmethod
    def learn(cls, matrix: Numbers, left: Classes) -> Linear:
        from sklearn.linear_model import LogisticRegression

        scaled = Scaled.of(matrix)
        fitted = LogisticRegression(C=0.3, solver="newton-cholesky").fit(scaled.of_rows(matrix), left)
        return cls(scaled, fitted.coef_[0], float(fitted.intercept_[0]))

    def log_odds(self, matrix: Numbers) -> Numbers:
        return np.asarray(self.scaled.of_rows(matrix) @ self.weights + self.start)

    def parts(self, matrix: Numbers) -> tuple[Numbers, float]:
        return self.scaled.together(self.scaled.of_rows(matrix) * self.weights), self.start


@dataclass(frozen=True)
class Boosted:
    """Forty trees of depth three (scikit-learn's HistGradientBoostingClassifier)."""

    model: HistGradientBoostingClassifier

    @classmethod
    def learn(cls, matrix: Numbers, left: Classes) -> Boosted:
        from sklearn.ensemble import HistGradientBoostingClassifier

        model = HistGradientBoostingClassifier(
            max_iter=40,
            learning_rate=0.18,
            max_depth=3,
            max_features=0.3,
            l2_regularization=5.0,
            max_bins=63,
            early_stopping=False,
            random_state=0,
        )
        return cls(model.fit(matrix, left))

    def log_odds(self, matrix: Numbers) -> Numbers:
        return np.asarray(self.model.decision_function(matrix))

    def parts(self, matrix: Numbers) -> tuple[Numbers, float]:
        return trees.parts(self.model, matrix)


@dataclass(frozen=True)
class Third:
    """One model with its calibration: probability = logistic(slope * log-odds + shift)."""

    model: Model
    slope: float
    shift: float


@dataclass(frozen=True)
class Way:
    """One way to tell, learnt and calibrated."""

    name: Name
    columns: Columns
    thirds: Sequence[Third]
    loss: float
    """Mean log loss on the thirds not seen: what the choice among ways is made by."""

    def log_odds(self, frame: pd.DataFrame) -> Numbers:
        from threadpoolctl import threadpool_limits

        matrix = self.columns.matrix(frame)
        with threadpool_limits(1):
            each = [one.slope * one.model.log_odds(matrix) + one.shift for one in self.thirds]
        return np.asarray(np.mean(each, axis=0))

    def probability(self, frame: pd.DataFrame) -> Numbers:
        """Of each customer: that it leaves."""
        return chance(self.log_odds(frame))

    def parts(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, float]:
        """What each column of the frame adds to a customer's log-odds, and the log-odds of whom nothing is known.

        Exact: for each row the parts and the start add up to :meth:`log_odds`.
        """
        matrix = self.columns.matrix(frame)
        told, start = np.zeros((len(frame), len(self.columns.names))), 0.0
        for one in self.thirds:
            mine, base = one.model.parts(matrix)
            told += one.slope * self.columns.together(mine) / len(self.thirds)
            start += (one.slope * base + one.shift) / len(self.thirds)
        return pd.DataFrame(told, index=frame.index, columns=list(self.columns.names)), start


def chance(log_odds: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def learn(name: Name, frame: pd.DataFrame, left: Any, customers: Any = None, rule: str | None = None) -> Way:
    """Learn one way from what was known of customers, and whether each ``left`` (1 or 0).

    ``frame``: one row a customer and date; numbers and words. ``customers``: whose rows these are (all rows of one
    customer are in the same third); without it each row is its own. ``rule``: the column that the rule goes by.
    Raises TooFew with fewer than 30 who left or stayed, ValueError for what does not fit together.
    """
    from threadpoolctl import threadpool_limits

    y = _checked(frame, left)
    if name == "rule":
        if rule is None or rule not in frame.columns:
            raise ValueError(f"the rule goes by one column of the frame; {rule!r} is none")
        frame = frame[[rule]]
    columns, third = Columns.of(frame), thirds_of(len(frame), customers)
    with threadpool_limits(1):  # of so few rows a second thread takes longer than it helps
        thirds, loss = _thirds(name, columns, columns.matrix(frame), y, third)
    return Way(name, columns, thirds, loss)


def _thirds(
    name: Name, columns: Columns, matrix: Numbers, y: Classes, third: Classes
) -> tuple[tuple[Third, ...], float]:
    """A model of the rows outside each third, calibrated on it, and their mean log loss there."""
    kind = Boosted if name == "boosting" else Linear
    found, loss = [], 0.0
    for place in range(THIRDS):
        seen, own = third != place, third == place
        model: Model = kind.learn(matrix[seen], y[seen]) if columns.words else Nothing.learn(y[seen])
        odds = model.log_odds(matrix[own])
        one = Third(model, *_calibrated(odds, y[own]))
        found.append(one)
        loss += _loss(y[own], chance(one.slope * odds + one.shift)) / len(y)
    return tuple(found), loss


@dataclass(frozen=True)
class Nothing:
    """Where no column tells anything: the same for everybody."""

    start: float

    @classmethod
    def learn(cls, left: Classes) -> Nothing:
        return cls(float(np.log(left.mean() / (1 - left.mean()))))

    def log_odds(self, matrix: Numbers) -> Numbers:
        return np.full(len(matrix), self.start)

    def parts(self, matrix: Numbers) -> tuple[Numbers, float]:
        return np.zeros(matrix.shape), self.start


def thirds_of(rows: int, customers: Any = None) -> Classes:
    """The third each row is in: 0, 1 or 2, by a hash of its customer, so that it is the same whenever it is asked."""
    if customers is None:
        return np.asarray(np.random.default_rng(0).permutation(rows) % THIRDS)
    hashed = pd.util.hash_array(np.asarray(customers, dtype=object))
    return np.asarray(hashed % np.uint64(THIRDS), dtype=np.int_)


def _checked(frame: pd.DataFrame, left: Any) -> Classes:
    y = np.asarray(left).astype(np.int_)
    if len(y) != len(frame):
        raise ValueError(f"{len(frame):,} customers and {len(y):,} outcomes do not fit together")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("an outcome is 1 (left) or 0 (stayed)")
    if min(np.bincount(y, minlength=2)) < LEAST:
        raise TooFew(f"fewer than {LEAST} left, or stayed: nothing can be learnt of them yet")
    return y


def _calibrated(odds: Numbers, left: Classes) -> tuple[float, float]:
    """Slope and shift. A slope below nothing would say that the model is wrong way round: then it tells nothing."""
    from sklearn.linear_model import LogisticRegression

    rate = np.clip(left.mean(), 1 / (len(left) + 2), 1 - 1 / (len(left) + 2))
    told = float(odds.std())
    if told < NEARLY or min(np.bincount(left, minlength=2)) == 0:
        return 0.0, float(np.log(rate / (1 - rate)))
    fitted = LogisticRegression(C=1e6, solver="newton-cholesky").fit(odds[:, None] / told, left)
    slope = float(fitted.coef_[0, 0]) / told
    if slope <= 0:
        return 0.0, float(np.log(rate / (1 - rate)))
    return slope, float(fitted.intercept_[0])


def _loss(left: Classes, said: Numbers) -> float:
    told = np.clip(np.where(left == 1, said, 1 - said), NEARLY, 1)
    return float(-np.log(told).sum())
