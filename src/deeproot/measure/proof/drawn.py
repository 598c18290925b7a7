"""The proof of programmes as a picture: each one's difference, with both intervals around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deeproot.charts import LIGHT, WIDE, Rows, Size

if TYPE_CHECKING:
    import altair as alt


def differences(rows: Rows, size: Size = WIDE) -> alt.LayerChart:
    """``rows``: programme, difference, low, high (anytime-valid), fixed_low, fixed_high; shares, null where not known.

    The thin line is the interval that holds however often one looks, the thick one that for a single look; where the
    thin line leaves the rule at zero, the programme is known to do something.
    """
    import altair as alt

    height = max(72, 44 * len(rows))
    base = alt.Chart(alt.Data(values=list(rows))).encode(
        y=alt.Y("programme:N", title=None, sort=None, axis=alt.Axis(labelLimit=110 if size.is_narrow else 220))
    )
    ticks = alt.Axis(format="+.0%", tickCount=4 if size.is_narrow else 8)
    along = "more stay (points)" if size.is_narrow else "more of the treated than of the hold-out stay"
    whole = base.mark_rule(strokeWidth=1.5, color=LIGHT.series_1).encode(
        x=alt.X("low:Q", title=along, axis=ticks), x2="high:Q"
    )
    single = base.mark_rule(strokeWidth=6, color=LIGHT.series_1, opacity=0.35).encode(
        x="fixed_low:Q", x2="fixed_high:Q"
    )
    middle = base.mark_point(size=70, filled=True, opacity=1, color=LIGHT.series_1).encode(x="difference:Q")
    zero = alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color=LIGHT.line_strong).encode(x="at:Q")
    return alt.layer(zero, whole, single, middle).properties(width=size.width - 110, height=height)
