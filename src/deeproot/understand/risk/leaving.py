"""What "leaves" means: of customers with a contract one thing, of customers who buy without one another.

**Contracts.** A term runs from its beginning until it ends, is cancelled, the next term of the same contract begins, or
the customer is recorded as gone. Terms of a customer that follow each other within 30 days, of whatever contract, are
one stay. Whoever had a term running at a date leaves within the horizon where the stay ends in it: its last term ended
without a successor.

**Purchases.** Whoever bought before a date, never had a contract before it and is not recorded as gone, leaves where
they buy nothing within the horizon (and begin no contract in it).

The horizon begins after the lead time, in which one could still do something; whose stay ends within the lead time is
not asked about. Customers of the one kind are never among those of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from deeproot.engines import Source, Tables
from deeproot.understand.figures import micros
from deeproot.understand.moment import DAY

if TYPE_CHECKING:
    import ibis

Kind = Literal["contracts", "purchases"]
KINDS: Final[tuple[Kind, ...]] = ("contracts", "purchases")
GRACE_DAYS: Final = 30
"""A next term may be signed so much later and the customer has not left."""
NEVER: Final = np.iinfo(np.int64).max
MEANS: Final[dict[Kind, str]] = {
    "contracts": "the last running contract ends, and no other runs or begins in the 30 days after",
    "purchases": "nothing is bought within the horizon, and no contract begun",
}


@dataclass(frozen=True)
class Stays:
    """Who had a contract when, of the whole record: read once, asked about many dates."""

    terms: pd.DataFrame
    """customer_id, begins, stops (microseconds; NEVER where it runs on), stay_ends."""
    gone: pd.Series[int]
    """When a customer is recorded as gone, by customer_id."""

    def running(self, at: int) -> pd.Series[int]:
        """The customers with a term running at that moment: when their stay ends."""
        here = self.terms[(self.terms["begins"] < at) & (self.terms["stops"] > at)]
        return here.groupby("customer_id")["stay_ends"].max()

    def ever(self, before: int) -> pd.Index[str]:
        """Whoever had begun a contract before that moment."""
        found: pd.Index[str] = pd.Index(self.terms.loc[self.terms["begins"] < before, "customer_id"].unique())
        return found


def stays(tables: Tables) -> Stays:
    """Read every term, and who is recorded as gone."""
    terms = tables.reckon(_terms).to_pandas()
    gone = tables.reckon(_gone).to_pandas().set_index("customer_id")["left_at"].astype("int64")
    left = terms["customer_id"].map(gone)
    stops = terms["stops"].astype("Int64").fillna(NEVER).astype("int64")
    terms["stops"] = np.minimum(stops, left.astype("Int64").fillna(NEVER).astype("int64"))
    terms = terms[terms["stops"] > terms["begins"]].sort_values(["customer_id", "begins", "stops"])
    return Stays(_with_stays(terms.reset_index(drop=True)), gone)


def _terms(source: Source) -> ibis.Table:
    """The terms that were agreed, with when each stops."""
    import ibis

    moments = ("starts_at", "ends_at", "cancelled_at")
    read = source.read("subscriptions", "subscription_id", "customer_id", *moments)
    agreed = read.filter(read.starts_at.notnull())
    turns = ibis.window(group_by="subscription_id", order_by="starts_at")
    ordered = agreed.mutate(following=lambda t: t.starts_at.lead().over(turns))
    stops = ibis.least(ordered.ends_at, ordered.cancelled_at, ordered.following)
    return ordered.select("customer_id", begins="starts_at", stops=stops)


def _gone(source: Source) -> ibis.Table:
    customers = source.read("customers", "customer_id", "left_at")
    return customers.filter(customers.left_at.notnull())


def _with_stays(terms: pd.DataFrame) -> pd.DataFrame:
    """Terms in order, each with the end of the stay it belongs to."""
    if terms.empty:
        return terms.assign(stay_ends=pd.Series(dtype="int64"))
    whose = terms["customer_id"]
    until = terms.groupby("customer_id")["stops"].cummax()
    before = until.groupby(whose).shift().fillna(0)
    apart = (whose != whose.shift()) | (terms["begins"] > before + float(GRACE_DAYS * DAY))
    return terms.assign(stay_ends=terms.groupby(apart.cumsum())["stops"].transform("max"))


def outcomes(
    tables: Tables, known: Stays, kind: Kind, at: datetime, horizon_days: int, lead_days: int
) -> pd.Series[int]:
    """Who was asked about at a date, by customer_id: 1 where they left within the horizon, else 0.

    It needs the record until :func:`known_after` the date; what is told of a later one would be guessed.
    """
    begin = micros(at) + lead_days * DAY
    end = begin + horizon_days * DAY
    if kind == "contracts":
        ends = known.running(micros(at))
        asked = ends[ends > begin]
        return (asked <= end).astype("int64").rename("left")
    asked_about = buyers(tables, known, at)
    bought = tables.reckon(bought_between, told=[(end, horizon_days * DAY)]).to_pandas()["customer_id"]
    signed = known.terms.loc[known.terms["begins"].between(micros(at), end), "customer_id"]
    stayed = asked_about.isin(pd.concat([bought, signed]).unique())
    return pd.Series((~stayed).astype("int64"), index=asked_about, name="left")


def asked_about(tables: Tables, known: Stays, kind: Kind, at: datetime) -> pd.Index[str]:
    """Whose leaving is a question at that moment."""
    if kind == "purchases":
        return buyers(tables, known, at)
    found: pd.Index[str] = known.running(micros(at)).index
    return found


def buyers(tables: Tables, known: Stays, at: datetime) -> pd.Index[str]:
    """Whoever bought before that moment, never had a contract before it, and was not gone."""
    moment = micros(at)
    ever = pd.Index(tables.reckon(bought_between, told=[(moment - 1, moment - 1)]).to_pandas()["customer_id"])
    gone = known.gone.index[known.gone <= moment]
    found: pd.Index[str] = ever.difference(known.ever(moment)).difference(gone)
    return found


def bought_between(source: Source) -> ibis.Table:
    """The customers with a purchase in the window told, its end included."""
    rows = source.read("purchases", "customer_id", at="happened_at").cross_join(source["told"])
    inside = rows.filter((rows.at <= rows.as_of) & (rows.at > rows.as_of - rows.window))
    return inside.select("customer_id").distinct()


def known_after(kind: Kind, horizon_days: int, lead_days: int) -> timedelta:
    """How long after a date it is known who left within its horizon."""
    return timedelta(days=lead_days + horizon_days + (GRACE_DAYS if kind == "contracts" else 0))
