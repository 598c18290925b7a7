"""What contracts, purchases and messages say of a customer at a moment, beside the measures: strictly before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from deeproot.engines import Source, Tables
from deeproot.understand.moment import DAY

if TYPE_CHECKING:
    import ibis

MONTH_DAYS = 365.25 / 12


def facts(tables: Tables, last: int) -> pd.DataFrame:
    """The facts at ``last`` (microseconds; rows until then count), a column each, by customer_id.

    Moments are days ago; amounts are so many times the typical one of their currency.
    """
    told: dict[str, Any] = {"told": [(last, 365 * DAY)]}
    bought = _purchases(tables.reckon(purchases, **told).to_pandas(), last)
    signed = _terms(tables.reckon(terms, **told).to_pandas(), last)
    heard = _heard(tables.reckon(messages, **told).to_pandas(), last)
    return pd.concat([signed, bought, heard], axis=1)


def messages(source: Source) -> ibis.Table:
    """How often each customer was heard in 365 and in 90 days, and when last: customer_id, year, quarter, last."""
    columns = ("customer_id", "direction", "automatic", "happened_at")
    rows = source.read("interactions", *columns).cross_join(source["told"])
    heard = rows.filter(rows.direction.isin(["in", "both"]) & ~rows.automatic & (rows.happened_at <= rows.as_of))
    return _counted(heard.rename(at="happened_at"), "customer_id")


def purchases(source: Source) -> ibis.Table:
    """Each customer's purchases by currency: how many days, how many in 365 and 90 days, first, last, spent in all."""
    rows = source.read("purchases", "customer_id", "amount", "currency", at="happened_at").cross_join(source["told"])
    return _counted(rows.filter(rows.at <= rows.as_of), "customer_id", "currency")


def _counted(rows: ibis.Table, *keys: str) -> ibis.Table:
    figures = {
        "days": (rows.at // DAY).nunique(),
        "year": (rows.at > rows.as_of - rows.window).cast("int64").sum(),
        "quarter": (rows.at > rows.as_of - 90 * DAY).cast("int64").sum(),
        "first": rows.at.min(),
        "last": rows.at.max(),
    }
    if "amount" in rows.columns:
        figures |= {"spent": rows.amount.cast("float64").sum(), "n": rows.count()}
    return rows.group_by(*keys).aggregate(**figures)


def terms(source: Source) -> ibis.Table:
    """The terms begun by then: customer_id, contract, begins, period_months, amount, currency."""
    columns = ("customer_id", "amount", "currency", "period_months")
    rows = source.read("subscriptions", *columns, contract="subscription_id", begins="starts_at")
    begun = rows.cross_join(source["told"]).filter(lambda t: (t.begins <= t.as_of) & (t.period_months > 0))
    return begun.drop("as_of", "window")


def _heard(rows: pd.DataFrame, last: int) -> pd.DataFrame:
    rows = rows.set_index("customer_id")
    return pd.DataFrame(
        {
            "days_since_heard": (last - rows["last"]) / float(DAY),
            "heard_in_a_year": rows["year"].astype(float),
            "heard_lately": rows["quarter"].astype(float),
        }
    )


def _purchases(rows: pd.DataFrame, last: int) -> pd.DataFrame:
    """Counts over all currencies; what is spent at a time in the currency bought in most often."""
    whole = rows.groupby("customer_id").agg(
        {"days": "sum", "year": "sum", "quarter": "sum", "first": "min", "last": "max"}
    )
    main = rows.sort_values(["customer_id", "n", "currency"]).groupby("customer_id").last()
    each = main["spent"] / main["n"]
    typical = each.groupby(main["currency"]).transform("median")
    span = (whole["last"] - whole["first"]) / float(DAY)
    return pd.DataFrame(
        {
            "days_since_purchase": (last - whole["last"]) / float(DAY),
            "days_since_first_purchase": (last - whole["first"]) / float(DAY),
            "days_bought_on": whole["days"].astype(float),
            "purchases_in_a_year": whole["year"].astype(float),
            "purchases_lately": whole["quarter"].astype(float),
            "days_between_purchases": (span / (whole["days"] - 1)).where(whole["days"] > 1),
            "spent_at_a_time": (each / typical).where(typical > 0),
        }
    )


def _terms(rows: pd.DataFrame, last: int) -> pd.DataFrame:
    """Of the latest term of each customer; the next anniversary is reckoned from its beginning and its period alone:

    what the record says of a term's end may have been written after the customer left."""
    rows = rows.sort_values(["customer_id", "begins", "contract"])
    rows["monthly"] = rows["amount"].astype(float) / rows["period_months"].astype(float)
    typical = rows.groupby("currency")["monthly"].transform("median")
    rows["size"] = (rows["monthly"] / typical).where(typical > 0)
    rows["before"] = rows.groupby(["customer_id", "contract"])["monthly"].shift()
    grouped = rows.groupby("customer_id")
    latest = grouped.last()
    period = latest["period_months"].astype(float) * MONTH_DAYS
    ago = (last - latest["begins"]) / float(DAY)
    return pd.DataFrame(
        {
            "days_with_contract": (last - grouped["begins"].min()) / float(DAY),
            "terms_signed": grouped.size().astype(float),
            "days_to_renewal": period - ago % period,
            "months_of_term": latest["period_months"].astype(float),
            "contract_size": latest["size"],
            "change_at_renewal": (latest["monthly"] / latest["before"]).where(latest["before"] > 0),
        }
    )
