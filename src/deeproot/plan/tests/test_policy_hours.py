"""Permitted hours in every zone at every change of the clocks: nothing outside them, exactly one interval a day.

The whole sweep (599 zones, every transition of 2024 to 2037, every minute around it) is a slow test:
`./run test src/deeproot/plan/tests/test_policy_hours.py -m slow`. CI sweeps a sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot.plan.policy import Hours, next_permitted, slot
from deeproot.plan.policy.hours import interval, occurrences, wall
from deeproot.plan.policy.zones import every

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WINDOWS = ((0, 1440), (540, 1080), (150, 1440), (0, 150), (125, 155), (90, 180), (1380, 1440), (30, 60))
"""Hours as minutes of the day: usual ones, and some that begin, end or lie in the hour that is skipped or twice."""
SAMPLE = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Gaza", "Africa/Casablanca", "Asia/Beirut"),
    *("America/Santiago", "Pacific/Chatham", "America/St_Johns", "Antarctica/Troll", "Africa/Cairo", "Asia/Tehran"),
    *("America/Sao_Paulo", "Europe/Dublin", "America/Nuuk", "Pacific/Easter", "UTC", "Asia/Kolkata"),
)


@cache
def transitions(zone: str) -> tuple[datetime, ...]:
    """Every instant from 2024 to 2037 at which the clocks of a zone are changed."""
    place, found, at = ZoneInfo(zone), [], FIRST
    step = timedelta(days=7)  # no zone changes its clocks twice in a week and back
    while at < LAST:
        if at.astimezone(place).utcoffset() != (at + step).astimezone(place).utcoffset():
            found.append(changed(place, at, at + step))
        at += step
    return tuple(found)


def changed(place: ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = low.astimezone(place).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if middle.astimezone(place).utcoffset() == before else (low, middle)
    return high


def sweep(zone: str) -> int:
    """Check every minute of the two days around each transition of a zone; how many minutes that were."""
    checked = 0
    for at in transitions(zone):
        day = at.astimezone(ZoneInfo(zone)).date()
        for start, end in WINDOWS:
            for near in (day - timedelta(days=1), day, day + timedelta(days=1)):
                checked += one_day(zone, near, start, end, at)
    return checked


def one_day(zone: str, day: date, start: int, end: int, at: datetime) -> int:
    """The interval of one day, against what the clocks on the wall say at each of its minutes."""
    opens, closes = interval(zone, day, start, end)
    if closes <= opens:
        assert not shows(zone, day, start, end, at), f"{zone} {day} {start}-{end} is never permitted"
        return 0
    minutes = np.arange(int(opens.timestamp()), int(closes.timestamp()), 60)
    local = minutes + offsets(zone, minutes, at)
    midnight = int(datetime.combine(day, datetime.min.time(), UTC).timestamp())
    of_day = (local - midnight) // 60
    assert ((of_day >= start) & (of_day < end)).all(), f"{zone} {day} {start}-{end} permits what is outside"
    return len(minutes)


def offsets(zone: str, minutes: np.ndarray, at: datetime) -> np.ndarray:
    """The offset from UTC, in seconds, at each instant near a transition."""
    place = ZoneInfo(zone)
    before, after = ((at + delta).astimezone(place).utcoffset() for delta in (-MINUTE, MINUTE))
    return np.where(minutes >= at.timestamp(), after.total_seconds(), before.total_seconds()).astype(int)


def shows(zone: str, day: date, start: int, end: int, at: datetime) -> bool:
    """Whether the clocks ever show a time of that day within the hours, near a transition."""
    around = np.arange(int(at.timestamp()) - 2 * 86_400, int(at.timestamp()) + 2 * 86_400, 60)
    local = around + offsets(zone, around, at)
    of_day = (local - int(datetime.combine(day, datetime.min.time(), UTC).timestamp())) // 60
    return bool(((of_day >= start) & (of_day < end)).any())


@pytest.mark.parametrize("zone", SAMPLE)
def test_no_minute_of_the_interval_is_outside_the_hours_by_any_clock_on_the_wall(zone: str) -> None:
    assert sweep(zone) > 0 or not transitions(zone)


@pytest.mark.slow
def test_every_zone_at_every_change_of_its_clocks() -> None:
    zones = every()
    checked = sum(sweep(zone) for zone in zones)
    assert len(zones) > 590
    assert checked > 10_000_000


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham"])
def test_each_day_has_exactly_one_opening_and_each_wall_time_exactly_one_slot(zone: str) -> None:
    for at in transitions(zone)[:6]:
        day = at.astimezone(ZoneInfo(zone)).date()
        for hours in (Hours(540, 1080), Hours(150, 1320), Hours(0, 130)):
            assert len(set(openings(zone, day - timedelta(days=3), 7, hours))) == 7
        for minute in range(0, 1440, 10):
            found = [slot(zone, wall(day + timedelta(days=n), minute)) for n in range(-1, 3)]
            gaps = np.diff([one.timestamp() for one in found])
            assert (gaps > 22 * 3600).all()
            assert (gaps < 26 * 3600).all()


def openings(zone: str, first: date, days: int, hours: Hours) -> Iterator[datetime]:
    """The first permitted moment after each closing: how a sender that waits meets them."""
    at = occurrences(zone, wall(first, 0))[0]
    for _ in range(days):
        found = next_permitted(zone, at, hours)
        assert found is not None
        yield found
        local = found.astimezone(ZoneInfo(zone)).date()
        at = interval(zone, local, hours.start, hours.end)[1]


def test_what_the_clocks_skip_is_the_first_instant_after_and_what_they_show_twice_the_first() -> None:
    assert slot("Europe/Berlin", datetime(2026, 3, 29, 2, 30)) == datetime(2026, 3, 29, 1, tzinfo=UTC)  # noqa: DTZ001
    assert slot("Europe/Berlin", datetime(2026, 10, 25, 2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # noqa: DTZ001
    assert slot("America/Sao_Paulo", datetime(2026, 11, 1, 0, 30)) == datetime(2026, 11, 1, 3, 30, tzinfo=UTC)  # noqa: DTZ001


def test_of_uncertain_zones_only_what_all_permit_is_permitted() -> None:
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    both = ("America/New_York", "America/Los_Angeles")
    assert next_permitted(both, noon, Hours(540, 1080)) == datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert next_permitted(both, noon.replace(hour=22, minute=59), Hours(540, 1080)) == noon.replace(hour=22, minute=59)
    assert next_permitted(both, noon.replace(hour=23), Hours(540, 1080)) == datetime(2026, 11, 26, 17, tzinfo=UTC)
    assert next_permitted(("Pacific/Auckland", "Europe/London"), noon, Hours(540, 1080)) is None


def test_weekends_and_days_off_are_passed_over() -> None:
    friday = datetime(2026, 12, 24, 22, tzinfo=UTC)
    weekdays = Hours(540, 1080, frozenset(range(5)))
    assert next_permitted("UTC", friday, weekdays) == datetime(2026, 12, 25, 9, tzinfo=UTC)
    assert next_permitted("UTC", friday, weekdays, frozenset({date(2026, 12, 25)})) == datetime(
        2026, 12, 28, 9, tzinfo=UTC
    )


@settings(max_examples=200)
@given(
    st.sampled_from(SAMPLE),
    st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC)),
    st.integers(0, 1439),
    st.integers(1, 1440),
)
def test_the_next_permitted_moment_is_permitted_and_none_before_it_is(
    zone: str, at: datetime, start: int, length: int
) -> None:
    hours = Hours(start, min(1440, start + max(length, 61)))
    found = next_permitted(zone, at, hours)
    assert found is not None
    assert found >= at
    local = found.astimezone(ZoneInfo(zone))
    assert hours.start <= local.hour * 60 + local.minute < hours.end
    assert next_permitted(zone, found, hours) == found
    if found > at:
        assert next_permitted(zone, found - timedelta(microseconds=1), hours) == found
