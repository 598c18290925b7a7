"""All files at once, from one pass over each table: parted by bucket on the disk, so that memory stays flat."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Final

from deeproot_app.record.shape import SHAPES
from deeproot_app.record.snapshot import files
from deeproot_app.record.snapshot.database import Database
from deeproot_app.record.snapshot.manifest import NOBODY, File
from deeproot_app.record.snapshot.where import HANDED, OF_CUSTOMERS, bits_for, buckets

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_A_RUN: Final = 500_000
"""Rows held in memory at a time; more wait on the disk, parted by bucket."""

Files = dict[str, dict[int, File]]
Tell = Callable[[str], None]


def written_whole(database: Database, folder: Path, tell: Tell) -> tuple[int, Files]:
    """Write the whole record anew; the number of bits that choose a bucket, and the files."""
    bits = bits_for(database.interactions())
    written: Files = {table: {} for table in HANDED}
    for table in HANDED:
        tell(f"writing {table} to files")
        if table in OF_CUSTOMERS:
            written[table] = _by_bucket(database, table, bits, folder)
        nobodys = files.write(folder, table, NOBODY, database.rows(table, []), None)
        if nobodys is not None:
            written[table][NOBODY] = nobodys
    return bits, written


def _by_bucket(database: Database, table: str, bits: int, folder: Path) -> dict[int, File]:
    schema = SHAPES[table].table.arrow_schema()
    waiting = Path(mkdtemp(prefix="parting-", dir=folder))
    try:
        runs = [_Run(rows, bits, waiting / f"{place}.arrow") for place, rows in enumerate(_runs(database, table))]
        written = {}
        for bucket in range(2**bits):
            file = files.write(folder, table, bucket, _joined([run.of(bucket) for run in runs], schema), None)
            if file is not None:
                written[bucket] = file
        return written
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _runs(database: Database, table: str) -> Iterator[pa.Table]:
    """All rows that are a customer's, so many at a time."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in database.all_rows(table):
        own = batch.filter(batch.column("customer_id").is_valid())
        held.append(own)
        rows += own.num_rows
        if rows >= ROWS_A_RUN:
            yield pa.Table.from_batches(held)
            held, rows = [], 0
    if rows:
        yield pa.Table.from_batches(held)


class _Run:
    """Rows on the disk, one piece a bucket."""

    def __init__(self, rows: pa.Table, bits: int, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        chosen = buckets(rows["customer_id"], bits)
        parted = rows.take(pc.sort_indices(chosen)).combine_chunks()
        sizes = {one["values"]: one["counts"] for one in pc.value_counts(chosen).to_pylist()}
        none = pa.RecordBatch.from_pylist([], rows.schema)
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, rows.schema, options=_packed()) as writer:
            start = 0
            for bucket in range(2**bits):
                many = sizes.get(bucket, 0)
                piece = parted.slice(start, many).to_batches()
                writer.write_batch(piece[0] if piece else none)
                start += many
        self._pieces = pa.ipc.open_file(pa.memory_map(str(path)))

    def of(self, bucket: int) -> pa.RecordBatch:
        return self._pieces.get_batch(bucket)


def _packed() -> pa.ipc.IpcWriteOptions:
    import pyarrow as pa

    return pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)


def _joined(batches: list[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_batches(batches, schema)
