"""What was known of each customer just before they were assigned to a programme, or is known now of who could be.

Facts of contracts, purchases and messages, strictly before the moment, and the kind and country of the customer. What a
person may write later about the past (a persona, an end of a contract) is left out: it could tell the outcome.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from deeproot.engines import Source, Tables
from deeproot.measure.proof.outcomes import DAY, KEY, assigned
from deeproot.measure.retention.running import terms

if TYPE_CHECKING:
    import ibis

MICROS: Final = 1_000_000
MONTH_DAYS: Final = 365.25 / 12
SAYS: Final[dict[str, str]] = {
    "days_with_contract": "days since the first contract",
    "terms_signed": "terms signed so far",
    "months_of_term": "months of a term",
    "days_to_anniversary": "days until the term's anniversary",
    "contract_size": "size of the contract beside the typical one",
    "days_since_purchase": "days since the last purchase",
    "purchases_in_a_year": "purchases within a year",
    "days_since_heard": "days since we last heard them",
    "heard_in_a_year": "messages of theirs within a year",
    "days_since_contact": "days since they last heard from us",
    "contacts_in_a_year": "messages of ours within a year",
    "complaints_in_a_year": "complaints within a year",
    "kind": "kind",
    "country": "country",
}
"""The facts, and what each is called: the columns of `known`."""
WORDS: Final = ("kind", "country")


def known(tables: Tables, micros: int, days: int, whom: str) -> pd.DataFrame:
    """The facts, a row for each assignment, by programme_id and customer_id; columns as in SAYS, NaN where not known,
    and `runs`: whether a contract does.

    ``whom`` is ``assigned``: each at their assignment (``micros``: the moment up to which one looks); or ``now``: every
    customer at that moment, under the programme "".
    """
    told: dict[str, Any] = {"told": [(micros, days)]}
    heard = tables.reckon(messages, whom, **told).to_pandas().set_index(list(KEY))
    bought = tables.reckon(purchases, whom, **told).to_pandas().set_index(list(KEY))
    agreed = _latest(tables.reckon(agreements, whom, **told).to_pandas())
    who = tables.reckon(people, whom, **told).to_pandas().set_index(list(KEY))
    facts: pd.DataFrame = who.join([heard, bought, agreed]).reindex(columns=[*SAYS, "runs"])
    numbers = [name for name in SAYS if name not in WORDS]
    facts[numbers] = facts[numbers].astype("float64")
    counts = ["terms_signed", *(name for name in numbers if name.endswith("in_a_year"))]
    facts[counts] = facts[counts].fillna(0.0)
    facts["runs"] = facts["runs"].fillna(0).astype(bool)
    return facts


def _moments(source: Source, whom: str) -> ibis.Table:
    """The key of each row, and the moment `at` before which is looked."""
    import ibis

    if whom == "assigned":
        return assigned(source).select(*KEY, "at")
    every = source.read("customers", "customer_id").cross_join(source["told"])
    return every.select(programme_id=ibis.literal(""), customer_id="customer_id", at="as_of")


def people(source: Source, whom: str) -> ibis.Table:
    """Each row's key, and the customer's kind and country."""
    them = source.read("customers", *WORDS, c="customer_id")
    moments = _moments(source, whom)
    return moments.left_join(them, moments.customer_id == them.c).select(*KEY, *WORDS)


def messages(source: Source, whom: str) -> ibis.Table:
    """Each row's key; how often, and how many days ago last, the customer was heard and heard from us."""
    columns = ("direction", "automatic", "kind")
    rows = source.read("interactions", *columns, c="customer_id", then="happened_at")
    met = _before(_moments(source, whom), rows.filter(~rows.automatic), "then")
    theirs, ours = met.direction.isin(["in", "both"]), met.direction.isin(["out", "both"])
    year = met.then > met["at"] - 365 * DAY
    return met.group_by(*KEY).aggregate(
        days_since_heard=_ago(met, theirs),
        heard_in_a_year=(theirs & year).cast("int64").sum().cast("int64"),
        days_since_contact=_ago(met, ours),
        contacts_in_a_year=(ours & year).cast("int64").sum().cast("int64"),
        complaints_in_a_year=(theirs & year & (met.kind == "complaint").fill_null(False))
        .cast("int64")
        .sum()
        .cast("int64"),
    )


def purchases(source: Source, whom: str) -> ibis.Table:
    """Each row's key; how many purchases there were within a year, and how many days ago the last one was."""
    import ibis

    rows = source.read("purchases", c="customer_id", then="happened_at")
    met = _before(_moments(source, whom), rows, "then")
    return met.group_by(*KEY).aggregate(
        days_since_purchase=_ago(met, ibis.literal(True)),
        purchases_in_a_year=(met.then > met["at"] - 365 * DAY).cast("int64").sum().cast("int64"),
    )


def agreements(source: Source, whom: str) -> ibis.Table:
    """Each row's key, and the terms begun by then: ago (days), contract, months, currency, monthly, runs."""
    met = _before(_moments(source, whom), terms(source), "begins")
    ago = (met["at"] - met.begins) / float(DAY)
    runs = (met.stops.isnull() | (met.stops > met["at"])).cast("int64")
    return met.select(*KEY, "contract", "months", "currency", "monthly", ago=ago, runs=runs)


def _before(moments: ibis.Table, rows: ibis.Table, column: str) -> ibis.Table:
    """The rows of each one's customer, strictly before the moment."""
    met = moments.inner_join(rows, moments.customer_id == rows.c)
    return met.filter(met[column] < met["at"])


def _ago(met: ibis.Table, some: Any) -> ibis.Value:
    """How many days before the moment the last of some rows was."""
    return (met["at"].max() - met.then.max(where=some)) / float(DAY)


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Of the term that began last; its anniversary is reckoned from its beginning and its months alone."""
    rows = rows.sort_values([*KEY, "ago", "contract"], ascending=[True, True, False, True])
    typical = rows.groupby("currency")["monthly"].transform("median")
    rows["size"] = (rows["monthly"] / typical).where(typical > 0)
    grouped = rows.groupby(list(KEY))
    last = grouped.last()
    period = last["months"].astype(float) * MONTH_DAYS
    return pd.DataFrame(
        {
            "days_with_contract": grouped["ago"].max(),
            "terms_signed": grouped.size().astype(float),
            "months_of_term": last["months"].astype(float),
            "days_to_anniversary": period - last["ago"].astype(float) % period,
            "contract_size": last["size"].astype(float),
            "runs": grouped["runs"].max(),
        }
    )
