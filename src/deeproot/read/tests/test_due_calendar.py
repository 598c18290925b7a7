"""Moments that need a calendar: the first Monday of July, Easter, week 26; beside another reckoning, on many days."""

# ruff: noqa: DTZ001 -- a moment without an offset is UTC, as in the tables
from datetime import date, datetime, timedelta

import pytest
from dateutil.easter import easter
from dateutil.relativedelta import MO, SU, TH, relativedelta, weekday
from hypothesis import given
from hypothesis import strategies as st

from deeproot.read.due import due

WEDNESDAY = datetime(2026, 6, 10, 10, 30)
DAYS = st.datetimes(datetime(2024, 1, 1, 8), datetime(2034, 12, 31, 18))
WHICH = ("first", "second", "third", "fourth")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


def day(text: str, said_at: datetime = WEDNESDAY) -> date | None:
    found = due(text, said_at)
    return found.at.date() if found and found.at and not found.vague else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'll ring you a week tomorrow.", "2026-06-18"),
        ("We'll be with you in week 26.", "2026-06-26"),
        ("It ships w/c 22nd.", "2026-06-26"),
        ("You will be live from Monday 22nd.", "2026-06-22"),
        ("I'll look at it after the weekend.", "2026-06-15"),
        ("You will have it before the day is out.", "2026-06-10"),
        ("I'll let you know by the twenty-second.", "2026-06-22"),
        ("We'll send the hamper before Christmas.", "2026-12-24"),
        ("We'll finish by Easter.", "2027-03-28"),
        ("We'll finish it by Labor Day.", "2026-09-07"),
        ("Two weeks on Thursday we will come back.", "2026-06-25"),
        ("We'll have it fixed this month.", "2026-06-30"),
        ("Heute in einer Woche haben Sie den Bericht.", "2026-06-17"),
        ("Bis Montagmittag schicke ich Ihnen die Liste.", "2026-06-15"),
        ("Wir liefern in KW 26.", "2026-06-26"),
        ("Vor Weihnachten bekommen Sie Bescheid.", "2026-12-24"),
        ("On vous remplace la vanne jeudi en huit.", "2026-06-18"),
        ("Je vous fais parvenir le dossier après-demain.", "2026-06-12"),
        ("Vous serez livré le premier lundi de juillet.", "2026-07-06"),
        ("Terminaremos el último viernes del mes.", "2026-06-26"),
    ],
)
def test_a_phrase_that_needs_a_calendar_means_a_day(text: str, expected: str) -> None:
    assert day(text) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'll call you at half past four.", "16:30"),
        ("I'll call you at quarter to five.", "16:45"),
        ("I'll call you at half four.", "16:30"),
        ("Ich rufe Sie um halb fünf an.", "16:30"),
        ("I'll call you at ten past eleven.", "11:10"),
    ],
)
def test_a_spoken_time_of_day_is_a_moment_of_this_day(text: str, expected: str) -> None:
    found = due(text, WEDNESDAY)
    assert found is not None
    assert found.at is not None
    assert found.at.strftime("%F %H:%M") == f"2026-06-10 {expected}"


@pytest.mark.parametrize(
    "text",
    [
        "Our Christmas edition sold out.",
        "We close at noon on Fridays.",
        "Thank you for coming in on Tuesday.",
        "The machine stood idle on Wednesday and Thursday.",
        "It was the third Monday in March.",
    ],
)
def test_a_day_of_the_calendar_that_is_told_of_is_no_due_moment(text: str) -> None:
    assert day(text) is None


@given(DAYS, st.integers(0, 3), st.integers(0, 6), st.integers(0, 11))
def test_the_nth_weekday_of_a_month_is_that_of_another_reckoning(
    said_at: datetime, which: int, of_week: int, month: int
) -> None:
    text = (
        f"We will come on the {('first', 'second', 'third', 'fourth')[which]} {WEEKDAYS[of_week]} of {MONTHS[month]}."
    )
    for year in (said_at.year, said_at.year + 1):
        wanted = date(year, month + 1, 1) + relativedelta(weekday=weekday(of_week)(which + 1))
        if wanted >= said_at.date():
            break
    assert day(text, said_at) == wanted


@given(DAYS)
def test_feasts_are_those_of_another_reckoning(said_at: datetime) -> None:
    today = said_at.date()
    wanted = next(found for year in (today.year, today.year + 1) if (found := easter(year)) >= today)
    assert day("We'll have it done by Easter.", said_at) == wanted
    thanks = (date(year, 11, 1) + relativedelta(weekday=TH(4)) for year in (today.year, today.year + 1))
    assert day("We'll have it done by Thanksgiving.", said_at) == next(found for found in thanks if found >= today)


@given(DAYS)
def test_weeks_are_those_of_another_reckoning(said_at: datetime) -> None:
    today = said_at.date()
    monday = today + relativedelta(days=1, weekday=MO(1))
    assert day("I'll look at it after the weekend.", said_at) == (today + relativedelta(weekday=SU(1))) + timedelta(1)
    later = monday + timedelta(weeks=3)
    assert day(f"We'll ship in CW {later.isocalendar().week}.", said_at) == later + timedelta(4)
