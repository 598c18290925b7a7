"""When a recording began: a transcript counts from zero, so its notes or its file's name must say."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from deeproot_app.channels.transcripts.cues import text_of

ZOOM: Final = re.compile(r"GMT(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)(?!\d)")
STAMP: Final = re.compile(
    r"(?<!\d)(\d{4})[-/._]?(\d\d)[-/._]?(\d\d)(?:[T ,_\-]{1,3}(?:at )?(\d\d)[:.\-_h]?(\d\d)"
    r"(?:[:.\-_]?(\d\d)(?:\.\d+)?)?(?!\d)[ ]?(?:(Z|UTC|GMT)(?![A-Za-z]))?([+-]\d{1,2}(?::?\d\d)?(?!\d))?)?"
)
WHOLE: Final = 5
"""Characters of an offset with its minutes: without the word UTC before it, a shorter one may be any number."""
HEADER: Final = 64_000
"""Characters before the first cue in which notes are looked for."""


def began(raw: bytes, name: str) -> datetime | None:
    """The moment that the notes before the first cue tell, or the file's name; None where neither does.

    Aware where an offset is told (Zoom's names are in UTC); else without a zone: the clock of whoever recorded.
    """
    header = text_of(raw[: HEADER * 2]).partition("-->")[0][:HEADER]
    for text in (header, name):
        if match := ZOOM.search(text):
            return _moment(match, UTC)
        for match in STAMP.finditer(text):
            if found := _moment(match, _offset(match[7], match[8])):
                return found
    return None


def _moment(match: re.Match[str], zone: timezone | None) -> datetime | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _offset(utc: str | None, offset: str | None) -> timezone | None:
    if offset and (utc or len(offset) >= WHOLE):
        hours, minutes = int(offset[1:3].rstrip(":")), int(offset.replace(":", "")[3:5] or 0)
        away = timedelta(hours=min(hours, 14), minutes=minutes)
        return timezone(-away if offset[0] == "-" else away)
    return UTC if utc else None
