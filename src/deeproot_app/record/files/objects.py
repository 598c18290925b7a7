"""The objects of a JSON file as rows of a table: an array of them, one a line, or a list within one object.

A page of an API is an object with a list in it (`{"tickets": [...], "next_page": null}`): its objects are the rows.
What lies within an object is named by its way there (`via.channel`); a list of words is joined by `;`. Numbers stay as
they are written. Read piece by piece: memory is bounded by the longest object, and by LONGEST.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from deeproot_app.record.files.lines import CHUNK
from deeproot_app.record.files.longest import KEPT, LONGEST
from deeproot_app.record.files.look import Look, errors_for
from deeproot_app.record.files.opened import FileError, opened
from deeproot_app.record.files.rows import Block, Faulty

ENDINGS: Final = frozenset({".json", ".ndjson", ".jsonl"})
BLANK: Final = " \t\r\n"
MOST_COLUMNS: Final = 20_000
DEPTH: Final = 4
"""Objects within objects that are named by their way; deeper ones stay JSON."""
ALONE: Final = ""
"""The name of the list that is the whole file."""
TAIL: Final = 16
"""Characters at the end of what is at hand, in which a word may be cut in two."""
PREFERRED: Final = ("tickets", "conversations", "contacts", "customers", "users", "records", "results", "data", "items")
"""Of several lists in one object, the one that is meant."""


@dataclass
class Shape:
    """What a JSON file holds: the name of its list, and the columns of the objects in it."""

    of: str
    columns: tuple[str, ...]
    others: tuple[str, ...] = ()
    """Other lists of objects beside it, which are not read."""


@dataclass
class _Entry:
    """One object of a list, or what is wrong at its place."""

    of: str
    line: int
    text: str
    value: Any = None
    fault: str = ""


def is_json(head: str) -> bool:
    """Whether a text that begins so is JSON: an object, or an array of objects."""
    head = head.lstrip(BLANK)
    if head.startswith("["):
        return head[1:].lstrip(BLANK)[:1] in ("{", "]")
    return head.startswith("{") and head[1:].lstrip(BLANK)[:1] in ('"', "}")


def shape_of(look: Look) -> Shape:
    """What the file holds. Reads all of it. Raises FileError where there is no list of objects in it."""
    columns: dict[str, dict[str, None]] = {}
    fault = ""
    for entry in _entries(look):
        fault = fault or entry.fault
        if isinstance(entry.value, dict):
            known = columns.setdefault(entry.of, {})
            known.update(dict.fromkeys(flat(entry.value)))
            if len(known) > MOST_COLUMNS:
                raise FileError(f"{look.path}: its objects have more than {MOST_COLUMNS:,} columns.")
    if not columns:
        raise FileError(f"{look.path}: there is no list of objects in this JSON file{f': {fault}' if fault else ''}.")
    chosen = min(columns, key=lambda name: PREFERRED.index(name) if name in PREFERRED else len(PREFERRED))
    return Shape(chosen, tuple(columns[chosen]), tuple(name for name in columns if name != chosen))


def flat(value: Mapping[str, Any], way: str = "", depth: int = DEPTH) -> dict[str, str]:
    """The cells of an object, each under its way."""
    cells: dict[str, str] = {}
    for name, inner in value.items():
        at = f"{way}{name}"
        if isinstance(inner, dict) and inner and depth:
            cells |= flat(inner, f"{at}.", depth - 1)
        else:
            cells[at] = _text(inner)
    return cells


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ";".join(value)
    return json.dumps(value, ensure_ascii=False) if value else ""


@dataclass
class Objects:
    """Reads the objects of one list, in blocks."""

    look: Look
    shape: Shape
    position: int = 0
    """How many bytes of the file lie behind, for showing progress."""
    _places: dict[str, int] = field(default_factory=dict)

    def blocks(self, rows: int, characters: int) -> Iterator[Block]:
        """All of them, in blocks of about so many objects or characters."""
        block = Block()
        for entry in self._of_the_list():
            self._add(block, entry)
            block.last_line = entry.line
            if len(block) >= rows or block.characters >= characters:
                yield block
                block = Block()
        if len(block):
            yield block

    def first(self, most: int) -> list[list[str]]:
        """The cells of the first objects."""
        block = next(self.blocks(most, LONGEST), Block())
        return block.cells[:most]

    def _of_the_list(self) -> Iterator[_Entry]:
        for entry in _entries(self.look, self):
            if entry.fault or entry.of == self.shape.of:
                yield entry

    def _add(self, block: Block, entry: _Entry) -> None:
        block.characters += len(entry.text)
        fault = entry.fault or ("" if isinstance(entry.value, dict) else "is no object, as the others are")
        if fault:
            block.faulty.append(Faulty(entry.line, entry.text[:KEPT], fault))
            return
        cells = flat(entry.value)
        block.lines.append(entry.line)
        block.cells.append([cells.get(name, "") for name in self.shape.columns])
        block.texts.append(entry.text)


def _entries(look: Look, told: Objects | None = None) -> Iterator[_Entry]:
    text = _Text(look, told)
    for number, entry in enumerate(_walk(text), 1):
        entry.line = number
        yield entry


def _walk(text: _Text) -> Iterator[_Entry]:
    """Every object at the top, and in the lists of one at the top."""
    if text.next_is("["):
        yield from _list(text, ALONE)
        return
    first = True
    while not text.at_end():
        if first and text.lone():
            yield from _lists(text)
        else:
            yield (entry := text.value(ALONE))
            if entry.fault and not text.to_next_line():
                return
        first = False


def _list(text: _Text, of: str) -> Iterator[_Entry]:
    text.skip()
    while not text.at_end():
        if text.next_is("]"):
            text.skip()
            return
        if text.next_is(","):
            text.skip()
            continue
        entry = text.value(of)
        yield entry
        if entry.fault:
            text.give_up()
            return
    yield _Entry(of, 0, "", fault="the list ends in the middle: the file was cut off")


def _lists(text: _Text) -> Iterator[_Entry]:
    """The objects in the lists of the one object that the file is; the object itself, where it has no list of them."""
    text.skip()
    while not text.at_end():
        if text.next_is("}"):
            text.skip()
            return
        if text.next_is(","):
            text.skip()
            continue
        name = text.value(ALONE)
        if name.fault or not isinstance(name.value, str) or not text.next_is(":"):
            yield _Entry(ALONE, 0, name.text, fault=name.fault or "a name and a colon are missing here")
            text.give_up()
            return
        text.skip()
        if text.next_is("["):
            for entry in _list(text, name.value):
                if entry.fault or isinstance(entry.value, dict):
                    yield entry
        elif (inner := text.value(ALONE)).fault:
            yield inner
            text.give_up()
            return


class _Text:
    """The characters of a file from where reading stands; more are read as they are needed."""

    def __init__(self, look: Look, told: Objects | None) -> None:
        self._pieces = _pieces(look, told)
        self._buffer = ""
        self._at = 0
        self._ended = False
        self._decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)

    def at_end(self) -> bool:
        """Whether nothing but blanks is left."""
        while True:
            while self._at < len(self._buffer) and self._buffer[self._at] in BLANK:
                self._at += 1
            if self._at < len(self._buffer):
                return False
            if not self._more():
                return True

    def next_is(self, character: str) -> bool:
        return not self.at_end() and self._buffer[self._at] == character

    def skip(self) -> None:
        self._at += 1

    def lone(self) -> bool:
        """Whether the file is one object with lists in it: its first line is not an object by itself."""
        if not self.next_is("{"):
            return False
        while "\n" not in self._buffer[self._at :] and len(self._buffer) < LONGEST and self._more():
            pass
        line = self._buffer[self._at :].partition("\n")[0]
        try:
            found, end = self._decoder.raw_decode(line)
        except (ValueError, RecursionError):
            return True
        after = self._buffer[self._at + end :].strip(BLANK)
        lists = any(isinstance(one, list) and one and isinstance(one[0], dict) for one in found.values())
        return not after and self._ended_now() and lists

    def _ended_now(self) -> bool:
        return self._ended or not self._more()

    def value(self, of: str) -> _Entry:
        """The JSON value that begins here; where there is none, what is wrong."""
        while True:
            try:
                found, end = self._decoder.raw_decode(self._buffer, self._at)
            except RecursionError:
                return _Entry(of, 0, self._buffer[self._at :][:KEPT], fault="objects lie too deep within each other")
            except ValueError as fault:
                cut = self._may_go_on(fault)
                if cut and len(self._buffer) - self._at < LONGEST and self._more():
                    continue
                says = "the object is longer than is read" if cut and not self._ended else _said(fault)
                return _Entry(of, 0, self._buffer[self._at :][:KEPT], fault=says)
            if end == len(self._buffer) and not isinstance(found, dict | list) and self._more():
                continue  # a number may go on in the next piece
            text = self._buffer[self._at : end]
            self._at = end
            return _Entry(of, 0, text, found)

    def _may_go_on(self, fault: ValueError) -> bool:
        """Whether what is wrong may be that the rest has not been read yet."""
        return str(fault).startswith("Unterminated") or getattr(fault, "pos", 0) + TAIL >= len(self._buffer)

    def to_next_line(self) -> bool:
        """Go on behind the line at hand; False where there is none."""
        while True:
            found = self._buffer.find("\n", self._at)
            if found >= 0:
                self._at = found + 1
                return True
            self._at = len(self._buffer)
            if not self._more():
                return False

    def give_up(self) -> None:
        """Read no further: nobody can tell where the next object begins."""
        self._buffer, self._at, self._ended = "", 0, True

    def _more(self) -> bool:
        """Have more characters at hand; as many as there are, lest a long object is read again and again."""
        if self._ended:
            return False
        wanted = max(CHUNK, len(self._buffer) - self._at)
        pieces = []
        while wanted > 0:
            piece = next(self._pieces, None)
            if piece is None:
                self._ended = True
                break
            pieces.append(piece)
            wanted -= len(piece)
        self._buffer = self._buffer[self._at :] + "".join(pieces)
        self._at = 0
        return bool(pieces)


def _pieces(look: Look, told: Objects | None) -> Iterator[str]:
    decoder: Any = codecs.getincrementaldecoder(look.encoding)(errors_for(look.encoding))
    with opened(look.path) as (stream, beneath):
        stream.read(look.mark)
        while chunk := stream.read(CHUNK):
            if told is not None:
                told.position = beneath.tell()
            yield decoder.decode(chunk)
        if rest := decoder.decode(b"", True):
            yield rest


def _said(fault: ValueError) -> str:
    said = str(fault).partition(":")[0]
    return f"this is no JSON: {said[:1].lower()}{said[1:]}"
