"""Some buckets of a sample record, written as the application writes its snapshots. Django must be set up before."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from deeproot.tables import TABLES
from deeproot_app.record.snapshot import files
from deeproot_app.record.snapshot.held import Held
from deeproot_app.record.snapshot.manifest import NOBODY, File, Manifest
from deeproot_app.record.snapshot.where import HANDED, OF_NOBODY, bits_for, bucket_of, buckets

__all__ = ["HANDED", "Held", "bits_for", "snapshot"]


def snapshot(record: Path, into: Path, bits: int, many: int) -> tuple[Held, list[str]]:
    """The first ``many`` buckets of the record in the layout of the application, and the customers they hold."""
    named: dict[str, dict[int, File]] = {}
    customers: list[str] = []
    for table in HANDED:
        rows = chosen(record / table, table, bits, many)
        own = pa.array([NOBODY] * len(rows)) if table in OF_NOBODY else buckets(rows["customer_id"], bits)
        for bucket in pc.unique(own).to_pylist():
            kept = files.write(into, table, bucket, rows.filter(pc.equal(own, bucket)), None)
            assert kept is not None
            (into / kept.name).rename(
                into / table / ("nobody.parquet" if bucket == NOBODY else f"{bucket:04x}.parquet")
            )
            named.setdefault(table, {})[bucket] = kept
        if table == "customers":
            customers = rows["customer_id"].to_pylist()
    return Held(into, Manifest(bits, 0, "", "", named)), customers


def chosen(folder: Path, table: str, bits: int, many: int) -> pa.Table:
    """The rows of a table that lie in the first ``many`` of 2 ** bits buckets."""
    found = [TABLES[table].arrow_schema().empty_table()]
    parts = sorted(folder.glob("bucket=*"))
    names = found[0].column_names
    for part in parts[: -(-len(parts) * many // 2**bits)] or [folder]:  # the first digits name both kinds of bucket
        rows = pq.read_table(part, partitioning=None, columns=names).select(names).cast(found[0].schema)
        if table not in OF_NOBODY:
            ids = pc.unique(rows["customer_id"]).to_pylist()
            own = pa.array([one for one in ids if bucket_of(one, bits) < many], pa.string())
            rows = rows.filter(pc.is_in(rows["customer_id"], own))
        found.append(rows)
    return pa.concat_tables(found)
