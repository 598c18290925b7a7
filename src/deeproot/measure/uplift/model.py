"""What does contact do for a customer? The chance to respond with it, less that without, each learnt by itself.

Two logistic regressions, one of the treated and one of the hold-out (a T-learner; Künzel, Sekhon, Bickel & Yu 2019,
"Metalearners for estimating heterogeneous treatment effects", PNAS 116(10)). Of the learners tried on Hillstrom's data
the plain one ranked best (docs/judgement.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

LEAST: Final = 30
"""Customers who responded, and who did not, in each arm: with fewer nothing is learnt."""


class TooFew(ValueError):  # noqa: N818 - what is the matter, in two words
    """An arm has too few customers who responded, or who did not."""


@dataclass(frozen=True)
class Uplift:
    """What was learnt of both arms."""

    treated: Pipeline
    holdout: Pipeline

    def gain(self, customers: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
        """For each customer, by the same columns as learnt from: how much likelier contact makes a response."""
        ours, theirs = self.treated.predict_proba(customers)[:, 1], self.holdout.predict_proba(customers)[:, 1]
        return np.asarray(ours - theirs)

    def risk(self, customers: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The chance of no response without contact: what ranks those first who are most at risk."""
        return np.asarray(1 - self.holdout.predict_proba(customers)[:, 1])


def learn(customers: pd.DataFrame, responded: Any, treated: Any) -> Uplift:
    """Learn from a programme with a random hold-out.

    ``customers`` has what was known of each before the assignment: numbers and words (words become a column each;
    missing numbers their median, and a column that says so). Raises TooFew.
    """
    y, arm = np.asarray(responded, dtype=int), np.asarray(treated, dtype=bool)
    for name, some in (("treated", arm), ("held out", ~arm)):
        if min(np.bincount(y[some], minlength=2)) < LEAST:
            raise TooFew(f"fewer than {LEAST} of those {name} responded, or did not: nothing can be learnt of them yet")
    return Uplift(_fitted(customers[arm], y[arm]), _fitted(customers[~arm], y[~arm]))


def _fitted(customers: pd.DataFrame, responded: np.ndarray[Any, np.dtype[np.int_]]) -> Pipeline:
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = list(customers.select_dtypes(include="number").columns)
    words = [name for name in customers.columns if name not in numbers]
    prepared = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
            ("words", OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=10), words),
        ]
    )
    return make_pipeline(prepared, LogisticRegression(max_iter=1_000)).fit(customers, responded)
