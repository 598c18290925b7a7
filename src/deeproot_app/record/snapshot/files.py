"""One file of a snapshot: written whole or not at all, and known by its checksum when it is read again."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from deeproot_app.record.snapshot.manifest import NAME, File, Manifest
from deeproot_app.record.snapshot.where import ROWS_A_GROUP, in_order

if TYPE_CHECKING:
    import pyarrow as pa


class DamagedError(Exception):
    """A file is not what was written."""


def write(folder: Path, table: str, bucket: int, rows: pa.Table, before: File | None) -> File | None:
    """Write the rows of one bucket, in order; None where there are none. What is as ``before`` is not written again."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not rows.num_rows:
        return None
    into = pa.BufferOutputStream()
    ordered = in_order(table, rows)
    pq.write_table(ordered, into, compression="zstd", row_group_size=ROWS_A_GROUP, write_page_checksum=True)
    content = into.getvalue()
    crc = zlib.crc32(content)
    if before is not None and (before.bytes, before.crc) == (content.size, crc):
        return before
    place = "nobody" if bucket < 0 else f"{bucket:04x}"
    name = f"{table}/{place}-{os.urandom(6).hex()}.parquet"
    _keep(folder / name, content)
    return File(name, rows.num_rows, content.size, crc)


def _keep(path: Path, content: pa.Buffer) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def read(folder: Path, file: File) -> pa.Table:
    """The rows of a file. Raises DamagedError where it is not what was written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pq.read_table(pa.BufferReader(whole(folder, file)), use_threads=False)


def customers(folder: Path, kept: Manifest, bucket: int) -> set[str]:
    """The customers of a bucket. Raises DamagedError where their file is not what was written."""
    file = kept.files["customers"].get(bucket)
    return set() if file is None else set(read(folder, file)["customer_id"].to_pylist())


def whole(folder: Path, file: File) -> bytes:
    """What a file holds, all of it, checked."""
    try:
        content = (folder / file.name).read_bytes()
    except OSError as fault:
        raise DamagedError(f"{file.name}: {fault.strerror}") from fault
    if (len(content), zlib.crc32(content)) != (file.bytes, file.crc):
        raise DamagedError(f"{file.name} is not what was written")
    return content


def is_whole(folder: Path, file: File, *, every_byte: bool) -> bool:
    """Whether a file is there as it was written; without ``every_byte`` only its length is looked at."""
    try:
        if every_byte:
            whole(folder, file)
            return True
        return (folder / file.name).stat().st_size == file.bytes
    except (DamagedError, OSError):
        return False


def throw_away(folder: Path, kept: Manifest | None) -> int:
    """Delete all that the manifest does not name: what was replaced, what a killed process left. Gives how many."""
    names = (kept.names | {NAME}) if kept else set()
    gone = 0
    for path in folder.rglob("*"):
        if path.is_file() and str(path.relative_to(folder)) not in names:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
