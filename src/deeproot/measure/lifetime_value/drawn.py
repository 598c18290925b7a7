"""Drawings of lifetime value: how the forecasts did on the time held out, and who brings how much of the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deeproot.charts import LIGHT, WIDE, Rows, Size

if TYPE_CHECKING:
    import altair as alt


def tried(rows: Rows, size: Size = WIDE) -> alt.LayerChart:
    """What each way forecast for the time held out, against what came. Rows: name, forecast, came, chosen."""
    import altair as alt

    base = alt.Chart(alt.Data(values=list(rows)))
    names = [row["name"] for row in rows]
    bars = base.mark_bar(height={"band": 0.6}, cornerRadiusEnd=2).encode(
        x=alt.X("forecast:Q", title=None, axis=alt.Axis(tickCount=5, format="~s", grid=True)),
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=130 if size.is_narrow else 210)),
        color=alt.condition("datum.chosen", alt.value(LIGHT.series_1), alt.value(LIGHT.series_6)),
    )
    came = base.mark_rule(color=LIGHT.series_4, strokeWidth=2).encode(x="max(came):Q")
    return alt.layer(bars, came).properties(width=size.width - (120 if size.is_narrow else 190), height=34 * len(rows))


def tenths(rows: Rows, size: Size = WIDE) -> alt.Chart:
    """How much of the value each tenth of the customers brings, the most valuable first. Rows: tenth, share."""
    import altair as alt

    return (
        alt.Chart(alt.Data(values=list(rows)))
        .mark_bar(color=LIGHT.series_1, cornerRadiusEnd=2)
        .encode(
            x=alt.X("tenth:N", sort=[row["tenth"] for row in rows], title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("share:Q", title=None, axis=alt.Axis(tickCount=4, format=".0%")),
        )
        .properties(width=size.width, height=size.height * 2 // 3)
    )
