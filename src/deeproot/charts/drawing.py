"""From rows to a picture: the look of the house, and the picture as SVG, PNG and the table behind it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from deeproot.charts.palette import LIGHT, Palette, repainted

if TYPE_CHECKING:
    import altair as alt

Rows = Sequence[Mapping[str, Any]]
"""The table behind a chart: plain values by the name of their column, all rows with the same columns."""


@dataclass(frozen=True)
class Size:
    """Of the canvas within the axes, in pixels."""

    width: int
    height: int

    @property
    def is_narrow(self) -> bool:
        """Whether it is for a phone: fewer ticks, no room beside the plot."""
        return self.width < 400


WIDE: Final = Size(720, 280)
HALF: Final = Size(430, 230)
NARROW: Final = Size(268, 220)
Draw = Callable[[Rows, Size], "alt.TopLevelMixin"]
FONT: Final = "Inter, Liberation Sans, Arial, sans-serif"
WITHOUT: Final = "charts need Altair and vl-convert: install them with pip install 'deeproot[charts]'"


def themed(chart: alt.TopLevelMixin, palette: Palette = LIGHT) -> alt.Chart:
    """The chart in the look of the house, in the palette's colours; it shows itself in a notebook.

    Raises ImportError, which says what to install, where Altair is absent.
    """
    try:
        import altair as alt
    except ImportError as absent:
        raise ImportError(WITHOUT) from absent
    return alt.Chart.from_dict(_specification(chart, palette, palette.surface))


def svg(chart: alt.TopLevelMixin, palette: Palette = LIGHT, ground: bool = True) -> str:
    """The picture as SVG: no script, no style sheet, every colour an attribute. Without ``ground`` it is transparent.

    Raises ImportError, which says what to install, where vl-convert is absent.
    """
    picture: str = _converter().vegalite_to_svg(_specification(chart, palette, palette.surface if ground else None))
    return picture


def png(chart: alt.TopLevelMixin, palette: Palette = LIGHT, scale: float = 2.0) -> bytes:
    """The picture as PNG, at ``scale`` pixels for each of its size. Raises ImportError as `svg` does."""
    picture: bytes = _converter().vegalite_to_png(_specification(chart, palette, palette.surface), scale=scale)
    return picture


def table(rows: Rows) -> str:
    """The rows behind a chart, as CSV with a heading."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows(row.values() for row in rows)
    return written.getvalue()


def _converter() -> Any:
    try:
        import vl_convert
    except ImportError as absent:
        raise ImportError(WITHOUT) from absent
    return vl_convert


def _specification(chart: alt.TopLevelMixin, palette: Palette, ground: str | None) -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict()
    found: dict[str, Any] = repainted({**spec, "config": {**spec.get("config", {}), **_look()}}, palette)
    return {**found, "background": ground}


def _look() -> dict[str, Any]:
    words = {"labelFont": FONT, "titleFont": FONT}
    return {
        "font": FONT,
        "padding": 4,
        "view": {"stroke": None},
        "range": {"category": LIGHT.series},
        "axis": {
            **words,
            "domain": False,
            "ticks": False,
            "gridColor": LIGHT.line,
            "labelColor": LIGHT.ink_faint,
            "labelFontSize": 11,
            "labelPadding": 6,
            "titleColor": LIGHT.ink_soft,
            "titleFontSize": 11,
            "titleFontWeight": 500,
            "titlePadding": 10,
        },
        "axisX": {"grid": False, "domain": True, "domainColor": LIGHT.line_strong},
        "legend": {
            **words,
            "orient": "top",
            "direction": "horizontal",
            "title": None,
            "labelColor": LIGHT.ink_soft,
            "labelFontSize": 12,
            "symbolType": "square",
            "symbolSize": 90,
            "offset": 12,
        },
        "text": {"font": FONT, "fontSize": 11, "fill": LIGHT.ink_soft},
        "line": {"strokeWidth": 2, "strokeCap": "round"},
        "rule": {"color": LIGHT.line_strong},
    }
