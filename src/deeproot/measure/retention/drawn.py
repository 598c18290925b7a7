"""Drawings of retention: the bridge, the rates, the survival curves. Each takes the plain rows that it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from deeproot.charts import LIGHT, WIDE, Rows, Size

if TYPE_CHECKING:
    import altair as alt

PARTS: Final = {
    "new": LIGHT.series_1,
    "back": LIGHT.series_3,
    "grown": LIGHT.series_5,
    "shrunk": LIGHT.series_2,
    "lost": LIGHT.series_4,
}
RATES: Final = {"net revenue": LIGHT.series_1, "gross revenue": LIGHT.series_3, "customers": LIGHT.series_2}


def bridge(rows: Rows, size: Size = WIDE) -> alt.Chart:
    """What each month brought and took, of monthly recurring revenue. Rows: month (such as "May 26"), part (of PARTS),
    amount (what was lost is negative)."""
    import altair as alt

    shown = [part for part in PARTS if any(row["part"] == part and row["amount"] for row in rows)] or list(PARTS)
    bars = alt.Chart(alt.Data(values=list(rows))).mark_bar(cornerRadius=1.5)
    return bars.encode(
        x=_months(rows, size),
        y=alt.Y("sum(amount):Q", title=None, axis=alt.Axis(tickCount=5, format="~s")),
        color=alt.Color("part:N", sort=shown, scale=alt.Scale(domain=shown, range=[PARTS[part] for part in shown])),
        order=alt.Order("place:Q"),
    ).properties(width=size.width, height=size.height)


def rates(rows: Rows, size: Size = WIDE) -> alt.LayerChart:
    """The rates of each month. Rows: month, rate (of RATES), share (None where it is not known)."""
    import altair as alt

    base = alt.Chart(alt.Data(values=[row for row in rows if row["share"] is not None]))
    shown = list(RATES)
    lowest = min((row["share"] for row in rows if row["share"] is not None), default=1.0)
    scale = alt.Scale(zero=False, domainMin=min(lowest - 0.005, 0.97))
    points = base.encode(
        x=_months(rows, size),
        y=alt.Y("share:Q", title=None, scale=scale, axis=alt.Axis(tickCount=5, format=".0%")),
        color=alt.Color("rate:N", sort=shown, scale=alt.Scale(domain=shown, range=list(RATES.values()))),
    )
    whole = alt.Chart(alt.Data(values=[{"share": 1}])).mark_rule(color=LIGHT.line_strong).encode(y="share:Q")
    drawn = alt.layer(whole, points.mark_line(), points.mark_circle(size=34, opacity=1))
    return drawn.properties(width=size.width, height=size.height)


def survival(rows: Rows, size: Size = WIDE) -> alt.LayerChart:
    """Who is still there so many days after the beginning, with intervals. Rows: group, days, share, low, high (None
    where nothing is known); the groups in the order in which they come."""
    import altair as alt

    groups = list(dict.fromkeys(row["group"] for row in rows))
    colours = alt.Scale(domain=groups, range=LIGHT.series[: len(groups)])
    legend = alt.Legend(columns=1 if size.is_narrow else 5, symbolOpacity=1) if len(groups) > 1 else None
    base = alt.Chart(alt.Data(values=list(rows))).encode(
        x=alt.X("days:Q", title="days since the first contract", axis=alt.Axis(tickCount=max(size.width // 90, 3))),
        color=alt.Color("group:N", sort=groups, scale=colours, legend=legend),
    )
    share = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(tickCount=5, format=".0%"))
    band = base.transform_filter("datum.low !== null").mark_area(interpolate="step-after", opacity=0.14)
    lines = base.mark_line(interpolate="step-after").encode(y=share)
    drawn = alt.layer(band.encode(y=alt.Y("low:Q", title=None), y2="high:Q"), lines)
    return drawn.properties(width=size.width, height=size.height)


def _months(rows: Rows, size: Size) -> alt.X:
    """The months along the foot, as many named as there is room for."""
    import altair as alt

    months = list(dict.fromkeys(row["month"] for row in rows))
    room = max(size.width // 62, 3)
    step = -(-len(months) // room)
    named = months[::step]
    return alt.X("month:N", sort=months, title=None, axis=alt.Axis(values=named, labelAngle=0, labelOverlap="greedy"))
