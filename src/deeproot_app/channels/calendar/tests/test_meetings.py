"""Tests of calendars: the same meetings whatever the order of events, series unrolled by the clock of their place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot_app.channels.calendar import Component, Event, Meeting, components, event, meetings
from deeproot_app.channels.shapes import Unreadable

FIXTURES = Path(__file__).parents[1] / "fixtures"
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 1, tzinfo=UTC)
SERIES = (
    "BEGIN:VEVENT\nUID:s\nDTSTAMP:20240101T000000Z\nDTSTART;TZID=Europe/Berlin:{start}\n{rule}\nSUMMARY:x\nEND:VEVENT"
)


def every() -> list[Event]:
    found = [event(one) for path in sorted(FIXTURES.iterdir()) for one in components(path.read_bytes())]
    return [one for one in found if isinstance(one, Event)]


def told(events: list[Event]) -> set[tuple[object, ...]]:
    return {(one.id, one.at, one.cancelled, one.attendees) for one in meetings(events, BERLIN, NOW)}


def unrolled(start: str, rule: str, now: datetime = NOW) -> list[Meeting]:
    one = event(Component(SERIES.format(start=start, rule=rule)))
    assert isinstance(one, Event), one
    return sorted(meetings([one], BERLIN, now), key=lambda each: each.at)


@settings(max_examples=30, deadline=None)
@given(st.permutations(every()), st.integers(0, 8))
def test_any_order_and_repetition_of_events_gives_the_same_meetings(shuffled: list[Event], again: int) -> None:
    assert told([*shuffled, *shuffled[:again]]) == told(every())


def test_a_series_keeps_the_hour_of_its_place_when_the_clocks_change() -> None:
    found = unrolled("20260320T100000", "RRULE:FREQ=WEEKLY;COUNT=3")
    assert [one.at.astimezone(UTC).hour for one in found] == [9, 9, 8]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", ["01-30", "02-27", "03-27"]),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20260401T000000Z", ["01-30", "01-31", "03-31"]),
        ("RRULE:FREQ=DAILY;INTERVAL=40;COUNT=3", ["01-30", "03-11", "04-20"]),
        ("RDATE;TZID=Europe/Berlin:20260210T100000", ["01-30", "02-10"]),
        ("RRULE:FREQ=YEARLY;COUNT=2", ["01-30"]),
    ],
)
def test_rules_that_meetings_have_are_followed(rule: str, days: list[str]) -> None:
    assert [f"{one.at:%m-%d}" for one in unrolled("20260130T100000", rule)] == days


def test_what_lies_ahead_is_no_meeting_yet() -> None:
    assert unrolled("20260601T100000", "X-A:b") == []
    assert len(unrolled("20260601T100000", "X-A:b", datetime(2026, 6, 2, tzinfo=UTC))) == 1


def test_an_event_that_is_cut_off_is_told_of() -> None:
    raw = (FIXTURES / "review.ics").read_bytes()
    found = [event(one) for one in components(raw[: raw.rindex(b"END:VEVENT")])]
    assert [isinstance(one, Unreadable) for one in found] == [False, False, False, False, True]
