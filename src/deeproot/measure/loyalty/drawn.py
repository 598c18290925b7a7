"""Drawing of loyalty: how many customers are high, middling, low or unknown in each part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from deeproot.charts import LIGHT, Rows, Size

if TYPE_CHECKING:
    import altair as alt

COLOURS: Final = {"high": LIGHT.good, "middling": LIGHT.series_3, "low": LIGHT.bad, "not known": LIGHT.series_6}


def parts(rows: Rows, size: Size) -> alt.TopLevelMixin:
    """A bar a part of loyalty, cut by level.

    ``rows``: part (as it is called, in order), level (as in :data:`COLOURS`), place (0 for high), customers.
    """
    import altair as alt

    shown = [dict(row) for row in rows]
    names = list(dict.fromkeys(row["part"] for row in shown))
    return (
        alt.Chart(alt.Data(values=shown))
        .mark_bar(size=24)
        .encode(
            x=alt.X("customers:Q", stack="zero", title="customers", axis=alt.Axis(tickMinStep=1, tickCount=5)),
            y=alt.Y("part:N", sort=names, title=None),
            color=alt.Color(
                "level:N", title=None, scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                legend=alt.Legend(orient="top", columns=2 if size.is_narrow else 4),
            ),
            order=alt.Order("place:Q"),
        )
        .properties(width=size.width, height=130)
    )  # fmt: skip
