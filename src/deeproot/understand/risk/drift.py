"""Are today's customers still like those that were learnt from? The population stability index of each feature.

PSI = sum over bins of (now - then) ln(now / then), in tenths of what was learnt from, with what is missing as one more
bin (Siddiqi 2006, "Credit Risk Scorecards"). Below .1 nothing moved, above .25 much did.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from deeproot.understand.risk.columns import Numbers

MUCH: Final = 0.25


def moved(then: pd.DataFrame, now: pd.DataFrame) -> dict[str, float]:
    """The index of each number that both frames have, what moved most first."""
    names = [name for name in then.columns if name in now.columns and pd.api.types.is_numeric_dtype(then[name])]
    found = {name: index(then[name].to_numpy(dtype="float64"), now[name].to_numpy(dtype="float64")) for name in names}
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def index(then: Numbers, now: Numbers) -> float:
    """The population stability index of one number; 0 where there is nobody."""
    if not len(then) or not len(now):
        return 0.0
    known = then[~np.isnan(then)]
    edges = np.unique(np.quantile(known, np.linspace(0.1, 0.9, 9))) if len(known) else np.zeros(0)
    early, late = _shares(then, edges), _shares(now, edges)
    return float(np.sum((late - early) * np.log(late / early)))


def _shares(values: Numbers, edges: Numbers) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The share in each bin; half a customer in each beforehand, so that an empty one is not infinitely far."""
    missing = np.isnan(values)
    place = np.searchsorted(edges, values[~missing], side="left")
    counted = np.r_[np.bincount(place, minlength=len(edges) + 1), missing.sum()] + 0.5
    return np.asarray(counted / counted.sum())
