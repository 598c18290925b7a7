"""The calendar of due promises: whose link it is, which day it is, and nothing that changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from deeproot_app.api import calendar
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record import promises

OSLO = ZoneInfo("Europe/Oslo")
Browsers = Callable[[User | None], Client]


def events(user: User) -> dict[str, object]:
    found = Calendar.from_ical(Client().get(calendar.link_of(user).removeprefix("http://127.0.0.1:8000")).content)
    return {str(event["summary"]): event for event in found.walk("VEVENT")}


@pytest.fixture(autouse=True)
def oslo(db: None) -> None:
    Organisation(pk=1, timezone="Europe/Oslo").save()


def test_a_promise_due_on_a_day_stands_on_that_day_whatever_the_zone(small_record: SmallRecord, member: User) -> None:
    friday = datetime(2026, 7, 3, 23, 59, 59, tzinfo=OSLO)
    promises.add(member, "c-birch", "By Friday", friday)
    promises.add(member, "c-birch", "At two", datetime(2026, 7, 3, 14, tzinfo=OSLO))
    calendar.make(member)
    found = events(member)
    day = found["Birch Bakery: By Friday"]
    assert day["dtstart"].dt == date(2026, 7, 3) and not isinstance(day["dtstart"].dt, datetime)
    assert day["dtend"].dt == date(2026, 7, 4)
    assert found["Birch Bakery: At two"]["dtstart"].dt == datetime(2026, 7, 3, 12, tzinfo=UTC)
    assert b"DTSTART:20260703T120000Z" in calendar.feed(member, AS_OF)
    assert b"DTSTART;VALUE=DATE:20260703" in calendar.feed(member, AS_OF)


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (datetime(2026, 3, 29, 23, 59, 59, 999_999, tzinfo=OSLO), date(2026, 3, 29)),  # the day the clocks change
        (datetime(2026, 10, 25, tzinfo=OSLO), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 2, 30, tzinfo=OSLO), None),
        (datetime(2026, 7, 3, 23, 58, tzinfo=OSLO), None),
        (datetime(2026, 7, 3, 0, 0, tzinfo=UTC), date(2026, 7, 3)),
    ],
)
def test_a_day_is_told_from_a_time(due: datetime, day: date | None) -> None:
    assert calendar.whole_day(due.astimezone(UTC), [OSLO, ZoneInfo("UTC")]) == day


def test_it_holds_what_this_person_promised_and_what_is_open(
    small_record: SmallRecord, member: User, stranger: User
) -> None:
    promises.add(stranger, "c-dune", "Not Ada's", AS_OF + timedelta(days=1))
    done = promises.add(member, "c-birch", "Done", AS_OF + timedelta(days=1)).row_id
    promises.keep(member, done)
    calendar.make(member)
    assert list(events(member)) == ["Birch Bakery: I will send you the corrected invoice by Friday."]


def test_the_same_promises_give_the_same_bytes_and_are_not_sent_again(
    small_record: SmallRecord, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = calendar.make(member).removeprefix("http://127.0.0.1:8000")
    first = Client().get(path)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    monkeypatch.setenv("DEEPROOT_NOW", (AS_OF + timedelta(hours=1)).isoformat())
    assert Client().get(path, headers={"If-None-Match": f"W/{first['ETag']}"}).status_code == 304
    promises.keep(member, "pr-1")
    assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def another(word: str) -> str:
    """The word with its first letter changed."""
    return ("0" if word[0] != "0" else "1") + word[1:]


def test_a_link_that_was_replaced_taken_away_guessed_or_whose_person_is_gone_leads_nowhere(
    small_record: SmallRecord, member: User, client_of: Browsers
) -> None:
    def status(link: str) -> int:
        return Client().get(link.removeprefix("http://127.0.0.1:8000")).status_code

    first = calendar.make(member)
    second = calendar.make(member)
    assert (status(first), status(second)) == (404, 200)
    nonce, _, mac = second.rsplit("/", 2)[1].partition(".")
    for wrong in (f"{nonce}.{another(mac)}", f"{another(nonce)}.{mac}", nonce, "."):
        assert status(f"/calendar/{wrong}/promises.ics") == 404
    member.is_active = False
    member.save()
    assert status(second) == 404
    member.is_active = True
    member.save()
    client_of(member).post("/own/calendar/revoke/")
    assert status(second) == 404


def test_hostile_words_stay_words(small_record: SmallRecord, member: User) -> None:
    promises.add(member, "c-birch", "x\r\nBEGIN:VALARM\nEND:VCALENDAR", AS_OF + timedelta(days=1))
    calendar.make(member)
    found = Calendar.from_ical(calendar.feed(member, AS_OF))
    assert len(found.walk("VEVENT")) == 2
    assert found.walk("VALARM") == []
