"""Why is this customer likelier to leave than the typical one? By what each thing known adds to the prediction itself.

The parts are exact (:meth:`~deeproot.understand.risk.ways.Way.parts`): with the start they add up to the log-odds. They
say what the model goes by, not what would make the customer stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from deeproot.understand.risk.features import FEATURES
from deeproot.understand.risk.ways import Way

MOST: Final = 4
LEAST: Final = 0.05
"""What changes the odds by less than a twentieth is no reason."""


@dataclass(frozen=True)
class Reason:
    """One thing known of a customer, and what it does to the odds of leaving."""

    feature: str
    value: float | None
    """None: not known, and that it is not tells something too."""
    typical: float | None
    """The median over the customers looked at."""
    part: float
    """What it adds to the log-odds."""

    @property
    def odds(self) -> float:
        """By how much it multiplies the odds of leaving."""
        return float(np.exp(self.part))

    @property
    def raises(self) -> bool:
        return self.part > 0


def reasons(way: Way, frame: pd.DataFrame) -> list[list[Reason]]:
    """For each row of the frame the things that move its odds most, the strongest first; at most four."""
    parts, _ = way.parts(frame)
    typical = frame.median(numeric_only=True)
    names, values = list(parts.columns), frame[list(parts.columns)].to_numpy(dtype="float64")
    found = parts.to_numpy()
    order = np.argsort(-np.abs(found), axis=1)[:, :MOST]
    return [
        [
            Reason(
                names[place], _known(values[row, place]), _known(typical.get(names[place])), float(found[row, place])
            )
            for place in order[row]
            if abs(found[row, place]) >= LEAST
        ]
        for row in range(len(frame))
    ]


def told(reason: Reason) -> str:
    """The reason in plain words: ``Since the last purchase: 140 days (typically 41)``."""
    feature = FEATURES[reason.feature]
    value = "not known" if reason.value is None else _written(reason.value, feature.unit)
    beside = "" if reason.typical is None else f" (typically {_written(reason.typical, feature.unit)})"
    says = feature.says if feature.says.endswith("?") else f"{feature.says}:"
    return f"{says} {value}{beside}"


def _written(value: float, unit: str) -> str:
    if unit == "share":
        return f"{value:.0%}"
    number = f"{value:,.0f}" if abs(value) >= 10 or float(value).is_integer() else f"{value:,.1f}"
    return f"{number} {unit[:-1] if number == '1' and unit.endswith('s') else unit}"


def _known(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)
