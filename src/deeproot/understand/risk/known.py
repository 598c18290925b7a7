"""Promises and beliefs as they were known at a past moment: what a later row told of them is taken away.

A promise's holding replies and a belief's evidence are lists without moments of their own: those that had not happened
yet are left out, and a due moment that was moved counts as moved only where all that moved it had happened, or where
it lay in the past already (nobody moves a promise to a day gone by).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import pandas as pd

from deeproot.engines import Source, Tables, open_tables
from deeproot.understand.figures import micros

if TYPE_CHECKING:
    import ibis

LISTED: Final = {"promises": ("promise_id", "holding"), "beliefs": ("belief_id", "evidence")}
MEASURES_OF: Final = {
    "promises": ("promises_due", "promises_kept_share", "promise_delay_days", "holding_loop", "early_share"),
    "beliefs": ("assumed_share",),
}
"""The measures that stand on each of the two tables alone."""


class Known:
    """Promises and beliefs, read once and asked about many dates."""

    def __init__(self, tables: Tables) -> None:
        self.customers = tables["customers"].to_pyarrow().select(["customer_id", "name", "kind", "since", "left_at"])
        self.rows = {name: tables[name].to_pyarrow().to_pandas() for name in LISTED}
        self.moments = {name: _moments(tables, name) for name in LISTED}

    def at(self, moment: datetime) -> Tables:
        """The customers, and what was known of those two then."""
        kept = {name: self._kept(name, micros(moment)) for name in LISTED}
        promises, whole = kept["promises"], self.rows["promises"]["holding"].map(_length)
        moved = promises["moved_to"]
        in_time = (promises["holding"].map(len) == whole) & (whole > 0)
        past = moved <= pd.Timestamp(micros(moment), unit="us")
        kept["promises"] = promises.assign(moved_to=moved.where(in_time | past))
        return open_tables({"customers": self.customers, **kept})

    def _kept(self, name: str, moment: int) -> pd.DataFrame:
        """The rows with only so much of their list as had happened."""
        key, listed = LISTED[name]
        happened = self.moments[name]
        there = happened[happened["at"] <= moment].groupby("row")["item"].agg(list)
        rows = self.rows[name]
        found: pd.DataFrame = rows.assign(**{listed: [list(there.get(row, ())) for row in rows[key]]})
        return found


def _length(items: object) -> int:
    return len(items) if hasattr(items, "__len__") else 0


def _moments(tables: Tables, name: str) -> pd.DataFrame:
    """When each interaction in the rows' lists happened: row, item, at (microseconds)."""
    found: pd.DataFrame = tables.reckon(_happened, name).to_pandas().drop_duplicates()
    return found


def _happened(source: Source, name: str) -> ibis.Table:
    key, listed = LISTED[name]
    rows = source.read(name, row=key, items=listed)
    each = rows.select("row", item=rows["items"].unnest())
    read = source.read("interactions", "interaction_id", at="happened_at")
    return each.inner_join(read, each.item == read.interaction_id).select("row", "item", "at")
