"""The rows of a delimited text file, in blocks, whatever is wrong with some of them.

A row that cannot be read is given back with the reason, and reading goes on at the next line: one stray quotation mark
costs one row, not the rest of the file. Memory is bounded by LONGEST, however long a line is.
"""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Final

from deeproot_app.record.files.look import Look, errors_for
from deeproot_app.record.files.opened import opened

CHUNK: Final = 1 << 18
LONGEST: Final = 8 << 20
"""Characters a row may have; longer ones are refused."""
KEPT: Final = 1_000
"""Characters kept of a row that is too long to keep."""
WHITESPACE: Final = "whitespace"
"""The delimiter of files whose columns stand under each other."""


UNCLOSED: Final = "a quotation mark is opened here and not closed; write it twice within a quoted cell"


class Headless(str):
    """The beginning of a line that is longer than LONGEST."""

    __slots__ = ()


class Ragged(Exception):  # noqa: N818 - a signal, caught here
    """The row has not as many cells as the header."""


class TooLong(Exception):  # noqa: N818 - a signal, caught here
    """The row at hand has grown beyond LONGEST."""


@dataclass
class Faulty:
    """A row that cannot be read as cells."""

    line: int
    text: str
    reason: str


@dataclass
class Block:
    """Some rows: for each the line it begins at, its cells, and its text as it stands in the file."""

    lines: list[int] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    faulty: list[Faulty] = field(default_factory=list)
    last_line: int = 0
    """The last line of the file that this block accounts for."""
    characters: int = 0

    def __len__(self) -> int:
        return len(self.lines) + len(self.faulty)


class Rows:
    """Reads one file from its beginning, row by row or in blocks."""

    def __init__(self, look: Look, delimiter: str | None = None) -> None:
        self.look = look
        self.delimiter = delimiter or look.delimiter
        self.width: int | None = None
        """How many cells a row must have, once the header is known."""
        self.line = 0
        """How many lines lie behind."""
        self.position = 0
        """How many bytes of the file lie behind, for showing progress."""
        self._returned: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0
        self._source = self._lines()
        csv.field_size_limit(LONGEST + 1)

    def blocks(self, rows: int, characters: int) -> Iterator[Block]:
        """All rows from here on, in blocks of at most so many rows and about so many characters."""
        block = Block()
        for row in self:
            if isinstance(row, Faulty):
                block.faulty.append(row)
            else:
                line, cells, text = row
                block.lines.append(line)
                block.cells.append(cells)
                block.texts.append(text)
                block.characters += len(text)
            if len(block) >= rows or block.characters >= characters:
                block.last_line = self.line
                yield block
                block = Block()
        block.last_line = self.line
        if len(block):
            yield block

    def __iter__(self) -> Iterator[tuple[int, list[str], str] | Faulty]:
        """Each row as (first line, cells, text), blank ones left out; or what is wrong with it."""
        parse = self._parser()
        while True:
            before = self.line
            self._taken.clear()
            self._size = 0
            try:
                cells = parse()
            except StopIteration:
                return
            except (csv.Error, TooLong) as fault:
                yield self._fault(before, fault)
                parse = self._parser()
                continue
            if not any(cells):
                continue
            if len(cells) == self.width or self.width is None or self._evened(cells):
                yield before + 1, cells, self._taken[0] if len(self._taken) == 1 else "\n".join(self._taken)
            else:
                yield self._fault(before, Ragged(f"the row has {len(cells)} cells where the header has {self.width}"))
                parse = self._parser()

    def _evened(self, cells: list[str]) -> bool:
        """Whether the row has the header's width once empty cells at its end are dropped; and drop them."""
        width = self.width or 0
        if len(cells) < width or any(cells[width:]):
            return False
        del cells[width:]
        return True

    def _parser(self) -> Callable[[], list[str]]:
        feed = self._feed()
        if self.delimiter == WHITESPACE:
            return lambda: next(feed).split()
        reader = csv.reader(feed, delimiter=self.delimiter, strict=True)
        return reader.__next__

    def _feed(self) -> Iterator[str]:
        """Lines for the parser, remembered until their row is whole."""
        while True:
            line = self._returned.popleft() if self._returned else next(self._source, None)
            if line is None:
                return
            self.line += 1
            self._taken.append(line)
            self._size += len(line)
            if self._size > LONGEST or isinstance(line, Headless):
                raise TooLong
            yield f"{line}\n"

    def _fault(self, before: int, fault: Exception) -> Faulty:
        """What is wrong with the row that begins after line ``before``; reading goes on at the line after its first."""
        first = self._taken[0] if self._taken else ""
        swallowed = len(self._taken) > 1
        self._returned.extendleft(reversed(self._taken[1:]))
        self.line = before + 1
        if isinstance(first, Headless) or len(first) > LONGEST:
            return Faulty(before + 1, first[:KEPT], f"the line is longer than {LONGEST >> 20} million characters")
        return Faulty(before + 1, first, UNCLOSED if swallowed else _in_words(fault))

    def _lines(self) -> Iterator[str]:
        """The file's lines without their ends; only the beginning of those longer than LONGEST."""
        decoder: Any = codecs.getincrementaldecoder(self.look.encoding)(errors_for(self.look.encoding))
        with opened(self.look.path) as (stream, beneath):
            stream.read(self.look.mark)
            lines = _split(stream, decoder, self.look.newline)
            for _ in range(self.look.skip):
                next(lines, None)
                self.line += 1
            for count, line in enumerate(lines):
                if not count & 1023:
                    self.position = beneath.tell()
                yield line
            self.position = beneath.tell()


def _split(stream: IO[bytes], decoder: Any, newline: str) -> Iterator[str]:
    rest, too_long = "", ""
    while True:
        chunk = stream.read(CHUNK)
        pieces = (rest + decoder.decode(chunk, not chunk)).split(newline)
        rest = pieces.pop()
        if too_long and pieces:
            yield Headless(too_long)
            too_long = ""
            del pieces[0]
        yield from pieces
        if len(rest) > LONGEST or too_long:
            too_long, rest = too_long or rest[:KEPT], ""
        if not chunk:
            break
    if rest or too_long:
        yield Headless(too_long) if too_long else rest


def _in_words(fault: Exception) -> str:
    said = str(fault)
    if "unexpected end of data" in said:
        return UNCLOSED
    if "expected after" in said:
        return "a quotation mark stands in the middle of a cell; write it twice within a quoted cell"
    return said if isinstance(fault, Ragged) else f"the row cannot be read: {said}"
