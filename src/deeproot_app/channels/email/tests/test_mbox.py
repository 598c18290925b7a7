"""Tests of taking an mbox apart: where mails begin, and what their lines were before they were quoted."""

from __future__ import annotations

import io
import tracemalloc
from datetime import UTC, datetime
from typing import IO

from deeproot_app.channels.email import mbox
from deeproot_app.channels.email.mbox import mails

ENVELOPE = b"From pat@birch.example Mon Mar  3 10:00:00 2025\n"


def split(raw: bytes) -> list[bytes]:
    return [one.raw for one in mails(io.BytesIO(raw))]


def test_a_mail_begins_at_a_dated_line_behind_a_blank_one() -> None:
    found = list(mails(io.BytesIO(ENVELOPE + b"A: 1\n\nx\n\n" + ENVELOPE + b"B: 2\n\ny\n")))
    assert [one.raw for one in found] == [b"A: 1\n\nx\n\n", b"B: 2\n\ny\n"]
    assert [one.place for one in found] == [1, 6]
    assert found[0].arrived == datetime(2025, 3, 3, 10, tzinfo=UTC)


def test_a_sentence_that_begins_so_is_part_of_its_mail() -> None:
    text = ENVELOPE + b"A: 1\n\nSee below.\n\nFrom now on by post.\n\nFrom Monday\nMore\n"
    assert len(split(text)) == 1


def test_quoted_lines_lose_one_mark() -> None:
    assert split(ENVELOPE + b"A: 1\n\n>From x\n>>From y\n> From z\n") == [b"A: 1\n\nFrom x\n>From y\n> From z\n"]


def test_line_ends_of_windows_are_no_hindrance() -> None:
    raw = (ENVELOPE + b"A: 1\n\nx\n\n" + ENVELOPE + b"B: 2\n\ny\n").replace(b"\n", b"\r\n")
    assert len(split(raw)) == 2


def test_an_undated_line_counts_where_headers_follow() -> None:
    assert len(split(b"From - \nA: 1\n\nx\n\nFrom ???\nReturn-Path: <>\n\ny\n")) == 2


def test_what_stands_before_the_first_mail_is_not_lost() -> None:
    assert split(b"junk\n\n" + ENVELOPE + b"A: 1\n\nx\n")[0] == b"junk\n\n"


def test_a_file_cut_off_anywhere_loses_no_byte_of_its_mails() -> None:
    whole = ENVELOPE + b"A: 1\n\nx\n\n" + ENVELOPE + b"B: 2\n\ny\n"
    for end in range(len(ENVELOPE) + 1, len(whole)):
        assert b"A: 1\n\nx\n\n".startswith(split(whole[:end])[0][:9])


class Endless(io.RawIOBase):
    """A stream of one mail that goes on and on, then another."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readline(self, size: int | None = -1, /) -> bytes:
        if self.left == 0:
            return b""
        self.left -= 1
        return b"x" * (size or 1)


def test_a_mail_without_an_end_is_cut_and_memory_stays_flat() -> None:
    stream: IO[bytes] = Endless(mbox.LONGEST // mbox.LINE + 500)  # type: ignore[assignment]
    found = list(mails(stream))
    assert [one.cut for one in found] == [True]
    assert len(found[0].raw) <= mbox.LONGEST


def test_a_mail_of_nothing_but_empty_lines_takes_no_more_memory_than_its_bytes() -> None:
    raw = ENVELOPE + b"A: 1\n\n" + b"\n" * (4 << 20)
    tracemalloc.start()
    try:
        found = split(raw)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found[0].count(b"\n") > 4 << 20
    assert peak < 4 * len(raw)
