"""How is this file written? One pass over all of it: its fingerprint, encoding, line ends and delimiter."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from deeproot_app.record.files.opened import FileError, Stamp, opened, refuse_changed, stamp
from deeproot_app.record.files.parquet import MAGIC, AsText

CHUNK: Final = 1 << 20
SAMPLE: Final = 1 << 16
DELIMITERS: Final = (",", ";", "\t", "|")
MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
OTHERS: Final = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive; save it as CSV (UTF-8), or unpack it"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document; save it as CSV (UTF-8)"),
    (b"%PDF", "a PDF document; export the table behind it as CSV"),
    (b"SQLite format 3\x00", "an SQLite database; export its tables as CSV"),
    (MAGIC, "a packed Parquet file; unpack it"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"\x7fELF", "a program"),
)
CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
BROKEN: Final = re.compile(r"[\ud800-\udfff]")
"""What an undecodable byte becomes."""


@dataclass(frozen=True)
class Look:
    """How a file is written, and which file it is."""

    path: Path
    stamp: Stamp
    sha256: str
    encoding: str
    mark: int
    """Length of the byte order mark."""
    newline: str
    """What ends a line: ``\\n`` (also in ``\\r\\n``), or ``\\r`` in the files of old Macs."""
    delimiter: str
    skip: int = 0
    """Lines before the header: Excel's ``sep=;``."""
    notes: tuple[str, ...] = field(default=())
    is_parquet: bool = False
    """Whether it is read as the text that it would be as CSV."""


def look(path: Path) -> Look:
    """Read the whole file once and say how it is written.

    Raises FileError for a file that is empty, binary, unreadable, or written to meanwhile.
    """
    before = stamp(path)
    with opened(path) as (stream, _):
        is_parquet = isinstance(getattr(stream, "raw", None), AsText)
        head = stream.read(SAMPLE)
        digest, counts = sha256(head), _Utf8(head)
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            counts.add(chunk)
    refuse_changed(path, before)
    if is_parquet:
        return Look(path, before, digest.hexdigest(), "utf-8", 0, "\n", ",", is_parquet=True)
    _refuse_other_kinds(path, head)
    mark, encoding, notes = _encoding(head, counts)
    sample = codecs.decode(head[mark:], encoding, errors_for(encoding))
    _refuse_binary(path, sample)
    newline = "\n" if "\n" in sample or "\r" not in sample else "\r"
    found = Look(path, before, digest.hexdigest(), encoding, mark, newline, ",", notes=notes)
    return _delimited(found, sample.split(newline), whole=len(head) < SAMPLE)


def looked_together(path: Path, looks: Sequence[Look]) -> Look:
    """The files of the folder ``path``, of which each was looked at, as one; the same in whatever order they come."""
    first = looks[0]
    if len(looks) == 1:
        return Look(path, first.stamp, first.sha256, first.encoding, 0, "\n", ",")
    digest = sha256("".join(sorted(one.sha256 for one in looks)).encode()).hexdigest()
    return Look(path, Stamp(0, 0, sum(one.stamp.size for one in looks), 0), digest, first.encoding, 0, "\n", ",")


def begins(path: Path, bytes_read: int, like: Callable[[bytes], bool]) -> bool:
    """Whether a file begins like files of a kind; False where it cannot be read."""
    try:
        with opened(path) as (stream, _):
            return like(stream.read(bytes_read))
    except FileError:
        return False


def errors_for(encoding: str) -> str:
    """What becomes of undecodable bytes: something that can be found again in the row that holds it."""
    return "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"


class _Utf8:
    """Counts the characters beyond ASCII that are right, and the bytes that are wrong, if the file were UTF-8."""

    def __init__(self, head: bytes) -> None:
        self.right = self.wrong = 0
        self.decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self.add(head)

    def add(self, chunk: bytes) -> None:
        if chunk.isascii() and not self.decoder.getstate()[0]:
            return
        text = self.decoder.decode(chunk)
        if text.isascii():
            return
        wrong = len(BROKEN.findall(text))
        self.wrong += wrong
        self.right += len(text) - len(text.encode("ascii", "ignore")) - wrong


def _encoding(head: bytes, counts: _Utf8) -> tuple[int, str, tuple[str, ...]]:
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return len(mark), encoding, ()
    if wide := _wide(head):
        return 0, wide, ()
    if not counts.wrong:
        return 0, "utf-8", ()
    if counts.right > counts.wrong:
        return (
            0,
            "utf-8",
            (f"The file is UTF-8 with {counts.wrong} broken bytes: the rows that hold them are refused.",),
        )
    return 0, "cp1252", ("The file is not UTF-8; it was read as Windows-1252.",)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: in it every second byte of digits, delimiters and Latin letters is zero."""
    pairs = len(head) // 2
    first, second = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if pairs < 4 or max(first, second) < pairs * 0.2 or min(first, second) * 4 > max(first, second):
        return None
    return "utf-16-be" if first > second else "utf-16-le"


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FileError(f"{path} is empty: it has no header and no row.")
    for signature, kind in OTHERS:
        if head.startswith(signature):
            raise FileError(f"{path} is not a text file: it is {kind}.")


def _refuse_binary(path: Path, sample: str) -> None:
    controls = len(CONTROLS.findall(sample)) + len(BROKEN.findall(sample))
    if controls > 8 and controls > len(sample) * 0.01:
        raise FileError(f"{path} is not a text file: it is full of bytes that no text has. Export it as CSV (UTF-8).")


def _delimited(found: Look, lines: list[str], *, whole: bool) -> Look:
    """The delimiter under which the first rows have the same number of cells as the header, and the most."""
    if match := re.fullmatch(r"sep=(.)\r?", lines[0]):
        return replace(found, delimiter=match[1], skip=1)
    lines = [line for line in (lines if whole else lines[:-1] or lines) if line.strip()][:50]
    return replace(found, delimiter=max(DELIMITERS, key=lambda given: _evenness(lines, given)))


def _evenness(lines: list[str], delimiter: str) -> tuple[float, int]:
    try:
        rows = list(csv.reader([f"{line}\n" for line in lines], delimiter=delimiter))
    except csv.Error:
        return 0.0, 0
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, 0
    return width * sum(len(row) == width for row in rows) / len(rows) + width / 100, width
