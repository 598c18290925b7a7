"""Of many things tested at once, which stand out? The share of false ones among those named is held at 5 per cent.

Benjamini & Hochberg 1995 (J. R. Statist. Soc. B 57): q of the k-th smallest of m values of p is the least p(j) m / j
of all j >= k.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

FALSE_SHARE: Final = 0.05
Numbers = np.ndarray[Any, np.dtype[np.float64]]


def q_values(p: Sequence[float] | Numbers) -> Numbers:
    """The q of each p, in the order given."""
    given = np.asarray(p, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    scaled = given[order] * len(given) / np.arange(1, len(given) + 1)
    least = np.minimum.accumulate(scaled[::-1])[::-1] if len(given) else scaled
    found = np.empty(len(given))
    found[order] = np.minimum(least, 1.0)
    return found


def wilson(hits: float, n: float, z: float = 1.959963984540054) -> tuple[float, float]:
    """The 95 per cent interval of a share (Wilson 1927); 0 to 1 where there is nothing."""
    if not n:
        return 0.0, 1.0
    share, spread = hits / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    wide = z * np.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, float(middle - wide)), min(1.0, float(middle + wide))
