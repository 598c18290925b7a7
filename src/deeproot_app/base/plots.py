"""Charts on pages: drawn on the server by the library's own drawings, once for the same rows (docs/decisions/0014).

    bridge = Plot("bridge", "Revenue, month by month", "It grew by 4 % since May.", rows, drawn.bridge)
    if file := plots.asked(request, [bridge]): return file

`{% plot bridge %}` puts it on the page, with its text, the table behind it, and the ways to have it as a file. The
picture stands in the page itself: it carries neither script nor style, its colours are attributes, which the style
sheet maps to those of the theme. What was drawn is kept in a folder of the home, by what it was drawn from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from xml.etree import ElementTree

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from deeproot.charts import HALF, NARROW, WIDE, Draw, Rows, Size, png, svg, table

LOOK: Final = 1
"""Goes up with each change of the look of the house: what was drawn before is then drawn anew."""
SVG: Final = "http://www.w3.org/2000/svg"
TAGS: Final = frozenset({"svg", "g", "path", "rect", "line", "circle", "text", "tspan", "defs", "clipPath", "title"})
KINDS: Final = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}


@dataclass(frozen=True)
class Plot:
    """A chart of a page: what it is called, what it says in words, the rows behind it, and what draws them."""

    name: str
    """In addresses and file names."""
    title: str
    says: str
    """What one sees in it, in words: for who does not."""
    rows: Rows
    draw: Draw
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The table behind it: (heading, unit) by the name of a column in the rows, in their order; all columns, as they
    are called, where none is given. Units are those of `{% figure %}`; "" for words."""
    wide: Size = WIDE
    narrow: Size = NARROW

    @property
    def is_half(self) -> bool:
        """Whether it is drawn for half of a page's width: two stand beside each other."""
        return self.wide.width <= HALF.width


def pictures(plot: Plot) -> tuple[SafeString, SafeString]:
    """The chart as marks of a page: for a wide screen and for a phone. Drawn where it was not drawn before."""
    return _kept(plot, plot.wide), _kept(plot, plot.narrow)


def asked(request: HttpRequest, plots: Iterable[Plot]) -> HttpResponse | None:
    """The file that the address asks for (`?chart=NAME&as=svg|png|csv`); None where it asks for none.

    Raises Http404 for a chart that is not on the page, and for another kind of file.
    """
    if not (name := request.GET.get("chart")):
        return None
    plot, kind = next((plot for plot in plots if plot.name == name), None), request.GET.get("as", "")
    if plot is None or kind not in KINDS:
        raise Http404("There is no such chart.")
    answer = HttpResponse(_file(plot, kind), content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{plot.name}.{kind}"'
    return answer


def _file(plot: Plot, kind: str) -> str | bytes:
    if kind == "csv":
        return table([_named(plot, row) for row in plot.rows])
    chart = plot.draw(plot.rows, plot.wide)
    return svg(chart) if kind == "svg" else png(chart)


def _named(plot: Plot, row: Mapping[str, object]) -> dict[str, object]:
    return {heading: row.get(name) for name, (heading, _) in plot.columns.items()} if plot.columns else dict(row)


def _kept(plot: Plot, size: Size) -> SafeString:
    told = [LOOK, plot.draw.__module__, plot.draw.__qualname__, size.width, size.height, list(plot.rows)]
    key = sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
    found: str | None = caches["pictures"].get(key)
    if found is None:
        found = clean(svg(plot.draw(plot.rows, size), ground=False), key[:8])
        caches["pictures"].set(key, found)
    return mark_safe(found)  # noqa: S308 - cleaned when it was kept


def clean(picture: str, own: str) -> str:
    """The picture with nothing in it but shapes and words; its ids begin with ``own``, as a page holds several.

    Raises ValueError for a tag that no picture of ours has.
    """
    root = ElementTree.fromstring(picture)  # noqa: S314 - drawn by ourselves; words in it are escaped
    for node in root.iter():
        tag = node.tag.removeprefix(f"{{{SVG}}}")
        if tag not in TAGS:
            raise ValueError(f"a chart may not hold {tag}")
        node.tag = tag  # names are written bare whatever prefixes others registered, process-wide
        for name in [name for name in node.attrib if name == "style" or re.match(r"aria|role|class|on|\{|href", name)]:
            del node.attrib[name]
        for name in ("id", "clip-path"):
            if name in node.attrib:
                node.set(name, re.sub(r"^(url\(#)?", rf"\g<0>{own}-", node.attrib[name]))
    root.set("xmlns", SVG)
    root.set("aria-hidden", "true")
    return ElementTree.tostring(root, encoding="unicode")
