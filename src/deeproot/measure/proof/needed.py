"""When will it be known? How many customers it takes until the anytime-valid interval is narrow enough, and the day."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import sqrt
from typing import Final

from deeproot.measure.proof.difference import width

MOST: Final = 1 << 40
"""Customers: more than there will ever be."""


def customers_needed(smallest: float, rate: float, holdout: float, level: float = 0.95) -> int:
    """How many customers it takes until a true difference of ``smallest`` would be told from none.

    ``rate`` is the share of the hold-out that stays, ``holdout`` the share of customers in it. The interval must be
    half as wide on either side as the difference. Raises ValueError for a difference of 0.
    """
    if smallest == 0:
        raise ValueError("no number of customers tells no difference from none")
    ours, theirs = min(max(rate + smallest, 0.0), 1.0), rate
    deviation = sqrt(max(ours * (1 - ours) / (1 - holdout) + theirs * (1 - theirs) / holdout, 1e-12))
    low, high = 2, MOST
    while low < high:
        middle = (low + high) // 2
        enough = width(middle, middle, 1 - level) * deviation <= abs(smallest)
        low, high = (low, middle) if enough else (middle + 1, high)
    return low


def known_by(needed: int, known: int, a_day: float, now: datetime, horizon: timedelta) -> datetime | None:
    """The day by which so many outcomes are known, at the present pace; None where nobody is added.

    ``known`` outcomes are known now, ``a_day`` customers are assigned a day, and each outcome takes ``horizon``.
    """
    if needed <= known:
        return now
    return now + timedelta((needed - known) / a_day) + horizon if a_day > 0 else None
