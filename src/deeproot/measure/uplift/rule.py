"""The rule of one line: rank customers by a single fact, the one that found those who gain best where it was learnt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from deeproot.measure.uplift.qini import coefficient

SEEN: Final = 10
"""A word that fewer customers have is no rule."""
Scores = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Rule:
    """Rank by one column: the highest first or the lowest; or those first who have a word, or have it not."""

    column: str
    word: str | None
    """None for a column of numbers."""
    high: bool
    filled: float
    """Taken for a number that is not known: the median of those learnt from."""

    def score(self, customers: pd.DataFrame) -> Scores:
        """The higher the earlier."""
        column = customers[self.column]
        if self.word is None:
            values = np.asarray(column.astype("float64").fillna(self.filled), dtype=np.float64)
        else:
            values = np.asarray(column == self.word, dtype=np.float64)
        return values if self.high else -values


def choose(customers: pd.DataFrame, responded: Any, treated: Any) -> Rule | None:
    """The rule with the highest Qini coefficient on these customers; None where there is no fact to rank by."""
    found = [(coefficient(responded, rule.score(customers), treated), rule) for rule in rules(customers)]
    return max((each for each in found if each[0] == each[0]), key=lambda each: each[0], default=(0.0, None))[1]


def rules(customers: pd.DataFrame) -> Iterator[Rule]:
    """Every column that tells customers apart, both ways round."""
    numbers = set(customers.select_dtypes(include="number").columns)
    for name in map(str, customers.columns):
        column = customers[name]
        if name in numbers:
            words: list[str | None] = [None] if column.nunique() > 1 else []
        else:
            counts = column.value_counts()
            words = [str(word) for word, n in counts.items() if SEEN <= n < len(column)]
        filled = float(column.median()) if words == [None] else 0.0
        for word in words:
            yield from (Rule(name, word, high, filled) for high in (True, False))
