"""How often, how lately, for how long: what models of repeat buying are fitted on.

Non-contractual business only: customers who buy when they like, and never say that they left. Of each customer the
models need three numbers (Fader, Hardie & Lee 2005, "Counting Your Customers the Easy Way", Marketing Science 24(2)):
x, the repeat purchases (days with a purchase after the first); t_x, the time of the last of them; T, the time watched;
both from the first purchase on, in units of time. Many customers have the same three: each such row is kept once, with
how many it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Repeat:
    """Unique rows of (x, t_x, T), and how many customers have each."""

    x: Numbers
    t_x: Numbers
    watched: Numbers
    """T."""
    customers: Numbers
    """How many customers are of that row."""

    def __post_init__(self) -> None:
        if not len(self.x) == len(self.t_x) == len(self.watched) == len(self.customers):
            raise ValueError("x, t_x, watched and customers must have one value a row each")
        wrong = (self.x < 0) | (self.t_x < 0) | (self.watched < self.t_x) | ((self.x == 0) & (self.t_x > 0))
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            told = f"x {self.x[at]:g}, t_x {self.t_x[at]:g}, T {self.watched[at]:g}"
            raise ValueError(f"row {at} cannot be: {told}; it needs 0 <= t_x <= T, and t_x 0 where x is 0")

    @cached_property
    def by_x(self) -> tuple[Numbers, Numbers]:
        """The numbers of repeat purchases that occur, and how many customers have each."""
        found, place = np.unique(self.x, return_inverse=True)
        return found, np.asarray(np.bincount(place, weights=self.customers), dtype=np.float64)

    @classmethod
    def of(cls, x: Any, t_x: Any, watched: Any) -> Repeat:
        """The unique rows of one row a customer (any arrays or columns of numbers)."""
        frame = pd.DataFrame(
            {"x": np.asarray(x, float), "t_x": np.asarray(t_x, float), "T": np.asarray(watched, float)}
        )
        unique = frame.value_counts(sort=False)
        rows = unique.index.to_frame(index=False)
        columns = (rows["x"], rows["t_x"], rows["T"], unique)
        return cls(*(np.asarray(column, dtype=np.float64) for column in columns))


def purchases_by_customer(purchases: pd.DataFrame, as_of: pd.Timestamp, unit_days: float = 7.0) -> pd.DataFrame:
    """One row a customer who bought before ``as_of``.

    ``purchases`` has the columns customer_id, happened_at (moments, UTC) and, where value is asked for, amount (one
    currency: several are never added). Purchases of one day are one, and amounts of a day are added.

    Gives a frame indexed by customer_id with x, t_x, T (to the last day before ``as_of``; in units of ``unit_days``, 7
    are weeks) and, with amounts,
    mean_value: what a repeat purchase came to on average; not a number for a customer without one.
    """
    seen = purchases[purchases["happened_at"] < as_of]
    day = pd.DatetimeIndex(seen["happened_at"]).tz_localize(None).floor("D")
    value = seen["amount"].astype(float).to_numpy() if "amount" in seen else np.nan
    days = pd.DataFrame({"customer_id": seen["customer_id"].to_numpy(), "day": day, "value": value})
    bought = days.groupby(["customer_id", "day"], sort=True, as_index=False)["value"].sum(min_count=1)
    customers = bought.groupby("customer_id")
    last_watched = (pd.Timestamp(as_of).tz_localize(None) - pd.Timedelta(1, "ns")).floor("D")
    first = customers["day"].min()
    found = pd.DataFrame({"x": customers.size() - 1.0})
    found["t_x"] = (customers["day"].max() - first).dt.days / unit_days
    found["T"] = (last_watched - first).dt.days / unit_days
    if "amount" in seen:
        repeats = bought[bought["day"] > bought["customer_id"].map(first)]
        found["mean_value"] = repeats.groupby("customer_id")["value"].mean().reindex(found.index)
    return found
