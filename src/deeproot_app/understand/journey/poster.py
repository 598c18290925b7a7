"""A map as a poster: one drawing in SVG, made without a browser, and the same as PDF (vl-convert).

Words are broken into lines by an estimate of their width that is rather too wide; a word that is longer than its
column is cut into pieces. A cell that says more than fits tells that it goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from xml.sax.saxutils import escape

from deeproot.charts import LIGHT
from deeproot_app.understand.journey.board import ROWS
from deeproot_app.understand.journey.grid import Column, Grid, Stage

COLUMN: Final = 190
HEADS: Final = 150
PAD: Final = 10
SIZE: Final = 12
LINE: Final = 16
LINES: Final = 9
CURVE: Final = 130
ACROSS: Final = 10
"""Touchpoints of one strip."""
WIDTH_OF: Final = 0.56
"""Of a letter, in parts of its size: wider than most are."""
INK, SOFT, PAPER, RULE = "#232820", "#565c50", "#fffefb", "#cdc6b5"


@dataclass(frozen=True)
class Row:
    """A row of the poster: what it is called, and what it says in a column."""

    label: str
    says: Callable[[Column], str]


def _share(column: Column) -> str:
    one = column.measured
    if one is None:
        return "" if column.node is None else "nobody yet"
    again = f", {one['again']:,} of them again" if one["again"] else ""
    return f"{one['share']:.0%}: {one['customers']:,} customer{'s' * (one['customers'] != 1)}{again}"


def _waits(column: Column) -> str:
    said = f"next step after {column.next_after}" if column.next_after else ""
    if column.answered_after:
        said += f"; we, after {column.answered_after}"
    if column.dead_end and column.measured:
        said += f". Nobody came back: {column.measured['dead_end']['share']:.0%}"
    return said.lstrip(".; ")


def _row(name: str) -> Row:
    return Row(ROWS[name], lambda column: column.words(name))


ABOVE: Final = (Row("Who comes here", _share), _row("does"), _row("sees"), _row("feels_says"))
BELOW: Final = (Row("How long it takes", _waits), _row("pains"), _row("gains"), _row("people"), _row("ideas"))


def lines(text: str, width: float, size: float = SIZE, most: int = LINES) -> list[str]:
    """A text in lines of at most that width; the last one ends in … where it goes on."""
    room = max(int(width / (size * WIDTH_OF)), 4)
    found: list[str] = []
    for word in _pieces(text.split(), room):
        if found and len(found[-1]) + 1 + len(word) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    if len(found) > most:
        return [*found[: most - 1], found[most - 1][: room - 1] + "…"]
    return found


def _pieces(words: list[str], room: int) -> list[str]:
    return [word[place : place + room] for word in words for place in range(0, len(word), room)]


def svg(title: str, says: str, grid: Grid) -> str:
    """The poster of a map: strips of stages one below the other, so that it hangs on a wall."""
    parts = strips(grid)
    width = HEADS + max([3, *(len(strip.columns) for strip in parts)]) * COLUMN + 2 * PAD
    drawn = [_text(PAD, 34, title, 24, weight=700, width=width - 2 * PAD)]
    top = 34 + _under(drawn, says, width)
    for strip in parts:
        top = _strip(drawn, strip, top) + 2 * LINE
    body = "".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{top + PAD}" '
        f'viewBox="0 0 {width} {top + PAD}" font-family="Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif">'
        f'<title>{_xml(title)}</title><rect width="100%" height="100%" fill="{PAPER}"/>{body}</svg>'
    )


def strips(grid: Grid) -> list[Grid]:
    """The stages in strips of so many touchpoints that a wall has room for; a long stage goes on in the next."""
    found: list[list[Stage]] = [[]]
    for stage in grid.stages:
        left = list(stage.columns)
        while left:
            room = ACROSS - sum(len(one.columns) for one in found[-1])
            if room < min(len(left), ACROSS):
                found.append([])
                room = ACROSS
            found[-1].append(replace(stage, columns=left[:room]))
            left = left[room:]
    return [Grid(stages) for stages in found if stages]


def _strip(parts: list[str], strip: Grid, top: int) -> int:
    columns = strip.columns
    top = _heads(parts, strip, top)
    for row in ABOVE:
        top = _band(parts, row, columns, top)
    top = _curve(parts, columns, top)
    for row in BELOW:
        top = _band(parts, row, columns, top)
    return top


def pdf(drawing: str) -> bytes:
    """The same as a PDF of one page."""
    import vl_convert

    return bytes(vl_convert.svg_to_pdf(drawing))


def _under(parts: list[str], says: str, width: float) -> int:
    told = lines(says, width - 2 * PAD, SIZE, 4)
    parts += [_line(PAD, 58 + place * LINE, line, SIZE, SOFT) for place, line in enumerate(told)]
    return 24 + len(told) * LINE


def _heads(parts: list[str], grid: Grid, top: int) -> int:
    """Stages and touchpoints: two rows of heads."""
    left, tall = HEADS + PAD, 0
    for place, stage in enumerate(grid.stages):
        wide = len(stage.columns) * COLUMN
        if not wide:
            continue
        colour = (LIGHT.series_1, SOFT)[place % 2]
        parts.append(f'<rect x="{left}" y="{top}" width="{wide - 4}" height="26" rx="4" fill="{colour}"/>')
        name = f"{stage.name} · too many touchpoints" if stage.too_many else stage.name
        shown = (lines(name, wide - 2 * PAD, 13, 1) or [""])[0]
        parts.append(_line(left + 8, top + 18, shown, 13, "#ffffff", 700))
        for column in stage.columns:
            told = lines(column.name, COLUMN - 2 * PAD, 13, 4)
            tall = max(tall, len(told))
            parts += [_line(left + 4, top + 46 + at * 17, line, 13, INK, 700) for at, line in enumerate(told)]
            left += COLUMN
    return top + 42 + max(tall, 1) * 17


def _band(parts: list[str], row: Row, columns: list[Column], top: int) -> int:
    """One row; as tall as its longest cell, and left out where no column says anything."""
    cells = [lines(row.says(column), COLUMN - 2 * PAD) for column in columns]
    if not any(cells):
        return top
    tall = max(len(cell) for cell in cells) * LINE + PAD
    parts.append(_rule(top, columns))
    head = lines(row.label, HEADS - PAD, SIZE, 3)
    parts += [_line(PAD, top + LINE + at * LINE, line, SIZE, SOFT, 700) for at, line in enumerate(head)]
    for place, cell in enumerate(cells):
        left = HEADS + PAD + place * COLUMN + 4
        parts += [_line(left, top + LINE + at * LINE, line, SIZE, INK) for at, line in enumerate(cell)]
    return top + max(tall, len(head) * LINE + PAD)


def _curve(parts: list[str], columns: list[Column], top: int) -> int:
    """Feelings: measured as a line, assumed as a broken one, from bad (below) to good (above)."""
    parts.append(_rule(top, columns))
    middle = top + CURVE / 2
    right = HEADS + PAD + len(columns) * COLUMN
    parts.append(f'<path d="M{HEADS + PAD} {middle}H{right}" stroke="{RULE}" stroke-dasharray="2 3"/>')
    parts.append(_line(PAD, top + LINE, "Feeling", SIZE, SOFT, 700))
    parts.append(_line(PAD, top + 2 * LINE, "line: measured", SIZE, LIGHT.series_1))
    parts.append(_line(PAD, top + 3 * LINE, "broken: assumed", SIZE, LIGHT.series_2))
    for colour, dash, values in (
        (LIGHT.series_1, "", [one.felt["mean"] for one in columns]),
        (LIGHT.series_2, ' stroke-dasharray="6 4"', [one.assumed for one in columns]),
    ):
        points = [
            (HEADS + PAD + place * COLUMN + COLUMN / 2, middle - value * (CURVE / 2 - 14))
            for place, value in enumerate(values)
            if value is not None
        ]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2.5"{dash}/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points]
    return top + CURVE


def _rule(top: float, columns: list[Column]) -> str:
    return f'<path d="M{PAD} {top}H{HEADS + PAD + max(len(columns), 3) * COLUMN}" stroke="{RULE}"/>'


def _text(x: float, y: float, text: str, size: int, weight: int, width: float) -> str:
    return _line(x, y, (lines(text, width, size, 1) or [""])[0], size, INK, weight)


def _line(x: float, y: float, text: str, size: int, colour: str, weight: int = 400) -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="{weight}" fill="{colour}">{_xml(text)}</text>'
    )


def _xml(text: str) -> str:
    return escape("".join(sign for sign in text if sign >= " " and sign not in "￾￿"))
