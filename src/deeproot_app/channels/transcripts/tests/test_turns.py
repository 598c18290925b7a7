"""Tests of transcripts: who speaks, for how long, and when it began."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from deeproot_app.channels.shapes import Unreadable
from deeproot_app.channels.transcripts import Turn, began, called, cues, fingerprint, turns


def said(text: str, *known: str) -> list[Turn]:
    found = cues(f"WEBVTT\n\n{text}".encode())
    assert not isinstance(found, Unreadable)
    return turns(found, set(known))


def cue(text: str, at: int = 0) -> str:
    return f"00:00:{at:02}.000 --> 00:00:{at + 2:02}.000\n{text}\n\n"


def test_a_voice_needs_no_closing_tag_and_may_have_classes() -> None:
    found = said(cue("<v.first.loud Ada Lund>Hello, <i>Pat</i>") + cue("<v Pat Moe>Hi</v> there", 3))
    assert [(one.speaker, one.text) for one in found] == [("Ada Lund", "Hello, Pat"), ("Pat Moe", "Hi there")]


def test_a_name_before_a_colon_counts_where_it_comes_twice_or_is_known() -> None:
    text = cue("Ada: Two things.") + cue("One: the price.", 3) + cue("Ada: I see.", 6)
    assert [one.speaker for one in said(text)] == ["Ada"]
    assert "One: the price." in said(text)[0].text
    assert [one.speaker for one in said(cue("Pat Moe: Yes."), "Pat Moe")] == ["Pat Moe"]
    assert [one.speaker for one in said(cue("Pat Moe: Yes."))] == [""]


def test_a_cue_of_two_voices_is_shared_by_their_letters() -> None:
    found = said(cue("<v A>12345678</v><v B>12</v>"))
    assert [round(one.seconds, 2) for one in found] == [1.6, 0.4]


def test_a_cue_that_ends_before_it_begins_lasts_no_time() -> None:
    assert said("00:00:09.000 --> 00:00:01.000\n<v A>Hello</v>\n")[0].seconds == 0


def test_notes_and_styles_are_no_speech() -> None:
    found = said("NOTE Ada: not said\n\nSTYLE\n::cue {}\n\n" + cue("<v Ada>Said.</v>"))
    assert [one.text for one in found] == ["Said."]


def test_the_same_words_have_the_same_fingerprint_whatever_stands_around_them() -> None:
    words = cue("<v A>Hi").encode()
    one = cues(b"WEBVTT\n\n" + words)
    other = cues(b"\xef\xbb\xbfWEBVTT x\r\n\r\nNOTE y\r\n\r\n7\r\n" + words)
    assert isinstance(one, list)
    assert isinstance(other, list)
    assert fingerprint(one) == fingerprint(other)
    assert called(one) == {"A"}


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("GMT20260312-140000_Recording.transcript.vtt", "2026-03-12T14:00:00+00:00"),
        ("Budget-20260312_140000-Meeting Recording.vtt", "2026-03-12T14:00:00"),
        ("Call 2026-03-12 at 14.05.vtt", "2026-03-12T14:05:00"),
        ("Sync (2026-03-12 14:00 GMT+1).vtt", "2026-03-12T14:00:00+01:00"),
        ("Title-20260312 1400-1.vtt", "2026-03-12T14:00:00"),
        ("2026-03-12.vtt", "2026-03-12T00:00:00"),
        ("order 99999999.vtt", None),
        ("call.vtt", None),
    ],
)
def test_a_name_may_say_when_it_began(name: str, moment: str | None) -> None:
    found = began(b"WEBVTT\n\n", name)
    assert (found and found.isoformat()) == moment


def test_a_note_counts_before_the_name() -> None:
    raw = b"WEBVTT\n\nNOTE 2026-01-02T10:00:00+02:00\n\n" + cue("x 2030-01-01").encode()
    assert began(raw, "2020-01-01 10.00.vtt") == datetime(2026, 1, 2, 8, tzinfo=UTC)
