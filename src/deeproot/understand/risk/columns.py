"""What is known of each customer, as a matrix that can be learnt from, and which of its columns tell of what.

Numbers stay numbers; a word becomes a column for each of the words that is not rare. A cell that is missing is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

Numbers = np.ndarray[Any, np.dtype[np.float64]]
RARE: Final = 10
"""A word that fewer rows have is no column of its own."""
SKEWED: Final = 1.0
"""Numbers that are never negative and skewed by more than this are taken by their logarithm, log(1 + x)."""


@dataclass(frozen=True)
class Columns:
    """How a frame becomes a matrix, as learnt from the frame it was first told of."""

    names: tuple[str, ...]
    """The frame's columns that tell anything at all."""
    words: tuple[tuple[str, str | None], ...]
    """Each column of the matrix: its frame column, and the word it stands for (None: the number itself)."""

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Columns:
        """Columns that are the same for everybody, or always missing, are left out."""
        told = [name for name in frame.columns if frame[name].nunique(dropna=False) > 1 and frame[name].notna().any()]
        words: list[tuple[str, str | None]] = []
        for name in told:
            if pd.api.types.is_numeric_dtype(frame[name]):
                words.append((name, None))
            else:
                counted = frame[name].astype("string").value_counts()
                words += [(name, str(word)) for word in sorted(counted.index[counted >= RARE])]
        return cls(tuple(dict.fromkeys(name for name, _ in words)), tuple(words))

    def matrix(self, frame: pd.DataFrame) -> Numbers:
        """One row a row of the frame, NaN where something is missing. Raises KeyError for a column that is gone."""
        if missing := [name for name in self.names if name not in frame.columns]:
            raise KeyError(f"the frame has no column {', '.join(missing)}, from which was learnt")
        made = np.empty((len(frame), len(self.words)))
        for place, (name, word) in enumerate(self.words):
            cells = frame[name]
            if word is None:
                made[:, place] = cells.astype("float64")
            else:
                made[:, place] = (cells.astype("string") == word).fillna(False).astype("float64")
        return made

    def together(self, parts: Numbers) -> Numbers:
        """What the matrix's columns add, added up for each of :attr:`names`."""
        found = np.zeros((len(parts), len(self.names)))
        for place, (name, _) in enumerate(self.words):
            found[:, self.names.index(name)] += parts[:, place]
        return found


@dataclass(frozen=True)
class Scaled:
    """A matrix made ready for a linear model: skewed numbers by their logarithm, what is missing by the median and a

    column that says so, each with mean 0 and deviation 1."""

    logs: np.ndarray[Any, np.dtype[np.bool_]]
    medians: Numbers
    absent: np.ndarray[Any, np.dtype[np.int_]]
    """The matrix's columns that have a column saying where they are missing; these stand behind, in this order."""
    means: Numbers
    deviations: Numbers

    @classmethod
    def of(cls, matrix: Numbers) -> Scaled:
        logs = np.array([_is_skewed(column[~np.isnan(column)]) for column in matrix.T], dtype=bool)
        logged = _logged(matrix, logs)
        medians = np.nan_to_num(np.nanmedian(logged, axis=0)) if len(logged) else np.zeros(matrix.shape[1])
        absent = np.flatnonzero(np.isnan(matrix).any(axis=0))
        filled = _filled(logged, medians, absent)
        deviations = filled.std(axis=0)
        return cls(logs, medians, absent, filled.mean(axis=0), np.where(deviations > 0, deviations, 1.0))

    def of_rows(self, matrix: Numbers) -> Numbers:
        filled = _filled(_logged(matrix, self.logs), self.medians, self.absent)
        return np.asarray((filled - self.means) / self.deviations)

    def together(self, parts: Numbers) -> Numbers:
        """What each column adds, with what its being missing adds."""
        width = len(self.medians)
        found = parts[:, :width].copy()
        found[:, self.absent] += parts[:, width:]
        return found


def _is_skewed(values: Numbers) -> bool:
    if len(values) < 3 or values.min() < 0 or values.std() == 0:
        return False
    return bool((((values - values.mean()) / values.std()) ** 3).mean() > SKEWED) and len(np.unique(values)) > 2


def _logged(matrix: Numbers, logs: np.ndarray[Any, np.dtype[np.bool_]]) -> Numbers:
    made = matrix.copy()
    made[:, logs] = np.log1p(np.maximum(made[:, logs], 0))
    return made


def _filled(matrix: Numbers, medians: Numbers, absent: np.ndarray[Any, np.dtype[np.int_]]) -> Numbers:
    missing = np.isnan(matrix)
    return np.hstack([np.where(missing, medians, matrix), missing[:, absent].astype("float64")])
