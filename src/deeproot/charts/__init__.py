"""Charts by Vega-Lite through Altair, drawn without a browser: the same function in a notebook and on a page.

A *drawing* is a function of rows and a size: `draw(rows, size) -> altair.Chart`. It says what is drawn, in colours of
`LIGHT`; `svg` and `png` give it the look of the house, by day or by night. Each room keeps its own drawings beside
what it reckons (`deeproot.measure.retention.drawn`). In a notebook, `themed(draw(rows))` shows itself.

Altair and vl-convert come with `pip install deeproot[charts]`; nothing else of the library needs them, and they are
loaded when something is drawn.
"""

from deeproot.charts.drawing import HALF, NARROW, WIDE, Draw, Rows, Size, png, svg, table, themed
from deeproot.charts.palette import DARK, LIGHT, Palette

__all__ = [
    "DARK",
    "HALF",
    "LIGHT",
    "NARROW",
    "WIDE",
    "Draw",
    "Palette",
    "Rows",
    "Size",
    "png",
    "svg",
    "table",
    "themed",
]
