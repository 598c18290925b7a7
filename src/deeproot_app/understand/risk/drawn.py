"""The pictures of a judgement: what was said and what came, and how good each way was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deeproot.charts import LIGHT, WIDE, Rows, Size

if TYPE_CHECKING:
    import altair as alt


def calibration(rows: Rows, size: Size = WIDE) -> alt.LayerChart:
    """``rows``: said, came, low, high (shares), a tenth of the customers each; on the line came what was said."""
    import altair as alt

    most = max([0.05, *(float(row[name]) for row in rows for name in ("said", "high"))])
    ticks = alt.Axis(format=".0%", tickCount=4 if size.is_narrow else 6)
    scale = alt.Scale(domain=[0, min(most * 1.05, 1.0)], nice=False)
    base = alt.Chart(alt.Data(values=list(rows))).encode(
        x=alt.X("said:Q", title="probability that was said", axis=ticks, scale=scale)
    )
    whole = base.mark_rule(strokeWidth=2, color=LIGHT.series_1, opacity=0.5).encode(
        y=alt.Y("low:Q", title="share who left", axis=ticks, scale=scale), y2="high:Q"
    )
    middle = base.mark_point(size=70, filled=True, opacity=1, color=LIGHT.series_1).encode(y="came:Q")
    ends = [{"said": 0, "came": 0}, {"said": min(most * 1.05, 1.0), "came": min(most * 1.05, 1.0)}]
    line = alt.Chart(alt.Data(values=ends)).mark_line(color=LIGHT.line_strong).encode(x="said:Q", y="came:Q")
    return alt.layer(line, whole, middle).properties(width=size.width - 80, height=size.height)


def ways(rows: Rows, size: Size = WIDE) -> alt.LayerChart:
    """``rows``: way, auc, low, high. The rule stands at .5: what reaches it is no better than chance."""
    import altair as alt

    lowest = min([0.45, *(float(row["low"]) for row in rows)])
    base = alt.Chart(alt.Data(values=list(rows))).encode(
        y=alt.Y("way:N", title=None, sort=None, axis=alt.Axis(labelLimit=110 if size.is_narrow else 220))
    )
    along = alt.X("low:Q", title="AUC (.5 is chance)", scale=alt.Scale(domain=[lowest, 1.0]))
    whole = base.mark_rule(strokeWidth=2, color=LIGHT.series_1).encode(x=along, x2="high:Q")
    middle = base.mark_point(size=70, filled=True, opacity=1, color=LIGHT.series_1).encode(x="auc:Q")
    half = alt.Chart(alt.Data(values=[{"at": 0.5}])).mark_rule(color=LIGHT.line_strong).encode(x="at:Q")
    return alt.layer(half, whole, middle).properties(width=size.width - 110, height=44 * max(len(rows), 2))
