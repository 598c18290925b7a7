"""The chart of docs/performance.md, from the costs kept beside it: `.venv/bench/bin/python benchmarks/drawn.py`."""

from __future__ import annotations

from pathlib import Path

import altair as alt
import pandas as pd

DOCS = Path(__file__).resolve().parents[1] / "docs"
ORDER = ["a bare scan", "the library", "SQL by hand", "Polars", "pandas"]
OURS = alt.condition("datum.way == 'the library'", alt.value("#1f5f8b"), alt.value("#9aa5ad"))
LARGE = 10_000_000


def main() -> None:
    costs = pd.read_csv(DOCS / "performance.csv")
    costs = costs[costs["way"].isin(ORDER)]
    large = costs[costs["rows"] == LARGE].assign(gib=costs["peak"] / 1024)
    chart = alt.hconcat(
        bars(large, "cpu", "CPU seconds, 10 million interactions", ".0f"),
        bars(large, "gib", "GiB of memory at most, the same", ".1f", labels=False),
        growth(costs),
        spacing=28,
    )
    chart = chart.configure(font="sans-serif", background="white").configure_view(stroke=None)
    chart.configure_axis(grid=False, titleFontWeight="normal").save(DOCS / "pictures" / "performance.svg")


def bars(costs: pd.DataFrame, column: str, title: str, shown: str, labels: bool = True) -> alt.LayerChart:
    names = alt.Axis(title=None, ticks=False, domain=False, labels=labels, labelFontSize=12)
    base = alt.Chart(costs, width=190, height=170, title=alt.Title(title, anchor="start", fontWeight="normal")).encode(
        y=alt.Y("way:N", sort=ORDER, axis=names),
        x=alt.X(f"{column}:Q", axis=None),
    )
    said = base.mark_text(align="left", dx=4, fontSize=12).encode(text=alt.Text(f"{column}:Q", format=shown))
    return alt.layer(base.mark_bar(height=20).encode(color=OURS), said)


def growth(costs: pd.DataFrame) -> alt.LayerChart:
    """CPU for each row against the number of rows: a level line is linear growth."""
    each = costs.assign(micros=costs["cpu"] / costs["rows"] * 1e6, millions=costs["rows"] / 1e6)
    base = alt.Chart(
        each,
        width=230,
        height=150,
        title=alt.Title("Microseconds of CPU for each interaction", anchor="start", fontWeight="normal"),
    ).encode(
        x=alt.X("millions:Q", scale=alt.Scale(type="log", domain=[0.8, 500]), title="million interactions").axis(
            values=[1, 10, 100], format="d"
        ),
        y=alt.Y("micros:Q", title=None, axis=alt.Axis(tickCount=4)),
        detail="way:N",
        color=OURS,
    )
    last = each.sort_values("rows").groupby("way").tail(1)
    names = [
        base.mark_text(align="left", dx=7, dy=dy, fontSize=11)
        .encode(text="way:N", color=alt.value("#1f5f8b" if way == "the library" else "#4a545b"))
        .properties(data=last[last["way"] == way])
        for way, dy in zip(ORDER, (0, -7, 7, 0, 0), strict=True)
    ]
    return alt.layer(base.mark_line(), base.mark_point(filled=True, size=45, opacity=1), *names)


if __name__ == "__main__":
    main()
