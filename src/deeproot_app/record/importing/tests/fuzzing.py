"""Every parser of what others give us, with what must hold for any bytes: it never raises, and loses nothing.

Used by the tests (some inputs of Hypothesis's) and by `./run bench fuzz` (a million of mutated fixtures).
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from deeproot_app import channels
from deeproot_app.base.errors import UserError
from deeproot_app.channels import calendar, transcripts, vcards
from deeproot_app.channels.email.mbox import mails
from deeproot_app.channels.shapes import Received, Unreadable
from deeproot_app.channels.transcripts.cues import is_vtt, text_of
from deeproot_app.channels.transcripts.turns import TAG
from deeproot_app.record.files.look import look
from deeproot_app.record.files.objects import Objects, shape_of
from deeproot_app.record.files.rows import Row, Rows
from deeproot_app.record.importing import mapping
from deeproot_app.record.importing.moments import Moments
from deeproot_app.record.importing.recognise import recognise
from deeproot_app.record.importing.surveys import survey

HERE: Final = Path(__file__).parent / "fixtures"
CHANNELS: Final = Path(channels.__file__).parent
NOW: Final = datetime(2026, 6, 1, tzinfo=UTC)
TOKENS: Final = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'""', b",", b";", b"\t", b"\r\n", b"\n\n", b"\\", b"=\n", b"\x1f\x8b",
    b"BEGIN:VEVENT\n", b"END:VEVENT\n", b"BEGIN:VCARD\n", b"END:VCARD\n", b"RRULE:FREQ=DAILY;COUNT=9\n", b"-->", b"<v ",
    b"<v.a b>", b"Ada: ", b"NOTE ", b"{", b"}", b"[", b"]", b'{"a":', b"1e999", b"From a@b Thu Jan  1 00:00:00 1970\n",
    b"Content-Type: multipart/mixed; boundary=x\n\n--x\n", b"=?utf-8?B?", b"99:99:99.999", b"20260230T250000Z",
    b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"TZID=Nowhere/Land:", b"-99999999999999999999", b"'", b"=cmd()", b"%00",
)  # fmt: skip
NOTHING: Final = " \t\r,;|\"'\x0b\x0c\x1c\x1d\x1e\x85"
"""A line of only these holds nothing."""
MOST: Final = 6_000
"""Bytes of an input."""


def _rows(raw: bytes, path: Path) -> None:
    """Every line that is not blank is in a row, or in what is told of a row that cannot be read."""
    path.write_bytes(raw)
    try:
        rows = Rows(look(path))
    except UserError:
        return
    header = rows.row()
    if header is None:
        return
    kept = [header.text]
    rows.width = len(header.cells) if isinstance(header, Row) else None
    for block in rows.blocks(100, 100_000):
        kept += block.texts
        kept += [one.text for one in block.faulty]
    lines = [line for some in rows.lines for line in some]
    wanted = Counter(
        one for line in lines for one in line.split("\n") if one.strip(" \t\r,;|\"'\x0b\x0c\x1c\x1d\x1e\x85")
    )
    got = Counter(one for text in kept for one in text.split("\n"))
    assert not wanted - got, wanted - got
    if isinstance(header, Row):
        _header(tuple(header.cells))


def _header(cells: tuple[str, ...]) -> None:
    survey(cells)
    try:
        recognise(cells, "f.csv", None, _mappings())
    except UserError:
        return


def _mappings() -> list[mapping.Mapping]:
    if not MAPPINGS:
        MAPPINGS.extend(mapping.named(str(mapping.BUILT_IN / f"{name}.json")) for name in mapping.built_in())
    return MAPPINGS


MAPPINGS: list[mapping.Mapping] = []


def _objects(raw: bytes, path: Path) -> None:
    """Every line that is an object by itself is a row, unless the file is one object or one list."""
    path.write_bytes(raw)
    try:
        found = look(path)
        shape = shape_of(found)
    except UserError:
        return
    blocks = list(Objects(found, shape).blocks(100, 100_000))
    assert all(len(block.lines) == len(block.cells) == len(block.texts) for block in blocks)
    assert sum(len(block) for block in blocks) > 0
    for block in blocks:
        for text in block.texts:
            assert isinstance(json.loads(text, parse_int=str, parse_float=str), dict)


def _transcript(raw: bytes, path: Path) -> None:
    """Every word of a cue is in a turn, or in a name."""
    is_vtt(raw[:64])
    transcripts.began(raw, path.name)
    found = transcripts.cues(raw)
    if isinstance(found, Unreadable):
        return
    assert text_of(raw).startswith("WEBVTT")
    names = transcripts.called(found)
    transcripts.fingerprint(found)
    for known in (set(), names):
        said = transcripts.turns(found, known)
        told = {word for turn in said for word in _letters(f"{turn.speaker} {turn.text}")} | {
            w for n in names for w in _letters(n)
        }
        missing = {word for cue in found for word in _letters(TAG.sub("", " ".join(cue.lines)))} - told
        assert not missing or "<" in " ".join(line for cue in found for line in cue.lines), missing
        assert all(turn.seconds >= 0 for turn in said)


def _letters(text: str) -> list[str]:
    import html

    return re.findall(r"[^\W_]+", html.unescape(text).replace(":", " "))


def _calendar(raw: bytes, path: Path) -> None:
    """Every event is one, or is told of; the meetings of all of them end."""
    events = [calendar.event(one) for one in calendar.components(raw)]
    begun = len(re.findall(r"(?im)^[ \t\x0b\x0c\x1c-\x1f]*BEGIN:VEVENT\s*$", raw.decode("utf-8", "replace")))
    assert not begun or events or b"VTIMEZONE" in raw.upper() or b"\x00" in raw
    whole = [one if isinstance(one, calendar.Event) else None for one in events]
    for one in calendar.meetings(whole, UTC, NOW):
        assert one.at.tzinfo is not None
        assert one.id


def _cards(raw: bytes, path: Path) -> None:
    """Every beginning of a card is a card, or is told of."""
    found = list(vcards.cards(raw))
    text = raw.decode("utf-8", "surrogateescape").lstrip("\ufeff")
    if not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert len(found) == sum(
            bool(re.match(r"(?i)^BEGIN:VCARD\s*$", line)) for line in re.split(r"\r\n|\r|\n", text)
        )
    for _, card in found:
        if isinstance(card, vcards.Card):
            assert "\x00" not in card.name + "".join(card.emails + card.phones)
            card.name.encode()


def _mail(raw: bytes, path: Path) -> None:
    found = channels.channel("email").parse(raw)
    assert isinstance(found, Received | Unreadable)
    if isinstance(found, Received):
        (found.body + found.subject).encode()


def _mbox(raw: bytes, path: Path) -> None:
    import io

    for one in mails(io.BytesIO(raw)):
        _mail(one.raw, path)


def _moments(raw: bytes, path: Path) -> None:
    moments = Moments("Europe/Berlin")
    cell = raw[:60].decode("utf-8", "replace")
    for form in ("iso", "slashes", "unix", "unix_ms", "%d.%m.%Y %H:%M"):
        try:
            assert moments.read_as(cell, form)
        except ValueError:
            continue


def _channel(name: str) -> Callable[[bytes, Path], None]:
    """What one channel says of a delivery, whatever it is."""
    one = channels.channel(name)
    parses = callable(getattr(one, "parse", None))

    def told(raw: bytes, path: Path) -> None:
        if parses:
            assert isinstance(one.parse(raw), Received | Unreadable)
        if channels.can(name, "told"):
            found: Any = one.told(raw, {}, {"source": name})
            assert isinstance(found, Unreadable | list | tuple)

    return told


def fixtures_of(*patterns: str) -> list[bytes]:
    """The bytes of fixtures: the seeds of what is tried."""
    paths = [path for pattern in patterns for root in (HERE, CHANNELS) for path in sorted(root.glob(pattern))]
    return [path.read_bytes()[:MOST] for path in paths if path.is_file()] or [b"x"]


PARSERS: Final[dict[str, tuple[Callable[[bytes, Path], None], list[bytes], int]]] = {
    "delimited text": (_rows, fixtures_of("*.csv"), 12),
    "JSON": (_objects, fixtures_of("*.json", "*.ndjson"), 10),
    "transcripts": (_transcript, fixtures_of("transcripts/fixtures/*"), 16),
    "calendars": (_calendar, fixtures_of("calendar/fixtures/*"), 8),
    "address books": (_cards, fixtures_of("vcards/fixtures/*"), 20),
    "mail": (_mail, fixtures_of("email/fixtures/*"), 12),
    "mailboxes": (_mbox, fixtures_of("email/fixtures/*"), 4),
    "times": (_moments, [b"2026-03-12T14:00:00+01:00", b"12/24/2025 3:30 PM", b"1773324000", b"02.01.2025 10:00"], 10),
    **{
        f"channel {name}": (_channel(name), fixtures_of(f"{name}/fixtures/*", f"{name}/fixtures/**/*"), 2)
        for name in channels.names()
        if name != "email" and any(callable(getattr(channels.channel(name), one, None)) for one in ("told", "parse"))
    },
}
"""Each parser: what must hold, its seeds, and its share of the inputs."""


def mutated(at: random.Random, seeds: list[bytes]) -> bytes:
    """A seed that something has happened to."""
    raw = bytearray(at.choice(seeds))
    for _ in range(at.choice((1, 1, 2, 3, 5, 9, 20))):
        place = at.randrange(len(raw) + 1)
        match at.randrange(6):
            case 0 if raw:
                raw[min(place, len(raw) - 1)] = at.randrange(256)
            case 1:
                del raw[place : place + at.randrange(1, 200)]
            case 2:
                raw[place:place] = raw[at.randrange(len(raw) + 1) :][: at.randrange(1, 300)]
            case 3:
                raw[place:place] = at.choice(TOKENS) * at.choice((1, 1, 1, 2, 40))
            case 4:
                other = at.choice(seeds)
                raw[place:] = other[at.randrange(len(other) + 1) :]
            case _:
                raw[place:place] = bytes(at.randrange(256) for _ in range(at.randrange(1, 8)))
    return bytes(raw[:MOST])
