"""How old each contract is, and whether it still runs: what models of renewal are fitted on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from deeproot.engines import Source, Tables
from deeproot.measure.lifetime_value.fitting import Numbers
from deeproot.measure.retention.running import terms

if TYPE_CHECKING:
    import ibis

MONTH_DAYS: Final = 30.436875
DAYS_OF_GRACE: Final = 3.0
"""What ends so soon after a renewal fell due ended at it: files name the last day, the next, or the bank's."""
DAY: Final = pd.Timedelta(1, "D")


def agreements(tables: Tables, as_of: datetime) -> pd.DataFrame:
    """A row a contract that had begun by ``as_of``: customer_id, contract, currency, begins, ends (moments, UTC; ends
    NaT while it runs), months (of its last term), monthly (what that brings a month). One question to the engine."""
    rows: pd.DataFrame = tables.reckon(_agreements, told=[(int(as_of.timestamp() * 1_000_000), 0)]).to_pandas()
    for name in ("begins", "ends"):
        rows[name] = pd.to_datetime(rows[name].astype("Int64"), unit="us", utc=True)
    rows["monthly"] = rows["monthly"] / 1_000_000
    return rows


def _agreements(source: Source) -> ibis.Table:
    import ibis

    agreed = terms(source).cross_join(source["told"]).filter(lambda t: t.begins <= t.as_of)
    running = agreed.stops.isnull() | (agreed.stops > agreed.as_of)
    turns = ibis.window(group_by=["c", "contract"], order_by=ibis.desc("begins"))
    placed = agreed.mutate(
        until=ibis.ifelse(running, agreed.as_of + 1, agreed.stops), place=ibis.row_number().over(turns)
    )
    kept = placed.select(
        one="contract", whose="c", currency="currency", months="months", monthly="monthly", place="place"
    )
    last = kept.filter(kept.place == 0)
    whole = placed.group_by("c", "contract", "as_of").aggregate(begun=placed.begins.min(), until=placed.until.max())
    both = whole.inner_join(last, [whole.c == last.whose, whole.contract == last.one])
    over = ibis.ifelse(both.until <= both.as_of, both.until, ibis.literal(None, "int64"))
    found = both.select(
        "contract",
        "currency",
        "months",
        "monthly",
        customer_id="c",
        begins=both.begun.cast("int64"),
        ends=over.cast("int64"),
    )
    return found.order_by("customer_id", "contract")


def known_at(rows: pd.DataFrame, moment: pd.Timestamp) -> pd.DataFrame:
    """The same as one knew it at an earlier moment: those begun by then, what stopped later still running."""
    begun = rows[rows["begins"] <= moment]
    return begun.assign(ends=begun["ends"].where(begun["ends"] <= moment))


def renewed(rows: pd.DataFrame, moment: pd.Timestamp) -> Numbers:
    """How many times each contract had been renewed: the whole terms over by its end, or by the moment, at which it
    ran on. Whoever left at the end of a term did not renew at it."""
    is_over = rows["ends"].notna().to_numpy()
    until = rows["ends"].fillna(moment)
    terms_over = _in_terms(until - rows["begins"], rows["months"])
    grace = DAYS_OF_GRACE / (rows["months"].to_numpy(float) * MONTH_DAYS)
    left = np.ceil(terms_over - grace) - 1
    return np.maximum(np.where(is_over, left, np.floor(terms_over + 1e-9)), 0.0)


def due_within(rows: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp) -> Numbers:
    """How many renewals of each running contract fall due after ``since``, to ``until``, if it stays."""
    first = np.floor(_in_terms(since - rows["begins"], rows["months"]) + 1e-9)
    last = np.floor(_in_terms(until - rows["begins"], rows["months"]) + 1e-9)
    return np.asarray(np.maximum(last - first, 0.0))


def months_to_renewal(rows: pd.DataFrame, moment: pd.Timestamp) -> Numbers:
    """The months until the next renewal of each running contract."""
    over = _in_terms(moment - rows["begins"], rows["months"])
    return np.asarray((np.floor(over + 1e-9) + 1 - over) * rows["months"].to_numpy(float))


def _in_terms(lasted: Any, months: pd.Series[Any]) -> Numbers:
    return np.asarray((lasted / DAY).to_numpy(float) / (months.to_numpy(float) * MONTH_DAYS))
