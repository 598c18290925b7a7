"""Drawings of what surveys say: the score, month by month, within its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deeproot.charts import LIGHT, Rows, Size

if TYPE_CHECKING:
    import altair as alt


def trend(rows: Rows, size: Size) -> alt.TopLevelMixin:
    """A score by month: a point within its interval, joined by a line that breaks where too few answered.

    ``rows``: month (as it is called, in order), score, low, high (null where nothing is said).
    """
    import altair as alt

    shown = [dict(row) for row in rows]
    months = [row["month"] for row in shown]
    every = max(1, -(-len(months) // (4 if size.is_narrow else 8)))
    x = alt.X(
        "month:N", sort=months, title=None, scale=alt.Scale(domain=months),
        axis=alt.Axis(labelAngle=0, values=months[::every], labelOverlap=True),
    )  # fmt: skip
    base = alt.Chart(alt.Data(values=shown)).encode(x=x)
    y = alt.Y("score:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(tickCount=5))
    known = base.transform_filter("isValid(datum.score)")
    between = known.mark_rule(color=LIGHT.series_3, strokeWidth=2, opacity=0.55).encode(
        y=alt.Y("low:Q", title=None, scale=alt.Scale(zero=False, nice=True)), y2="high:Q"
    )
    line = base.mark_line(color=LIGHT.series_3, invalid="break-paths-filter-domains").encode(y=y)
    points = known.mark_circle(color=LIGHT.series_3, size=64, opacity=1).encode(y=y)
    return (between + line + points).properties(width=size.width, height=size.height)
