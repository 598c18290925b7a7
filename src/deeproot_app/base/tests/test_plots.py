"""A chart on a page holds shapes and words alone, wears the theme, is drawn once, and can be had as a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.http import Http404
from django.template import Context, Template
from django.test import RequestFactory

from deeproot.charts import LIGHT, WIDE, Rows, Size
from deeproot_app.base import plots
from deeproot_app.base.plots import Plot

CSS = Path(plots.__file__).parent / "static/deeproot/css"
drawn: list[int] = []


def draw(rows: Rows, size: Size = WIDE) -> Any:
    import altair as alt

    drawn.append(size.width)
    marks = alt.Chart(alt.Data(values=list(rows))).mark_line(color=LIGHT.series_2, clip=True)
    return marks.encode(x="month:N", y="share:Q").properties(width=size.width, height=size.height)


@pytest.fixture
def plot(tmp_path: Path, settings: Any) -> Plot:
    drawn.clear()
    settings.CACHES = {**settings.CACHES, "pictures": {**settings.CACHES["pictures"], "LOCATION": tmp_path}}
    rows = [{"month": "<script>Jan", "share": 0.5}, {"month": "Feb", "share": 0.25}]
    return Plot(
        "staying", "Who stays", "Half.", rows, draw, {"month": ("Month", ""), "share": ("Still there", "share")}
    )


def page(plot: Plot) -> str:
    request = RequestFactory().get("/retention/?by=persona&after=x")
    return Template("{% load elements %}{% plot plot %}").render(Context({"plot": plot, "request": request}))


def test_it_stands_on_the_page_with_its_words_its_table_and_its_files(plot: Plot) -> None:
    found = page(plot)
    assert found.count("<svg") >= 2
    assert found.count('aria-label="Who stays. Half.') == 2
    assert "50.0%" in found
    assert 'href="?by=persona&amp;chart=staying&amp;as=png"' in found
    assert not re.search(r"<script|style=|<style", found)
    assert "&lt;script&gt;Jan" in found


def test_it_is_drawn_once_for_the_same_rows(plot: Plot) -> None:
    assert page(plot) == page(plot)
    assert sorted(drawn) == [plot.narrow.width, plot.wide.width]
    page(Plot(plot.name, plot.title, plot.says, plot.rows[:1], draw))
    assert len(drawn) == 4


def test_it_is_a_picture_whatever_prefix_another_library_gave_its_namespace(plot: Plot) -> None:
    ElementTree.register_namespace("drawing", "http://www.w3.org/2000/svg")
    found = page(plot)
    assert found.count("<svg ") >= 2
    assert "drawing:" not in found


def test_no_two_pictures_share_an_id(plot: Plot) -> None:
    found = page(plot) + page(Plot("other", "Other", "", plot.rows[:1], draw))
    ids = re.findall(r'<clipPath id="([^"]+)"', found)
    assert len(ids) == len(set(ids)) == 4
    assert set(re.findall(r'clip-path="url\(#([^)]+)\)"', found)) == set(ids)


@pytest.mark.parametrize("bad", ["<script>1</script>", '<image href="x"/>', "<foreignObject/>", "<a/>", "<style/>"])
def test_a_picture_with_anything_else_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="may not hold"):
        plots.clean(f'<svg xmlns="{plots.SVG}"><g>{bad}</g></svg>', "a")


def test_handlers_and_styles_are_taken_away() -> None:
    found = plots.clean(f'<svg xmlns="{plots.SVG}"><g onclick="x()" style="color:red" fill="#fff"/></svg>', "a")
    assert "onclick" not in found
    assert "style" not in found
    assert 'fill="#fff"' in found


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", b"Month,Still there\n")])
def test_it_can_be_had_as_a_file(plot: Plot, kind: str, begins: bytes) -> None:
    answer = plots.asked(RequestFactory().get("/", {"chart": "staying", "as": kind}), [plot])
    assert answer is not None
    assert answer.content.startswith(begins)
    assert answer["Content-Disposition"] == f'attachment; filename="staying.{kind}"'


def test_a_page_asked_for_no_file_is_a_page(plot: Plot) -> None:
    assert plots.asked(RequestFactory().get("/"), [plot]) is None


@pytest.mark.parametrize("asked", [{"chart": "other", "as": "svg"}, {"chart": "staying", "as": "exe"}])
def test_what_is_not_there_is_not_found(plot: Plot, asked: dict[str, str]) -> None:
    with pytest.raises(Http404):
        plots.asked(RequestFactory().get("/", asked), [plot])


def test_the_colours_are_those_of_the_style_sheets_and_each_has_its_theme() -> None:
    tokens, mapped = (CSS / "tokens.css").read_text(), (CSS / "components/plot.css").read_text()
    from deeproot.charts import DARK

    for name, value in LIGHT.__dict__.items():
        token = name.replace("_", "-")
        assert f"--{token}: light-dark({value}, {getattr(DARK, name)});" in tokens
        assert f'[fill="{value}"] {{\n  fill: var(--{token});' in mapped
        assert f'[stroke="{value}"] {{\n  stroke: var(--{token});' in mapped


def test_what_is_kept_is_kept_in_the_home(plot: Plot) -> None:
    page(plot)
    assert len(list(Path(str(caches["pictures"]._dir)).iterdir())) == 2  # type: ignore[attr-defined]
