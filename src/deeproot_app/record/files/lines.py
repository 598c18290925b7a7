"""The lines of a text file, a piece of the file at a time; of an endless line only its beginning."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import IO, Any, Final

from deeproot_app.record.files.longest import KEPT, LONGEST
from deeproot_app.record.files.look import Look, errors_for
from deeproot_app.record.files.opened import opened

CHUNK: Final = 1 << 18
"""Bytes read at a time."""


class Headless(str):
    """The beginning of a line that is longer than LONGEST."""

    __slots__ = ()


class Lines:
    """Iterates over the lines of a file, without their ends, in lists: a Headless one alone in its list."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.position = 0
        """How many bytes of the file lie behind, for showing progress."""

    def __iter__(self) -> Iterator[list[str]]:
        decoder: Any = codecs.getincrementaldecoder(self.look.encoding)(errors_for(self.look.encoding))
        with opened(self.look.path) as (stream, beneath):
            stream.read(self.look.mark)
            for lines in _split(stream, decoder, self.look.newline):
                self.position = beneath.tell()
                yield lines
            self.position = beneath.tell()


def _split(stream: IO[bytes], decoder: Any, newline: str) -> Iterator[list[str]]:
    rest, too_long = "", ""
    while True:
        chunk = stream.read(CHUNK)
        lines = (rest + decoder.decode(chunk, not chunk)).split(newline)
        rest = lines.pop()
        if too_long and lines:
            yield [Headless(too_long)]
            too_long = ""
            del lines[0]
        if lines:
            yield lines
        if len(rest) > LONGEST or too_long:
            too_long, rest = too_long or rest[:KEPT], ""
        if not chunk:
            break
    if rest or too_long:
        yield [Headless(too_long) if too_long else rest]
