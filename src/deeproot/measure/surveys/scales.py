"""The three scales: what their marks run between, which of them are good and which are low, and how a score is made.

=====  ===========================================  =======  ====================================================
scale  question                                     marks    score
=====  ===========================================  =======  ====================================================
nps    How likely are you to recommend us?          0 to 10  % of 9 and 10 less % of 0 to 6 (Reichheld 2003)
csat   How satisfied are you?                       1 to 5   % of 4 and 5 (top two of five)
ces    How easy did we make it?                     1 to 7   mean; beside it % of 5 to 7 (Dixon et al. 2010, CES 2.0)
=====  ===========================================  =======  ====================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Scale:
    """One scale. A mark outside of it is no mark: it is counted apart and enters no score."""

    id: str
    lowest: int
    highest: int
    good: int
    """From this mark on it is good (promoters, satisfied, easy)."""
    low: int
    """Below this mark it is low (detractors, dissatisfied, hard)."""

    def of(self, mark: float) -> int:
        """1 for a good mark, -1 for a low one, 0 between. Raises ValueError for what is not on the scale."""
        if not self.lowest <= mark <= self.highest:
            raise ValueError(f"{mark:g} is no mark of {self.id}: these run from {self.lowest} to {self.highest}")
        return (mark >= self.good) - (mark < self.low)

    @property
    def marks(self) -> range:
        return range(self.lowest, self.highest + 1)


SCALES: Final = {
    one.id: one
    for one in (Scale("nps", 0, 10, good=9, low=7), Scale("csat", 1, 5, good=4, low=3), Scale("ces", 1, 7, 5, 4))
}
