"""The rows of a delimited text file, in blocks, whatever is wrong with some of them.

A row that cannot be read is given back with the reason, and reading goes on at the next line: one stray quotation mark
costs one row, not the rest of the file. Memory is bounded by LONGEST, however long a line is.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from deeproot_app.record.files.lines import Headless, Lines
from deeproot_app.record.files.longest import KEPT, LONGEST
from deeproot_app.record.files.look import Look

WHITESPACE: Final = "whitespace"
"""The delimiter of files whose columns stand under each other."""
BLACKENED: Final = "█"
"""What stands for a cell that is neither read nor kept."""
UNCLOSED: Final = "a quotation mark is opened here and not closed; write it twice within a quoted cell"
TOO_LONG: Final = f"the line is longer than {LONGEST >> 20} million characters"


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
class Row:
    """A row: the line it begins at, its cells, and its text as it stands in the file."""

    line: int
    cells: list[str]
    text: str


@dataclass
class Block:
    """Some rows, by column: their first lines, their cells, their texts."""

    lines: list[int] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    faulty: list[Faulty] = field(default_factory=list)
    last_line: int = 0
    """The last line of the file that this block accounts for."""
    characters: int = 0

    def __len__(self) -> int:
        return len(self.lines) + len(self.faulty)

    def add(self, row: Row | Faulty) -> None:
        self.characters += len(row.text)
        if isinstance(row, Faulty):
            self.faulty.append(row)
            return
        self.lines.append(row.line)
        self.cells.append(row.cells)
        self.texts.append(row.text)


class Rows:
    """Reads one file from its beginning, row by row or in blocks."""

    def __init__(self, look: Look, delimiter: str | None = None, *, withheld: Sequence[int] = ()) -> None:
        self.delimiter = delimiter or look.delimiter
        self.withheld = withheld
        """The places of cells that are never given on, nor kept: they are blackened in the row's text too."""
        self.width: int | None = None
        """How many cells a row must have, once the header is known."""
        self.line = 0
        """How many lines lie behind."""
        self.lines = Lines(look)
        self._chunks = iter(self.lines)
        self._waiting: deque[str] = deque()
        """Lines read and not yet parsed."""
        self._taken: list[str] = []
        """The lines of the row at hand."""
        self._size = 0
        self._parse = self._parser()
        csv.field_size_limit(LONGEST + 1)
        for _ in range(look.skip):
            self._next_line()

    @property
    def position(self) -> int:
        """How many bytes of the file lie behind, for showing progress."""
        return self.lines.position

    def row(self) -> Row | Faulty | None:
        """The next row that is not blank, or what is wrong with it; None at the end."""
        while True:
            before = self.line
            self._taken, self._size = [], 0
            try:
                cells = self._parse()
            except StopIteration:
                return None
            except (csv.Error, TooLong) as fault:
                return self._fault(before, fault)
            if not any(cells):
                continue
            if self.width is None or len(cells) == self.width or self._evened(cells):
                return self._row(before + 1, cells)
            return self._fault(before, Ragged(f"the row has {len(cells)} cells where the header has {self.width}"))

    def _row(self, line: int, cells: list[str]) -> Row:
        if not self.withheld or self.width is None:
            return Row(line, cells, "\n".join(self._taken))
        for at in self.withheld:
            cells[at] = BLACKENED if cells[at] else ""
        text = io.StringIO()
        csv.writer(text, delimiter=self.delimiter, lineterminator="").writerow(cells)
        return Row(line, cells, text.getvalue())

    def blocks(self, rows: int, characters: int) -> Iterator[Block]:
        """All rows from here on, in blocks of about so many rows or characters."""
        block = Block()
        while self._waiting or self._fill():
            if not self._take_plain(block):
                while self._waiting and len(block) < rows and block.characters < characters:
                    if found := self.row():
                        block.add(found)
            if len(block) >= rows or block.characters >= characters:
                block.last_line = self.line
                yield block
                block = Block()
        block.last_line = self.line
        if len(block):
            yield block

    def _fill(self) -> bool:
        """Have the next lines of the file waiting; False at its end."""
        self._waiting.extend(next(self._chunks, ()))
        return bool(self._waiting)

    def _next_line(self) -> str | None:
        if not self._waiting and not self._fill():
            return None
        self.line += 1
        return self._waiting.popleft()

    def _take_plain(self, block: Block) -> bool:
        """Parse all waiting lines at one go, where none has a quotation mark; else say False, and take nothing."""
        lines = list(self._waiting)
        text = "\n".join(lines)
        if self.width is None or self.withheld or self.delimiter == WHITESPACE or '"' in text or len(text) > LONGEST:
            return False
        try:
            cells = list(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return False
        if set(map(len, cells)) != {self.width} or isinstance(lines[0], Headless) or not all(map(any, cells)):
            return False
        block.lines += range(self.line + 1, self.line + len(lines) + 1)
        block.cells += cells
        block.texts += lines
        block.characters += len(text)
        self.line += len(lines)
        self._waiting.clear()
        return True

    def _parser(self) -> Callable[[], list[str]]:
        feed = self._feed()
        if self.delimiter == WHITESPACE:
            return lambda: next(feed).split()
        return csv.reader(feed, delimiter=self.delimiter, strict=True).__next__

    def _feed(self) -> Iterator[str]:
        """Lines for the parser, remembered until their row is whole."""
        while (line := self._next_line()) is not None:
            self._taken.append(line)
            self._size += len(line)
            if isinstance(line, Headless) or self._size > LONGEST:
                raise TooLong
            yield f"{line}\n"

    def _evened(self, cells: list[str]) -> bool:
        """Whether the row has the header's width once empty cells at its end are dropped; and drop them."""
        width = self.width or 0
        if len(cells) < width or any(cells[width:]):
            return False
        del cells[width:]
        return True

    def _fault(self, before: int, fault: Exception) -> Faulty:
        """What is wrong with the row that begins after line ``before``; reading goes on at the line after its first."""
        first, *others = self._taken or [""]
        self._waiting.extendleft(reversed(others))
        self.line = before + 1
        self._parse = self._parser()
        if self.withheld:
            first = BLACKENED  # a row that cannot be taken apart may hold it anywhere
        if isinstance(first, Headless) or len(first) > LONGEST:
            return Faulty(before + 1, first[:KEPT], TOO_LONG)
        return Faulty(before + 1, first, UNCLOSED if others else _in_words(fault))


def _in_words(fault: Exception) -> str:
    said = str(fault)
    if "unexpected end of data" in said:
        return UNCLOSED
    if "expected after" in said:
        return "a quotation mark stands in the middle of a cell; write it twice within a quoted cell"
    return said if isinstance(fault, Ragged) else f"the row cannot be read: {said}"
