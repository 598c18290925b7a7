"""How often each reading of health was right: past readings against who left within 90 days.

Asked about are customers with a contract that runs on a date; dates lie 90 days apart, so that no day is looked at
twice, the last of them long enough ago that it is known who left. *Left* is what it means for risk and retention: the
last running contract ended, and no other ran or began in the 30 days after
(:mod:`deeproot.understand.risk.leaving`). What counts on a date is the reading in force then: the last one that was
given before it. *Right* is a "good" of one who stayed, and a "bad" of one who left; "uneasy" commits itself to neither.

Most customers stay. So the share that left is told of each reading beside that of everybody: a reading is worth
something where "bad" lies above it, and "good" below. Intervals are Wilson's (1927), of 95 %; below 30 readings
nothing is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Final

import pandas as pd

from deeproot.understand.figures import micros
from deeproot.understand.moment import DAY
from deeproot.understand.risk.leaving import Stays, known_after

HORIZON_DAYS: Final = 90
LEAST: Final = 30
MOST_DATES: Final = 8
READINGS: Final = ("good", "uneasy", "bad")
Z: Final = 1.959964


@dataclass(frozen=True)
class Share:
    """So many of so many, with Wilson's interval; without share and interval where there are too few to tell."""

    count: int
    n: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Right:
    """How one reader's readings compare with what came."""

    dates: Sequence[datetime]
    left: dict[str, Share]
    """Of each reading: how many left. The key "all" is everybody who had any reading."""
    right: Share
    """Of "good" and "bad": how many were right."""

    @property
    def known(self) -> bool:
        """Whether there are enough readings to say how often they were right."""
        return self.right.share is not None


def share(count: int, n: int, least: int = LEAST) -> Share:
    """A share with Wilson's interval of 95 %, or without where ``n`` is below ``least``."""
    if n < max(least, 1):
        return Share(count, n, None, None, None)
    came = count / n
    middle, wide = came + Z * Z / (2 * n), Z * sqrt(came * (1 - came) / n + Z * Z / (4 * n * n))
    low, high = (middle - wide) / (1 + Z * Z / n), (middle + wide) / (1 + Z * Z / n)
    return Share(count, n, came, max(low, 0.0), min(high, 1.0))


def dates(as_of: datetime, since: datetime, most: int = MOST_DATES) -> list[datetime]:
    """The dates looked back at, the latest first: not before ``since``, at most so many."""
    last = as_of - known_after("contracts", HORIZON_DAYS, 0)
    found = (last - timedelta(days=HORIZON_DAYS * place) for place in range(most))
    return [date for date in found if date >= since]


def how_right(given: pd.DataFrame, stays: Stays, asked: Sequence[datetime], least: int = LEAST) -> Right:
    """Compare readings with who left.

    ``given`` has a row a reading: ``customer_id``, ``at`` (microseconds since 1970), ``reading`` (good, uneasy,
    bad; any other, such as unknown, is none but ends the one before). ``asked`` are the :func:`dates`.
    """
    looked = [_on(given, stays, micros(date)) for date in asked]
    rows = pd.concat(looked) if looked else pd.DataFrame({"reading": [], "left": []})
    rows = rows[rows["reading"].isin(READINGS)]
    left = {name: _left(rows[rows["reading"] == name], least) for name in READINGS}
    right = ((rows["reading"] == "bad") & rows["left"]) | ((rows["reading"] == "good") & ~rows["left"].astype(bool))
    return Right(
        tuple(asked),
        {**left, "all": _left(rows, least)},
        share(int(right.sum()), int(rows["reading"].isin(("good", "bad")).sum()), least),
    )


def _on(given: pd.DataFrame, stays: Stays, at: int) -> pd.DataFrame:
    """Who was asked about on a date: the reading in force, and whether they left within the horizon."""
    ends = stays.running(at)
    before = given[given["at"] <= at].sort_values("at", kind="stable")
    reading = before.groupby("customer_id")["reading"].last()
    there = ends.index.intersection(reading.index)
    left = ends.loc[there] <= at + HORIZON_DAYS * DAY
    return pd.DataFrame({"reading": reading.loc[there].to_numpy(), "left": left.to_numpy(dtype=bool)})


def _left(rows: pd.DataFrame, least: int) -> Share:
    return share(int(rows["left"].sum()), len(rows), least)
