"""How figures, moments and charts are written and drawn, and what the elements make of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from deeproot_app.base.elements import charts, figures, moments

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def shown(source: str, **context: object) -> str:
    """What a template with the elements loaded renders, for nobody in particular."""
    request = RequestFactory().get("/list/?sort=-name&owner=ola&after=x")
    return Template("{% load elements %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("value", "unit", "digits", "expected"),
    [
        (0.372, "share", None, ("37", "%")),
        (1204, "count", None, ("1,204", "")),
        (4.52, "days", None, ("4.5", "days")),
        (1.0, "days", None, ("1", "day")),
        (41.3, "days", None, ("41", "days")),
        (1, "people", None, ("1", "person")),
        (-0.31, "difference", None, ("-0.31", "")),
        (0.3, "difference", 1, ("+0.3", "")),
        (0, "share", None, ("0", "%")),
        (None, "share", None, ("", "")),
    ],
)
def test_a_figure_has_the_digits_and_the_word_of_its_unit(
    value: float | None, unit: str, digits: int | None, expected: tuple[str, str]
) -> None:
    assert figures.written(value, unit, digits) == expected


@pytest.mark.parametrize(("unit", "digits"), [("share", 1), ("days", 0), ("", 0)])
def test_what_rounds_to_nothing_has_no_minus(unit: str, digits: int) -> None:
    assert not figures.written(-0.0004, unit, digits)[0].startswith("-")


def test_a_missing_figure_is_said_to_be_missing_and_zero_is_not() -> None:
    assert "not known" in shown("{% figure value 'share' %}", value=None)
    assert "not known" not in shown("{% figure value 'share' %}", value=0)


@pytest.mark.parametrize(
    ("micros", "currency", "expected"),
    [
        (18_400_000_000, "EUR", "EUR 18,400"),
        (7_250_500_000, "SEK", "SEK 7,250.50"),
        (1, "USD", "USD 0.000001"),
        (-5_000_000, "EUR", "EUR -5"),
    ],
)
def test_money_rounds_nothing_away(micros: int, currency: str, expected: str) -> None:
    assert figures.money(micros, currency).replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize(
    ("moment", "form", "expected"),
    [
        (datetime(2026, 5, 3, 22, 30, tzinfo=UTC), "", "4 May, 00:30"),
        (datetime(2025, 5, 3, 12, 0, tzinfo=UTC), "", "3 May 2025, 14:00"),
        (datetime(2026, 5, 3, 22, 30, tzinfo=UTC), "day", "4 May"),
        (datetime(2026, 1, 3, 12, 0, tzinfo=UTC), "time", "13:00"),
        (NOW - timedelta(days=3, hours=2), "ago", "3 days ago"),
        (NOW + timedelta(hours=2), "ago", "in 2 hours"),
        (NOW - timedelta(seconds=5), "ago", "just now"),
    ],
)
def test_a_moment_is_told_in_the_zone_of_the_reader(moment: datetime, form: str, expected: str) -> None:
    assert moments.written(moment, STOCKHOLM, NOW, form) == expected


def test_a_stretch_says_no_month_or_year_twice() -> None:
    assert moments.stretch(date(2026, 5, 3), date(2026, 5, 9)) == "3 to 9 May 2026"
    assert moments.stretch(date(2026, 5, 30), date(2026, 6, 2)) == "30 May to 2 Jun 2026"
    assert moments.stretch(date(2025, 12, 30), date(2026, 1, 2)) == "30 Dec 2025 to 2 Jan 2026"
    assert moments.stretch(date(2026, 5, 3), date(2026, 5, 3)) == "3 May 2026"


@pytest.mark.django_db
def test_the_exact_moment_in_utc_stands_in_the_title() -> None:
    assert 'title="2026-05-03 22:30:07 UTC"' in shown("{% moment at %}", at=datetime(2026, 5, 3, 22, 30, 7, tzinfo=UTC))


def test_a_sparkline_breaks_where_a_value_is_missing() -> None:
    assert len(charts.sparkline([1, 2, None, 3])) == 2
    assert charts.sparkline([None, None]) == []
    assert charts.sparkline([5]) == ["0.00,12.00"]


@pytest.mark.parametrize(("highest", "top"), [(0, 1), (0.74, 1), (7, 10), (12, 20), (23, 25), (41, 50), (1000, 1000)])
def test_the_scale_ends_at_a_round_number(highest: float, top: float) -> None:
    assert charts.top_of_scale(highest) == top


@pytest.mark.parametrize(("highest", "top"), [(0, 2), (1, 2), (3, 4), (5, 10), (12, 20), (41, 100), (1000, 2000)])
def test_the_scale_of_whole_numbers_has_a_whole_middle(highest: float, top: float) -> None:
    assert charts.top_of_scale(highest, whole=True) == top


def test_columns_stand_on_the_ground_and_a_missing_one_fills_its_place() -> None:
    low, none, full = charts.columns([("a", 2.0, "2"), ("b", None, "not known"), ("c", 10.0, "10")], 10)
    assert (low.y, low.height) == (80, 20)
    assert (none.y, none.height) == (0, 100)
    assert (full.y, full.height) == (0, 100)
    assert low.x + low.width < none.x


def test_the_longest_bar_fills_its_row_and_nothing_draws_nothing() -> None:
    assert [bar.length for bar in charts.bars([("a", 4, "4", ""), ("b", 1, "1", ""), ("c", None, "", "")])] == [
        100,
        25,
        0,
    ]
    assert [bar.length for bar in charts.bars([("a", 0, "0", "")])] == [0]


def test_names_and_words_are_escaped_wherever_they_stand() -> None:
    bad = "<script>alert(1)</script>"
    for source in (
        "{% badge bad %}", "{% avatar bad %}", "{% button bad %}", "{% card title=bad %}{{ bad }}{% endcard %}",
        "{% happening what=bad who=bad %}{{ bad }}{% endhappening %}", "{% tile bad 1 %}", "{% evidence bad 1 bad %}",
        "{% confirm bad '/x' does=bad %}{{ bad }}{% endconfirm %}", "{% empty bad %}{{ bad }}{% endempty %}",
        "{% bars rows bad %}", "{% columns rows bad %}", "{% search value=bad label=bad %}",
    ):  # fmt: skip
        assert "<script>" not in shown(source, bad=bad, rows=[(bad, 1)]), source


def test_a_heading_sorts_the_other_way_at_the_second_press_and_forgets_the_place() -> None:
    heading = shown("{% column 'Name' sort='name' %}")
    assert 'aria-sort="descending"' in heading
    assert "sort=name" in heading
    assert "owner=ola" in heading
    assert "after=" not in heading


def test_an_attribute_of_a_button_is_escaped_and_a_true_one_is_bare() -> None:
    made = shown('{% button "Save" hx_post=url name="act" disabled=True %}', url='/x?a="b"')
    assert 'hx-post="/x?a=&quot;b&quot;"' in made
    assert " disabled" in made
    assert 'type="submit"' in made
