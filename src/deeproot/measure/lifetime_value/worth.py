"""What customers will be worth in the coming time, of a whole record: those with a contract, and those who buy without.

The two are never mixed, and currencies never added. Whoever has or had a contract is not among those who buy without.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import pandas as pd

from deeproot.engines import Source, Tables
from deeproot.measure.lifetime_value import contracts, gamma_gamma, renewing
from deeproot.measure.lifetime_value.agreements import agreements
from deeproot.measure.lifetime_value.choose import Choice, choose
from deeproot.measure.lifetime_value.contracts import ChoiceOfTerm
from deeproot.measure.lifetime_value.fitting import NotFitted
from deeproot.measure.lifetime_value.forecast import Horizon, forecast
from deeproot.measure.lifetime_value.gamma_gamma import GammaGamma
from deeproot.measure.lifetime_value.horizon import Ahead
from deeproot.measure.lifetime_value.repeat import purchases_by_customer
from deeproot.measure.retention.running import terms

if TYPE_CHECKING:
    import ibis

WEEK: Final = 7.0
"""The unit of the models' time, in days."""
LEAST_DAYS, MOST_DAYS = 28, 365
"""Of the time held out: a third of the record, within these."""
FEWEST: Final = 30
"""Customers who bought again: with fewer, no model is tried."""


@dataclass(frozen=True)
class OfContracts:
    """Customers with a contract."""

    choices: tuple[ChoiceOfTerm, ...]
    """For each length of term."""
    held_out_days: int
    customers: pd.DataFrame
    """As `renewing.forecast` gives them: whose contract runs; a row a customer and currency."""


@dataclass(frozen=True)
class OfPurchases:
    """Customers who buy without one, in one currency."""

    currency: str
    choice: Choice | None
    """What was tried; None where too little is known to try, and ``why_not`` says why."""
    why_not: str
    held_out_days: int
    spend: GammaGamma | None
    """What they spend; None where no model of it could be fitted: there is no value then, but purchases."""
    independence: float
    """The correlation of how often with how much: the model of spending takes it for none."""
    customers: pd.DataFrame
    """Indexed by customer_id: x, t_x, T (weeks), mean_value, spent (so far), last_at, and, with a model, what
    `forecast.forecast` gives."""


@dataclass(frozen=True)
class Worth:
    """What is known of the worth of all customers, at one moment."""

    as_of: datetime
    ahead: Ahead
    contracts: OfContracts | None
    purchases: tuple[OfPurchases, ...]


def worth(tables: Tables, as_of: datetime, ahead: Ahead | None = None) -> Worth:
    """Reckon it. ``as_of`` must be aware; what happened after it is not known. Reads subscriptions and purchases."""
    far = ahead or Ahead()
    moment = pd.Timestamp(as_of)
    bought = purchases(tables, as_of)
    by_currency = sorted(bought.groupby("currency"), key=lambda one: str(one[0]))
    found = tuple(_of_purchases(str(currency), rows, moment, far) for currency, rows in by_currency)
    return Worth(as_of, far, _of_contracts(tables, as_of, far), found)


def purchases(tables: Tables, as_of: datetime) -> pd.DataFrame:
    """The purchases by ``as_of`` of customers who never had a contract: customer_id, happened_at, amount, currency."""
    rows: pd.DataFrame = tables.reckon(_purchases, told=[(int(as_of.timestamp() * 1_000_000), 0)]).to_pandas()
    rows["happened_at"] = pd.to_datetime(rows["happened_at"], unit="us", utc=True)
    return rows


def _purchases(source: Source) -> ibis.Table:
    bought = source.read("purchases", "customer_id", "happened_at", "amount", "currency")
    agreed = terms(source).cross_join(source["told"]).filter(lambda t: t.begins <= t.as_of)
    own = bought.anti_join(agreed, bought.customer_id == agreed.c).cross_join(source["told"])
    seen = own.filter(own.happened_at < own.as_of)
    return seen.select("customer_id", "happened_at", "amount", "currency").order_by("customer_id", "happened_at")


def _of_contracts(tables: Tables, as_of: datetime, ahead: Ahead) -> OfContracts | None:
    rows, moment = agreements(tables, as_of), pd.Timestamp(as_of)
    if rows.empty:
        return None
    days = held_out(rows["begins"].min(), moment)
    choices = tuple(contracts.choose(rows, moment, days))
    models = {one.months: one.model for one in choices if one.model is not None}
    return OfContracts(choices, days, renewing.forecast(rows, models, moment, ahead))


def _of_purchases(currency: str, rows: pd.DataFrame, moment: pd.Timestamp, ahead: Ahead) -> OfPurchases:
    days = held_out(rows["happened_at"].min(), moment)
    customers = purchases_by_customer(rows, moment, WEEK)
    whole = rows.groupby("customer_id")
    customers["spent"], customers["last_at"] = whole["amount"].sum(), whole["happened_at"].max()
    choice, why_not = _chosen(rows, customers, moment, days)
    spend = _spent(customers)
    independence = gamma_gamma.independence(customers["x"], customers["mean_value"])
    if choice is not None and choice.model is not None:
        weeks = Horizon(ahead.days / WEEK, (1 + ahead.discount) ** (WEEK / 365.25) - 1, ahead.level)
        customers = customers.join(forecast(customers, choice.model, spend, weeks))
    return OfPurchases(currency, choice, why_not, days, spend, independence, customers)


def _chosen(rows: pd.DataFrame, customers: pd.DataFrame, moment: pd.Timestamp, days: int) -> tuple[Choice | None, str]:
    again = int((customers["x"] > 0).sum())
    if again < FEWEST:
        return None, f"only {again} bought again: a model needs {FEWEST} who did"
    try:
        return choose(rows, moment, days, WEEK), ""
    except NotFitted as fault:
        return None, str(fault)


def _spent(customers: pd.DataFrame) -> GammaGamma | None:
    try:
        return gamma_gamma.fit(customers["x"], customers["mean_value"])
    except NotFitted:
        return None


def held_out(first: pd.Timestamp, as_of: pd.Timestamp) -> int:
    """How many days before ``as_of`` are held out: a third of the record."""
    return int(min(max((as_of - first) / pd.Timedelta(3, "D"), LEAST_DAYS), MOST_DAYS))
