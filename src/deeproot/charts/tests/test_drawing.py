"""Pictures carry no script and no style, wear the colours of day or night, and their table is theirs."""

from __future__ import annotations

import re
import sys

import altair as alt
import pytest

from deeproot.charts import DARK, LIGHT, WIDE, Rows, Size, png, svg, table, themed
from deeproot.charts.palette import repainted

ROWS = [{"month": "Jan", "left": 3, "who": '<b>"&'}, {"month": "Feb", "left": 5, "who": LIGHT.series_1}]


def draw(rows: Rows, size: Size = WIDE) -> alt.Chart:
    marks = alt.Chart(alt.Data(values=list(rows))).mark_bar(color=LIGHT.series_1)
    return marks.encode(x="month:N", y="left:Q", tooltip="who:N").properties(width=size.width, height=size.height)


def test_a_picture_carries_neither_script_nor_style() -> None:
    picture = svg(draw(ROWS))
    assert picture.startswith("<svg")
    assert not re.search(r"<script|<style|style=|\son\w+=|href|<b>", picture)


def test_by_night_no_colour_of_the_day_is_left() -> None:
    picture = svg(draw([{**row, "who": "x"} for row in ROWS]), DARK)
    assert DARK.series_1 in picture
    assert DARK.surface in picture
    assert not re.search("|".join(LIGHT.__dict__.values()), picture)


def test_data_that_looks_like_a_colour_stays_data() -> None:
    spec = {"data": {"values": [{"who": LIGHT.ink}]}, "mark": {"color": LIGHT.ink}}
    assert repainted(spec, DARK) == {"data": {"values": [{"who": LIGHT.ink}]}, "mark": {"color": DARK.ink}}


def test_without_ground_it_is_transparent() -> None:
    assert LIGHT.surface in svg(draw(ROWS))
    assert LIGHT.surface not in svg(draw(ROWS), ground=False)


def test_the_same_chart_is_a_png_and_shows_itself_in_a_notebook() -> None:
    assert png(draw(ROWS), scale=1).startswith(b"\x89PNG")
    assert themed(draw(ROWS)).to_dict()["config"]["axis"]["gridColor"] == LIGHT.line


def test_the_table_behind_has_every_value() -> None:
    assert table(ROWS).splitlines() == ["month,left,who", 'Jan,3,"<b>""&"', f"Feb,5,{LIGHT.series_1}"]
    assert table([]) == ""


def test_who_did_not_install_charts_is_told_how(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = draw(ROWS)
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(ImportError, match=r"deeproot\[charts\]"):
        svg(chart)
