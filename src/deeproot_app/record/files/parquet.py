"""A Parquet file as the delimited text that it would be as CSV: whatever reads files then reads it, with all checks.

Cells are written as an export writes them to CSV. A moment without a zone is in UTC, as in all our tables. Some rows
are unpacked at a time, and a value that many of them have is unpacked once: memory is bounded by MOST_UNPACKED, and
a row by LONGEST, beyond which a line is refused anyway.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from deeproot_app.base.errors import UserError
from deeproot_app.record.files.longest import LONGEST
from deeproot_app.record.safe import safe
from deeproot_app.record.written import listed, read_from_text

if TYPE_CHECKING:
    from pyarrow import Array

MAGIC: Final = b"PAR1"
ROWS: Final = 256
"""Rows unpacked at a time."""
MOST_UNPACKED: Final = 1 << 30
"""Bytes of a row group, unpacked, and of a column of some rows; larger ones are refused."""
TOO_LARGE: Final = f"is larger than {MOST_UNPACKED >> 30} GiB unpacked"
PIECE: Final = 1 << 20
"""Characters of the text that are made at a time, and what one row has beyond them."""
Cells = list[str]


class Damaged(UserError):  # noqa: N818 - what the file is
    """A Parquet file that cannot be read."""


class AsText(io.RawIOBase):
    """The bytes of the text, made as they are asked for. Raises Damaged where the file cannot be read."""

    def __init__(self, beneath: IO[bytes], path: Path) -> None:
        super().__init__()
        self._pieces = _pieces(beneath, path)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(into), len(self._rest))
        into[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def _pieces(beneath: IO[bytes], path: Path) -> Iterator[bytes]:
    """The header, then some rows at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_metadata(beneath)
        if any(metadata.row_group(at).total_byte_size > MOST_UNPACKED for at in range(metadata.num_row_groups)):
            raise Damaged(f"{path}: a row group of this Parquet file {TOO_LARGE}.")
        leaves = (metadata.schema.column(at) for at in range(metadata.num_columns))
        words = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY" and "." not in leaf.path]
        file = pq.ParquetFile(beneath, metadata=metadata, read_dictionary=words)
        names = file.schema_arrow.names
        yield from _texts([names])
        for batch in file.iter_batches(ROWS, use_threads=False):
            if any(values.nbytes > MOST_UNPACKED for values in batch.columns):
                raise Damaged(f"{path}: a column of this Parquet file {TOO_LARGE} within {ROWS} rows.")
            columns = [_cells(name, values) for name, values in zip(names, batch.columns, strict=True)]
            yield from _texts(zip(*columns, strict=True))
    except (pa.ArrowException, OSError, ValueError, OverflowError) as fault:
        said = str(fault).partition("\n")[0][:200]
        raise Damaged(f"{path} is a damaged Parquet file ({said}); get it anew from where it came from.") from None


def _texts(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Rows as lines, about PIECE characters at a time."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        lines.writerow(row if sum(map(len, row)) <= LONGEST else _cut(row))
        if text.tell() > PIECE:
            yield text.getvalue().encode("utf-8", "surrogateescape")
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode("utf-8", "surrogateescape")


def _cut(row: Sequence[str]) -> Iterator[str]:
    """As much of a row as makes its line one that is too long."""
    left = LONGEST + 1
    for cell in row:
        yield cell[:left]
        left -= min(left, len(cell))


def _cells(name: str, values: Array[Any]) -> Cells:
    """The values of a column as cells; nothing is an empty one."""
    import pyarrow as pa

    if not pa.types.is_dictionary(values.type):
        return _written(name, values)
    met = values.indices.unique().drop_null()
    cells = dict(zip(met.to_pylist(), _written(name, values.dictionary.take(met)), strict=True))
    return ["" if at is None else cells[at] for at in values.indices.to_pylist()]


def _written(name: str, values: Array[Any]) -> Cells:
    values, write = _writer(name, values)
    return ["" if value is None else write(value) for value in values.to_pylist()]


def _writer(name: str, values: Array[Any]) -> tuple[Array[Any], Callable[[Any], str]]:
    """The values as they can be taken out, and what writes one of them."""
    import pyarrow as pa

    kind = values.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind):
        plain = values.cast(pa.large_binary())  # bytes that are no UTF-8 cost their row, not the file
        return plain, _read if name == "read_from_text" else _words
    if pa.types.is_timestamp(kind):
        in_utc = values.cast(pa.timestamp("us"), safe=False)
        return in_utc.cast(pa.string()), lambda moment: f"{moment}Z"
    if pa.types.is_floating(kind):
        return values.cast(pa.float64()), repr
    if pa.types.is_decimal(kind):
        return values, lambda amount: format(amount, "f")
    if pa.types.is_nested(kind):
        return values, _nested
    return values.cast(pa.string()), str


def _words(value: bytes) -> str:
    return safe(value.decode("utf-8", "surrogateescape"))


def _read(value: bytes) -> str:
    """What was read from a text, as CSV tells it; as it stands, where it is told otherwise."""
    text = _words(value)
    try:
        return read_from_text(text) if text.startswith("{") else text
    except (ValueError, AttributeError):
        return text


def _nested(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return listed(value)
    return json.dumps(value, ensure_ascii=False, default=str)
