"""Who gains as pictures: how good each ranking is, and what contacting its first customers would bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deeproot.charts import HALF, LIGHT, Rows, Size

if TYPE_CHECKING:
    import altair as alt


def ways(rows: Rows, size: Size = HALF) -> alt.LayerChart:
    """``rows``: way, qini, low, high. At the line of 0 a ranking is no better than a random one."""
    import altair as alt

    base = alt.Chart(alt.Data(values=list(rows))).encode(
        y=alt.Y("way:N", title=None, sort=None, axis=alt.Axis(labelLimit=130, minExtent=124))
    )
    along = alt.X("low:Q", title="Qini coefficient (0 is chance)", axis=alt.Axis(tickCount=4))
    whole = base.mark_rule(strokeWidth=2, color=LIGHT.series_1).encode(x=along, x2="high:Q")
    middle = base.mark_point(size=70, filled=True, opacity=1, color=LIGHT.series_1).encode(x="qini:Q")
    zero = alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color=LIGHT.line_strong).encode(x="at:Q")
    return alt.layer(zero, whole, middle).properties(width=size.width - 150, height=44 * max(len(rows), 2))


def curves(rows: Rows, size: Size = HALF) -> alt.Chart:
    """``rows``: way, depth (share contacted), more (responses more, of 1,000 customers)."""
    import altair as alt

    names = list(dict.fromkeys(str(row["way"]) for row in rows))
    colour = alt.Scale(domain=names, range=LIGHT.series[: len(names)])
    return (
        alt.Chart(alt.Data(values=list(rows)))
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("depth:Q", title="share of the customers contacted", axis=alt.Axis(format=".0%", tickCount=5)),
            y=alt.Y("more:Q", title="more stay, of 1,000"),
            color=alt.Color("way:N", title=None, scale=colour, legend=alt.Legend(orient="top", columns=2)),
        )
        .properties(width=size.width - 60, height=size.height)
    )
