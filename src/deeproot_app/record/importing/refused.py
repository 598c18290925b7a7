"""Refused rows: kept with the import, and given back as a file that can be mended and imported."""

from __future__ import annotations

import csv
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from django.conf import settings

from deeproot_app.record.models import Batch, RefusedRow
from deeproot_app.record.safe import safe

COLUMNS: Final = ("refused_line", "refused_column", "refused_reason")
LONGEST_CELL: Final = 100_000
SAMPLES, SAMPLE = 8, 8_192
"""So many pieces of so many bytes tell whether bytes repeat anything."""
BROKEN: Final = re.compile(r"[\ud800-\udfff]")

Refused = tuple[int, str, str, list[str]]
"""The line, the column, the reason, and the raw cells."""


def storable(cells: Iterable[str]) -> list[str]:
    """Cells as every database keeps them: a NUL and undecodable bytes are written out."""
    return [
        BROKEN.sub(lambda match: f"\\x{ord(match[0]) & 0xFF:02x}", cell[:LONGEST_CELL].replace("\x00", "␀"))
        for cell in cells
    ]


def packed(rows: Sequence[tuple[int, str]]) -> bytes:
    """Raw rows as the record keeps them: [line, text] in compressed JSON."""
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return compressed(text.encode("utf-8", "surrogatepass"))


def compressed(data: bytes) -> bytes:
    """Bytes as zlib packs them; what repeats nothing, as an attachment in base64, three times as fast, and smaller."""
    step = max(1, len(data) // SAMPLES)
    sample = b"".join(data[at : at + SAMPLE] for at in range(0, len(data), step)) if step > 2 * SAMPLE else b""
    repeats = not sample or len(_packed(sample, zlib.Z_DEFAULT_STRATEGY)) < len(_packed(sample, zlib.Z_HUFFMAN_ONLY))
    return _packed(data, zlib.Z_DEFAULT_STRATEGY if repeats else zlib.Z_HUFFMAN_ONLY)


def _packed(data: bytes, strategy: int) -> bytes:
    packing = zlib.compressobj(1, strategy=strategy)
    return packing.compress(data) + packing.flush()


def unpacked(data: bytes) -> list[tuple[int, str]]:
    """What `packed` was given."""
    return [(line, text) for line, text in json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))]


class Spool:
    """Refused rows of a dry run, on disk until their file is written."""

    def __init__(self) -> None:
        self._file = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - lives as long as the spool

    def add(self, rows: Iterable[Refused]) -> None:
        self._file.writelines(f"{json.dumps(row)}\n" for row in rows)

    def __iter__(self) -> Iterator[Refused]:
        self._file.seek(0)
        for line in self._file:
            number, column, reason, cells = json.loads(line)
            yield number, column, reason, cells


def write(batch: Batch) -> str:
    """Write the batch's refused rows to its file; gives the file's path, or nothing where none was refused."""
    rows = RefusedRow.objects.filter(batch=batch).order_by("line", "id")
    if not rows.exists():
        return ""
    found = ((row.line, row.column, row.reason, row.cells) for row in rows.iterator(2_000))
    return str(write_file(f"{batch.pk}-{Path(batch.filename).name}", batch.header, found))


def write_file(name: str, header: Sequence[str], rows: Iterable[Refused]) -> Path:
    """A CSV file in the home folder: line, column and reason, then the raw cells under the file's own header.

    No cell of it is run by a spreadsheet. Mended, it can be imported as it is: the first three columns are passed over.
    """
    folder = Path(settings.HOME) / "refused"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    plain = re.sub(r"[^\w\-.]+", "_", Path(name).name)[-100:].removesuffix(".csv")
    path = folder / f"{plain}.csv"
    fresh = path.with_suffix(".part")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([*COLUMNS, *map(safe, storable(header))])
        writer.writerows(_cells(rows))
    fresh.replace(path)
    return path


def _cells(rows: Iterable[Refused]) -> Iterator[list[str]]:
    for line, column, reason, cells in rows:
        yield [str(line), safe(column), safe(reason), *map(safe, cells)]
