"""The charts of retention and value, out of what is stored; drawn beforehand, so that no reader waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from deeproot.charts import HALF, WIDE, Size
from deeproot.measure.lifetime_value import drawn as value_drawn
from deeproot.measure.retention import drawn
from deeproot_app.base import plots
from deeproot_app.base.plots import Plot
from deeproot_app.measure.judged.told import Told, short, told
from deeproot_app.measure.models import Reckoned

TAKEN: Final = ("shrunk", "lost")
MOST_CURVES: Final = 5
"""More than these cannot be told apart in one chart; the table has all."""
DRAWN_AT_FIRST: Final = 12
"""Months that a page shows unless asked otherwise."""


def bridge(found: Told) -> Plot:
    """What each month brought and took."""
    rows = [
        {
            "month": short(month["name"]),
            "part": part,
            "place": place,
            "amount": month[part] * (-1 if part in TAKEN else 1),
        }
        for month in found.months
        for place, part in enumerate(drawn.PARTS)
    ]
    first, last = found.months[0], found.months[-1]
    says = f"Monthly recurring revenue went from {first['start']:,.0f} to {last['end']:,.0f} {found.currency}."
    columns = {"month": ("Month", ""), "part": ("What", ""), "amount": (f"{found.currency} a month", "")}
    title = f"What each month brought and took, {found.currency} a month"
    return Plot("bridge", title, says, rows, drawn.bridge, columns, HALF)


def rates(found: Told) -> Plot:
    """How much of each month's start was still there at its end."""
    named = {"net revenue": "net_retention", "gross revenue": "gross_retention", "customers": "customer_retention"}
    rows = [
        {"month": short(month["name"]), "rate": rate, "share": month[name]}
        for rate, name in named.items()
        for month in found.months
    ]
    known = [row["share"] for row in rows if row["rate"] == "gross revenue" and row["share"] is not None]
    says = f"Gross revenue retention was between {min(known):.1%} and {max(known):.1%} a month." if known else ""
    columns = {"month": ("Month", ""), "rate": ("Of", ""), "share": ("Still there", "share")}
    return Plot(
        "rates", "How much of each month’s start was still there at its end", says, rows, drawn.rates, columns, HALF
    )


def survival(found: Told, wide: Size = WIDE) -> Plot:
    """Who is still there so many days after the first contract, of the largest groups."""
    groups = [group for group in found.groups if group["curve"]][:MOST_CURVES]
    rows: list[dict[str, Any]] = []
    for group in groups:
        name = group["name"] if found.by else "all customers"
        rows.append({"group": name, "days": 0, "share": 1.0, "low": 1.0, "high": 1.0})
        steps = zip(*(group["curve"][column] for column in ("days", "share", "low", "high")), strict=True)
        rows += [{"group": name, "days": d, "share": s, "low": low, "high": high} for d, s, low, high in steps if d]
    says = "; ".join(_after_a_year(group, found.by is not None) for group in groups)
    columns = {
        "group": ("Group", ""), "days": ("Days", "count"), "share": ("Still there", "share"),
        "low": ("At least", "share"), "high": ("At most", "share"),
    }  # fmt: skip
    says = f"{says[:1].upper()}{says[1:]}."
    return Plot("survival", "How long customers with a contract stay", says, rows, drawn.survival, columns, wide)


def _after_a_year(group: Mapping[str, Any], named: bool) -> str:
    share, low, high = group["curve"]["told"]["365"]
    who = f"{group['name']}: " if named else ""
    if share is None:
        return f"{who}nobody was watched for a year"
    between = f" ({low:.0%} to {high:.0%})" if low is not None and high is not None and low < high else ""
    return f"{who}after a year {share:.0%} are still there{between}"


def tried(name: str, title: str, rows: Sequence[Mapping[str, Any]], chosen: str | None) -> Plot:
    """How each way did on the time held out."""
    told_rows = [
        {"name": row["name"], "forecast": row["forecast"], "came": row["came"], "chosen": row["name"] == chosen}
        for row in rows
        if row["forecast"] is not None
    ]
    came = told_rows[0]["came"] if told_rows else 0
    columns = {"name": ("By", ""), "forecast": ("Forecast", "count"), "came": ("Came", "count")}
    says = f"The line is what came: {came:,.0f}. The way that is used is green."
    return Plot(name, title, says, told_rows, value_drawn.tried, columns, HALF)


def tenths(name: str, summed: Mapping[str, Any]) -> Plot:
    """Who brings how much of the value."""
    rows = [{"tenth": _ordinal(place + 1), "share": share} for place, share in enumerate(summed["tenths"])]
    says = f"The most valuable tenth brings {summed['tenths'][0]:.0%} of all that is expected."
    columns = {"tenth": ("Tenth of the customers", ""), "share": ("Of the value", "share")}
    title = "Who brings how much of the value, a tenth of the customers each"
    return Plot(name, title, says, rows, value_drawn.tenths, columns, HALF)


def _ordinal(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"


def of_retention(found: Told, wide: Size = WIDE) -> list[Plot]:
    """The charts of the page, in its order; none where there are no contracts."""
    if not found.months:
        return []
    whole = [] if found.by else [bridge(found), rates(found)]
    return [*whole, *([survival(found, wide)] if found.groups else [])]


def of_contracts(document: Mapping[str, Any]) -> list[Plot]:
    """The charts of value with a contract."""
    part = document["contracts"] or {"choices": [], "sums": []}
    choices = [
        tried(
            f"renewals-{one['months']}", f"Contracts of {terms(one['months'])} that stayed", one["tried"], one["name"]
        )
        for one in part["choices"]
        if one["tried"]
    ]
    return [*choices, *(tenths(f"tenths-contracts-{one['currency']}", one) for one in part["sums"] if one["tenths"])]


def terms(months: int) -> str:
    """`1 month`, `12 months`."""
    return f"{months} month{'' if months == 1 else 's'}"


def of_purchases(document: Mapping[str, Any]) -> list[Plot]:
    """The charts of value without one."""
    found = []
    for one in document["purchases"]:
        if one["choice"]:
            title = f"Purchases of the {one['held_out_days']} days held out"
            found.append(tried(f"purchases-{one['currency']}", title, one["choice"]["tried"], one["choice"]["name"]))
        if one["sum"]["tenths"]:
            found.append(tenths(f"tenths-purchases-{one['currency']}", one["sum"]))
    return found


def draw_beforehand() -> None:
    """Draw what the pages show at first."""
    if found := told(DRAWN_AT_FIRST):
        for plot in of_retention(found):
            plots.pictures(plot)
    if value := Reckoned.objects.filter(what="value", of_day="").first():
        for plot in (*of_contracts(value.document), *of_purchases(value.document)):
            plots.pictures(plot)
