"""What is at stake with a customer: a year's worth of it."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import TYPE_CHECKING

from deeproot.engines import Source, Tables

if TYPE_CHECKING:
    import ibis

YEAR = 365 * 86_400_000_000
Values = dict[str, dict[str, int]]
"""For each customer, what is at stake in each currency, in millionths: ``{"acme": {"EUR": 12_000_000_000}}``."""


def values(tables: Tables, as_of: int) -> Values:
    """What is at stake with each customer at ``as_of`` (microseconds since 1970, UTC), in millionths of each currency.

    The running terms of its contracts, each as a year of it: amount x 12 / period_months. A term runs from
    ``starts_at`` until it ends, is cancelled, or the next term of the same contract begins. Where no contract runs:
    what it bought in the last 365 days. A customer of whom neither is known is absent: unknown, not zero.
    """
    found: Values = {}
    rows = tables.reckon(at_stake, told=[(as_of, YEAR)])
    for customer, currency, micros in zip(*(column.to_pylist() for column in rows.columns), strict=True):
        found.setdefault(customer, {})[currency] = micros
    return found


def at_stake(source: Source) -> ibis.Table:
    """Customer, currency and the millionths at stake; whole numbers, so that sums are the same in every order."""
    contracts = _contracts(source)
    bought = _bought(source).anti_join(contracts, "customer_id")
    return contracts.union(bought).order_by("customer_id", "currency")


def _contracts(source: Source) -> ibis.Table:
    import ibis

    moments = ("starts_at", "ends_at", "cancelled_at")
    money = ("amount", "currency", "period_months")
    terms = source.read("subscriptions", "subscription_id", "customer_id", *moments, *money)
    begun = terms.cross_join(source["told"]).filter(lambda t: t.starts_at <= t.as_of)
    latest = ibis.window(group_by="subscription_id", order_by=ibis.desc("starts_at"))
    running = begun.mutate(nth=ibis.row_number().over(latest)).filter(
        lambda t: (t.nth == 0) & _not_by(t.ends_at, t.as_of) & _not_by(t.cancelled_at, t.as_of) & (t.period_months > 0)
    )
    year = (running.amount * 12_000_000 / running.period_months).round().cast("int64")
    return running.mutate(year=year).group_by("customer_id", "currency").aggregate(micros=lambda t: t.year.sum())


def _not_by(moment: ibis.Value, as_of: ibis.Value) -> ibis.Value:
    return moment.isnull() | (moment > as_of)


def _bought(source: Source) -> ibis.Table:
    read = source.read("purchases", "customer_id", "happened_at", "amount", "currency")
    bought = read.cross_join(source["told"])
    within = bought.filter(lambda t: (t.happened_at > t.as_of - t.window) & (t.happened_at <= t.as_of))
    micros = (within.amount * 1_000_000).round().cast("int64")
    return within.mutate(paid=micros).group_by("customer_id", "currency").aggregate(micros=lambda t: t.paid.sum())


def scales(found: Values) -> dict[str, int]:
    """The typical value in each currency: the median over the customers that have one above zero."""
    by_currency: dict[str, list[int]] = {}
    for customer in found.values():
        for currency, micros in customer.items():
            if micros > 0:
                by_currency.setdefault(currency, []).append(micros)
    return {currency: round(median(amounts)) for currency, amounts in sorted(by_currency.items())}


def weight(customer: Mapping[str, int], typical: Mapping[str, int]) -> float | None:
    """How much is at stake beside the typical customer of the same currency, over all currencies of the customer.

    There is no rate of exchange in it: 1.0 is the typical customer, whatever it pays in. A currency without a typical
    customer counts as typical. None where nothing is known.
    """
    if not customer:
        return None
    return sum(micros / typical[currency] if typical.get(currency) else 1.0 for currency, micros in customer.items())


def largest(customer: Mapping[str, int], typical: Mapping[str, int]) -> str:
    """The currency in which most is at stake, measured by its typical customer; the first by name among equals."""
    return min(customer, key=lambda currency: (-customer[currency] / (typical.get(currency) or 1), currency))
