"""An mbox file (RFC 4155) to raw mails, one at a time, whatever its size.

A mail begins at a line `From ` behind a blank line. Lines of a text that would look so are quoted with `>`: mboxrd
quotes those that are quoted already too, mboxo does not. One `>` is taken from every `>From ` line: right for both,
save that a line `>>From ` of an mboxo file loses one mark of quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_tz
from io import BytesIO
from typing import IO, Final

LONGEST: Final = 48 << 20
"""Bytes of a mail that are read; of a longer one its beginning, where the text stands."""
LINE: Final = 1 << 16
"""Bytes of a line read at a time."""
BEGINS: Final = b"From "
DATED: Final = re.compile(rb"^From .*\d\d:\d\d.*\b(?:19|20)\d\d\b")
QUOTED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
FIELD: Final = re.compile(rb"^[A-Za-z][A-Za-z0-9-]*[ \t]*:")
ASCTIME: Final = re.compile(rb"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d(?::\d\d)?.*$")


@dataclass(slots=True)
class Mail:
    """One mail of a container, as it stands there."""

    place: int
    """The line at which it begins; in a folder, its number."""
    raw: bytes
    arrived: datetime | None = None
    """When the container says that it came."""
    cut: bool = False
    """Whether it is longer than what is read of it."""
    name: str = ""
    """Its file, in a folder."""
    fault: str = ""
    """Why that file cannot be read."""


def mails(stream: IO[bytes]) -> Iterator[Mail]:
    """The mails of an mbox file, in order. What stands before the first one is one too: unreadable, and not lost."""
    return _Splitting(stream).mails()


class _Splitting:
    """One way through an mbox file."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._line = 0
        self._raw = BytesIO()
        self._size = 0
        self._at = 1
        self._envelope = b""

    def mails(self) -> Iterator[Mail]:
        blank, whole = True, True
        pending: bytes | None = None
        while line := self._stream.readline(LINE):
            self._line += whole
            if pending is not None:
                if _is_envelope(pending, line):
                    yield from self._mail()
                    self._begin(pending)
                else:
                    self._add(pending)
                pending = None
            if whole and blank and line.startswith(BEGINS):
                pending, blank = line, False
            else:
                self._add(line)
                blank = whole and line in (b"\n", b"\r\n")
            whole = line.endswith(b"\n")
        if pending is not None:
            self._add(pending)
        yield from self._mail()

    def _begin(self, envelope: bytes) -> None:
        self._envelope, self._at = envelope, self._line - 1
        self._raw, self._size = BytesIO(), 0

    def _add(self, line: bytes) -> None:
        self._size += len(line)
        if self._size <= LONGEST:
            self._raw.write(line)

    def _mail(self) -> Iterator[Mail]:
        raw = self._raw.getvalue()
        if raw.strip() or self._envelope:
            yield Mail(self._at, QUOTED.sub(rb"\1", raw), _arrived(self._envelope), cut=self._size > LONGEST)


def _is_envelope(line: bytes, following: bytes) -> bool:
    """Whether a line begins a mail: it says when, or a header follows."""
    return DATED.match(line) is not None or FIELD.match(following) is not None


def _arrived(envelope: bytes) -> datetime | None:
    """The time in the line before a mail, which is in UTC (RFC 4155)."""
    found = ASCTIME.search(envelope)
    parsed = parsedate_tz(found.group().decode("ascii", "replace")) if found else None
    try:
        return datetime(*parsed[:6], tzinfo=UTC) if parsed else None
    except ValueError:
        return None
