"""The curve of feelings: what is measured, with its interval, beside what people assume."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deeproot.charts import LIGHT, WIDE, Rows, Size

if TYPE_CHECKING:
    import altair as alt


def feelings(rows: Rows, size: Size = WIDE) -> alt.LayerChart:
    """``rows``: place, step, stage, measured, low, high, assumed (each -1 to 1, or None), n."""
    import altair as alt

    given = [{**row, "label": f"{row['place']}. {row['step']}"} for row in rows]
    order = [row["label"] for row in given]
    axis = alt.Axis(labelAngle=-40, labelLimit=90 if size.is_narrow else 150, title=None)
    x = alt.X("label:N", sort=order, axis=axis)
    scale = alt.Scale(domain=[-1, 1])

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", title="feeling, -1 bad to 1 good", scale=scale, axis=alt.Axis(tickCount=5))

    measured = alt.Chart(alt.Data(values=[row for row in given if row["measured"] is not None]))
    whole = measured.transform_filter("isValid(datum.low)").mark_rule(
        strokeWidth=2, color=LIGHT.series_1, opacity=0.5
    ).encode(x=x, y=y("low"), y2="high:Q")  # fmt: skip
    line = measured.mark_line(color=LIGHT.series_1, point=alt.OverlayMarkDef(size=45, color=LIGHT.series_1)).encode(
        x=x, y=y("measured")
    )
    assumed = alt.Chart(alt.Data(values=[row for row in given if row["assumed"] is not None])).mark_line(
        color=LIGHT.series_2, strokeDash=[5, 4],
        point=alt.OverlayMarkDef(size=55, shape="diamond", color=LIGHT.series_2),
    ).encode(x=x, y=y("assumed"))  # fmt: skip
    zero = alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color=LIGHT.line_strong).encode(y="at:Q")
    return alt.layer(zero, whole, line, assumed).properties(width=size.width - 90, height=size.height)
