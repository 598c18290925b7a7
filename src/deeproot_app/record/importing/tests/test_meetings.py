"""Tests of calls and meetings that come in as files: whose they are, who said how much, and that each is one."""

from __future__ import annotations

import shutil
from pathlib import Path
from time import process_time

import pytest

from deeproot_app import channels
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.conftest import Load, counts
from deeproot_app.record.importing import undo
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.models import Batch, Interaction, Text
from deeproot_app.record.reading.speakers import spoken

FIXTURES = Path(channels.__file__).parent
TRANSCRIPTS, CALENDARS = FIXTURES / "transcripts" / "fixtures", FIXTURES / "calendar" / "fixtures"
ZOOM = "GMT20260312-140000_Recording.transcript.vtt"
CONTACTS = "contact_id,customer_id,name,email\np1,c1,Pat Moe,pat@birch.example\np2,c2,Kim Ek,kim@cedar.example\n"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people(base: object, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    load({"contacts.csv": CONTACTS})
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-01T00:00:00+00:00")
    Organisation(pk=1, timezone="Europe/Berlin").save()


def meetings() -> list[dict[str, object]]:
    rows = arrow_tables(tables=["interactions"])["interactions"].to_pylist()
    return [row for row in rows if row["channel"] == "meeting"]


def test_a_transcript_of_teams_is_one_meeting_with_the_words_of_each_side(load: Load) -> None:
    report = load({"teams.vtt": (TRANSCRIPTS / "teams.vtt").read_bytes()}).files[0]
    assert counts(report) == (1, 1, 0, 0, 0), report
    [row] = meetings()
    assert (row["customer_id"], row["contact_id"], row["member_id"]) == ("c1", "p1", "m1")
    assert str(row["happened_at"]) == "2026-03-12 13:00:00"
    assert (row["direction"], row["customer_seconds"], row["our_seconds"]) == ("both", 8.5, 11.4)
    assert (row["customer_words"], row["our_words"]) == (16, 26)
    body = Text.objects.get(interaction_id=row["interaction_id"]).body
    assert body.splitlines()[1] == (
        "Pat Moe: Honestly, it still goes off after an hour. We have lost two mornings of bread & rolls"
    )
    assert "Somebody: And the invoice?" in body
    assert "replacement thermostat" in spoken(body, "Ada Lund", "Pat Moe").ours
    assert "replacement thermostat" not in spoken(body, "Ada Lund", "Pat Moe").theirs


def test_a_transcript_of_zoom_tells_its_moment_by_its_name_and_a_colon_in_speech_is_nobody(load: Load) -> None:
    load({ZOOM: (TRANSCRIPTS / ZOOM).read_bytes()})
    [row] = meetings()
    assert str(row["happened_at"]) == "2026-03-12 14:00:00"
    body = Text.objects.get(interaction_id=row["interaction_id"]).body
    assert "Pat Moe: Yes. There is one thing: the price. It went up and nobody told us." in body


def test_the_same_transcript_under_another_name_is_the_same_call(load: Load) -> None:
    raw = (TRANSCRIPTS / ZOOM).read_bytes()
    load({ZOOM: raw})
    again = load({"GMT20260312-140000 copy.vtt": raw + b"\n"}).files[0]
    assert counts(again) == (1, 0, 0, 1, 0)
    assert len(meetings()) == 1


def test_a_transcript_that_does_not_say_when_is_refused_with_the_way_to_say_it(load: Load) -> None:
    raw = (TRANSCRIPTS / ZOOM).read_bytes()
    report = load({"call.vtt": raw}).files[0]
    assert counts(report) == (1, 0, 0, 0, 1)
    refused = Path(report.refused_file or "").read_text()
    assert "does not say when the call was" in refused
    assert "--at 2026-03-12T14:00" in refused
    assert counts(load({"call.vtt": raw}, at="2026-03-12T15:00").files[0]) == (1, 1, 0, 0, 0)
    assert str(meetings()[0]["happened_at"]) == "2026-03-12 14:00:00", "in the organisation's zone"


def test_a_call_of_people_nobody_knows_is_refused_until_it_is_said_whose_it_is(load: Load) -> None:
    raw = (TRANSCRIPTS / ZOOM).read_bytes().replace(b"Pat Moe", b"Robin Fjell")
    report = load({ZOOM: raw}).files[0]
    assert counts(report) == (1, 0, 0, 0, 1)
    assert "no contact is called 'Robin Fjell'" in Path(report.refused_file or "").read_text()
    assert counts(load({ZOOM: raw}, customer="c2").files[0]) == (1, 1, 0, 0, 0)
    [row] = meetings()
    assert (row["customer_id"], row["contact_id"], row["customer_words"]) == ("c2", None, 16)


def test_of_two_contacts_with_one_name_nobody_is_guessed(load: Load) -> None:
    load({"contacts.csv": "contact_id,customer_id,name,email\np3,c2,pat moe,pat@cedar.example\n"})
    report = load({ZOOM: (TRANSCRIPTS / ZOOM).read_bytes()}).files[0]
    assert report.refused == 1
    assert "several contacts are called 'Pat Moe'" in Path(report.refused_file or "").read_text()
    assert load({ZOOM: (TRANSCRIPTS / ZOOM).read_bytes()}, customer="c1").files[0].created == 1
    assert meetings()[0]["contact_id"] == "p1"


@pytest.mark.parametrize(
    "raw", [b"WEBVTT", b"WEBVTT\n\n00:01 -->", b"", b"\xff\xfe\x00", b"WEBVTT\n\n1\n99:99\n", b"PK\x03"]
)
def test_what_is_no_transcript_is_told_so(load: Load, raw: bytes) -> None:
    from deeproot_app.base.errors import UserError

    try:
        report = load({"2026-03-12 14.00.vtt": raw}).files[0]
    except UserError:
        return
    assert report.error or report.refused == 1


def test_meetings_of_a_calendar_come_in_with_who_came(load: Load) -> None:
    report = load({"review.ics": (CALENDARS / "review.ics").read_bytes()}).files[0]
    assert counts(report)[4] == 0
    found = {str(row["interaction_id"]): row for row in meetings()}
    review = found["calendar:7kukuqrfedlm2f9t1kkd3d6o8c@google.com"]
    assert (review["customer_id"], review["contact_id"], review["member_id"]) == ("c1", "p1", "m1")
    assert str(review["happened_at"]) == "2026-03-12 13:00:00"
    mondays = sorted(str(row["happened_at"]) for name, row in found.items() if "weekly-1" in name)
    assert mondays == ["2026-03-02 08:30:00", "2026-03-09 08:30:00", "2026-03-30 07:30:00", "2026-04-06 07:30:00"], (
        "without the day that was taken out and the one that Pat declined; the clocks were put forward between"
    )
    assert str(found["calendar:fair@google.com"]["happened_at"]) == "2026-03-31 22:00:00", (
        "a day begins at its midnight here"
    )
    assert not any("gone@" in name for name in found)
    assert Text.objects.get(interaction_id=review["interaction_id"]).subject == "Quarterly review, Birch Bakery"


def test_the_same_calendar_again_changes_nothing(load: Load) -> None:
    raw = (CALENDARS / "review.ics").read_bytes()
    first = load({"review.ics": raw}).files[0]
    again = load({"review (1).ics": raw + b"\r\n"}).files[0]
    assert (again.created, again.updated, again.unchanged) == (0, 0, first.created)


@pytest.mark.parametrize("names", [("outlook-request", "outlook-reply"), ("outlook-reply", "outlook-request")])
def test_an_answer_is_put_into_the_invitation_in_any_order(tmp_path: Path, names: tuple[str, str]) -> None:
    folder = tmp_path / "calendars"
    folder.mkdir()
    for number, name in enumerate(names):
        raw = (CALENDARS / f"{name}.ics").read_text().replace("PARTSTAT=ACCEPTED", "PARTSTAT=DECLINED")
        (folder / f"{number}.ics").write_text(raw)
    report = import_paths([str(folder)], Options(), COMMAND_LINE)
    assert meetings() == [], "Pat declined"
    assert not report.refused


def test_what_was_called_off_is_no_meeting_whatever_comes_first(tmp_path: Path) -> None:
    for number, names in enumerate([("request", "cancel"), ("cancel", "request")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        for at, name in enumerate(names):
            shutil.copy(CALENDARS / f"outlook-{name}.ics", folder / f"{at}.ics")
        import_paths([str(folder)], Options(), COMMAND_LINE)
        assert meetings() == []


def test_an_older_version_that_comes_later_changes_nothing(load: Load) -> None:
    newer = (CALENDARS / "outlook-request.ics").read_text().replace("SEQUENCE:0", "SEQUENCE:3")
    load({"a.ics": newer.replace("20260420T10", "20260421T10")})
    report = load({"b.ics": (CALENDARS / "outlook-request.ics").read_bytes()}).files[0]
    assert report.updated == 0
    assert str(meetings()[0]["happened_at"]) == "2026-04-21 08:00:00"
    assert "1 meetings are recorded in a later version: they stay so." in report.notes
    load({"c.ics": newer.replace("SEQUENCE:3", "SEQUENCE:4").replace("20260420T10", "20260422T10")})
    assert str(meetings()[0]["happened_at"]) == "2026-04-22 08:00:00"


def test_our_own_meetings_are_left_aside_and_strangers_refused(load: Load) -> None:
    raw = (CALENDARS / "outlook-request.ics").read_text()
    ours = load({"a.ics": raw.replace("pat@birch.example", "joe@oakfield.example").replace("UID:04", "UID:x")}).files[0]
    assert counts(ours) == (0, 0, 0, 0, 0)
    assert any("left aside" in note for note in ours.notes)
    strange = load({"b.ics": raw.replace("pat@birch.example", "pat@gmail.com")}).files[0]
    assert counts(strange) == (1, 0, 0, 0, 1)
    assert "no customer has the address 'pat@gmail.com'" in Path(strange.refused_file or "").read_text()


def test_a_meeting_with_two_customers_is_one_of_each(load: Load) -> None:
    raw = (CALENDARS / "outlook-request.ics").read_text()
    line = "ATTENDEE;PARTSTAT=ACCEPTED;CN=Kim:mailto:kim@cedar.example\n"
    load({"a.ics": raw.replace("DESCRIPTION;LANG", f"{line}DESCRIPTION;LANG")})
    assert sorted(str(row["customer_id"]) for row in meetings()) == ["c1", "c2"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=DAILY;UNTIL=99999999T999999Z", "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYSETPOS=400;BYDAY=MO", "COUNT=5",
    ],
)  # fmt: skip
def test_a_rule_that_no_meeting_has_costs_nothing(load: Load, rule: str) -> None:
    raw = (CALENDARS / "outlook-request.ics").read_text().replace("CLASS:PUBLIC", f"RRULE:{rule}")
    began = process_time()
    load({"a.ics": raw})
    assert process_time() - began < 20
    assert len(meetings()) <= 45


def test_an_import_of_meetings_is_undone_whole(load: Load) -> None:
    load({"review.ics": (CALENDARS / "review.ics").read_bytes(), ZOOM: (TRANSCRIPTS / ZOOM).read_bytes()})
    assert Interaction.objects.filter(channel="meeting").exists()
    for batch in Batch.objects.filter(filename__regex="ics|vtt").order_by("-id"):
        undo.undo(batch, COMMAND_LINE)
    assert not Interaction.objects.filter(channel="meeting").exists()


def test_a_dry_run_writes_nothing(load: Load) -> None:
    report = load({"review.ics": (CALENDARS / "review.ics").read_bytes()}, dry_run=True).files[0]
    assert report.created == 6
    assert not meetings()


def test_each_of_ours_is_marked_so_that_the_reading_finds_the_promises_of_all(load: Load) -> None:
    load({"members.csv": "member_id,name,email\nm2,Joe Berg,joe@oakfield.example\n"})
    raw = (
        TRANSCRIPTS / "teams.vtt"
    ).read_text() + "\n00:00:30.000 --> 00:00:33.000\n<v Joe Berg>I will call you on Monday.</v>\n"
    load({"teams.vtt": raw})
    body = Text.objects.get(interaction_id=meetings()[0]["interaction_id"]).body
    assert "I will call you on Monday." in spoken(body, "Ada Lund", "Pat Moe").ours
    assert "I will call you on Monday." not in spoken(body, "Ada Lund", "Pat Moe").theirs


@pytest.mark.parametrize("zone", ["Europe", "Europe/" + "x" * 300, "../../etc/passwd", "\x01"])
def test_a_zone_that_is_none_costs_its_event_alone(load: Load, zone: str) -> None:
    raw = (CALENDARS / "review.ics").read_text()
    report = load({"a.ics": raw.replace("DTSTART;TZID=Europe/Berlin:20260312", f"DTSTART;TZID={zone}:20260312")}).files[
        0
    ]
    assert report.created >= 5
    assert report.read == report.created + report.refused
