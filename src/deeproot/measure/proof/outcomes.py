"""What became of each customer who was assigned to a programme, treated or held out, so long after the assignment.

Who had a contract when they were assigned has *stayed* if one runs at the end of the horizon; who had none has stayed
if they bought within it. The two are never mixed. *Value* is what they brought within the horizon: the days on which
terms ran, each a month's amount over 30.4375, and the purchases; *before* is the same over as long a time before the
assignment. Money counts in one currency: that of the contract that ran, or in which they brought most before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from deeproot.engines import Source
from deeproot.measure.retention.running import terms

if TYPE_CHECKING:
    import ibis

DAY: Final = 86_400_000_000
"""Microseconds."""
DAYS_A_MONTH: Final = 30.4375
KEY: Final = ("programme_id", "customer_id")


def outcomes(source: Source) -> ibis.Table:
    """A row for each assignment up to the moment ``told``, by programme and customer; ``window`` is the horizon (days).

    Columns: programme_id, customer_id, treated, assigned (microseconds), known (whether the horizon has passed),
    contract (whether one ran at the assignment), stayed, currency (null where nothing was ever brought), after and
    before (that currency).
    """
    import ibis

    arms = assigned(source)
    brought = _of_terms(source, arms).union(_of_purchases(source, arms))
    by_currency = brought.group_by(*KEY, "currency").aggregate(
        ran=brought.ran.max(),
        runs=brought.runs.max(),
        bought=brought.bought.max(),
        after=brought.after.sum(),
        before=brought.before.sum(),
    )
    over = ibis.window(group_by=KEY)
    most = ibis.window(group_by=KEY, order_by=[ibis.desc("ran"), ibis.desc("before"), ibis.asc("currency")])
    each = by_currency.mutate(
        place=ibis.row_number().over(most),
        contract=by_currency.ran.max().over(over) > 0,
        stays=by_currency.runs.max().over(over) > 0,
        buys=by_currency.bought.max().over(over) > 0,
    ).filter(lambda t: t.place == 0)
    told = arms.left_join(each, list(KEY))
    contract = told.contract.fill_null(False)
    return told.select(
        *KEY,
        "treated",
        "known",
        assigned="at",
        contract=contract,
        stayed=ibis.ifelse(contract, told.stays, told.buys).fill_null(False),
        currency="currency",
        after=told.after.fill_null(0.0),
        before=told.before.fill_null(0.0),
    ).order_by(*KEY)


def assigned(source: Source) -> ibis.Table:
    """The assignments up to the moment told, with the ends of the time after and before each.

    Customers who turned out to be one, and were assigned apart, count where they were assigned first.
    """
    import ibis

    read = source.read("assignments", *KEY, "arm", at="assigned_at")
    every = read.cross_join(source["told"]).filter(lambda t: (t.at <= t.as_of) & t.arm.isin(["treated", "holdout"]))
    order = ibis.window(group_by=KEY, order_by=["at", "arm"])
    each = every.mutate(place=ibis.row_number().over(order)).filter(lambda t: t.place == 0)
    return each.select(
        *KEY,
        "at",
        treated=each.arm == "treated",
        until=each["at"] + each.window * DAY,
        since=each["at"] - each.window * DAY,
        known=each["at"] + each.window * DAY <= each.as_of,
    )


def _of_terms(source: Source, assigned: ibis.Table) -> ibis.Table:
    """What each term brought to the horizon before and after, and whether it ran at the assignment and at the end."""
    import ibis

    agreed = terms(source)
    met = assigned.inner_join(agreed, assigned.customer_id == agreed.c)
    stops = ibis.coalesce(met.stops, met.until + 1)

    def money(begins: ibis.Value, ends: ibis.Value) -> ibis.Value:
        days = (ibis.least(stops, ends) - ibis.greatest(met.begins, begins)) // DAY
        return ibis.greatest(days, ibis.literal(0, "int64")).cast("float64") * met.monthly / DAYS_A_MONTH / 1_000_000

    return met.select(
        *KEY,
        "currency",
        ran=((met.begins <= met["at"]) & (stops > met["at"])).cast("int64"),
        runs=((met.begins <= met.until) & (stops > met.until)).cast("int64"),
        bought=ibis.literal(0, "int64"),
        after=money(met["at"], met.until),
        before=money(met.since, met["at"]),
    )


def _of_purchases(source: Source, assigned: ibis.Table) -> ibis.Table:
    import ibis

    paid = source.read("purchases", "currency", "amount", c="customer_id", paid="happened_at")
    met = assigned.inner_join(paid, assigned.customer_id == paid.c)
    after = (met.paid > met["at"]) & (met.paid <= met.until)
    before = (met.paid > met.since) & (met.paid <= met["at"])
    nothing = ibis.literal(0, "int64")
    amount = met.amount.cast("float64")
    return met.select(
        *KEY,
        "currency",
        ran=nothing,
        runs=nothing,
        bought=after.cast("int64"),
        after=ibis.ifelse(after, amount, 0.0),
        before=ibis.ifelse(before, amount, 0.0),
    )
