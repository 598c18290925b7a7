"""The files of the buckets whose customers changed, written anew; all others stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from deeproot_app.record.snapshot import files
from deeproot_app.record.snapshot.database import Database
from deeproot_app.record.snapshot.manifest import NOBODY, File, Manifest
from deeproot_app.record.snapshot.where import HANDED, OF_CUSTOMERS, buckets, in_order

if TYPE_CHECKING:
    import pyarrow as pa

CUSTOMERS_AT_ONCE: Final = 5_000
"""Whose rows are asked of the database at a time."""

Files = dict[str, dict[int, File]]
Tell = Callable[[str], None]


@dataclass
class Change:
    """What becomes of one bucket."""

    anew: set[str] = field(default_factory=set)
    """Customers whose rows are read from the database."""
    gone: set[str] = field(default_factory=set)
    """Customers that are no longer there."""
    damaged: bool = False
    """Nothing of its files can be kept."""


def written_changes(
    database: Database, before: Manifest, changes: Mapping[int, Change], folder: Path, tell: Tell
) -> Files:
    """Write the files of these buckets anew, and those that are nobody's; all files there are then."""
    written: Files = {table: dict(before.files.get(table, {})) for table in HANDED}
    done = 0
    for some in _together(changes):
        tell(f"writing changes to files, {done:,} of {len(changes):,} parts done")
        asked = sorted(set().union(*(changes[bucket].anew for bucket in some)))
        for table in OF_CUSTOMERS:
            fresh = _parted(database.rows(table, asked), before.bits)
            for bucket in some:
                own = fresh.get(bucket, fresh[NOBODY])
                old = written[table].pop(bucket, None)
                _keep(written, table, bucket, _written(folder, table, bucket, old, changes[bucket], own))
        done += len(some)
    for table in HANDED:
        old = written[table].pop(NOBODY, None)
        _keep(written, table, NOBODY, files.write(folder, table, NOBODY, database.rows(table, []), old))
    return written


def _together(changes: Mapping[int, Change]) -> Iterator[list[int]]:
    """The buckets in groups of which so many customers are read anew."""
    group: list[int] = []
    customers = 0
    for bucket in sorted(changes):
        if group and customers + len(changes[bucket].anew) > CUSTOMERS_AT_ONCE:
            yield group
            group, customers = [], 0
        group.append(bucket)
        customers += len(changes[bucket].anew)
    if group:
        yield group


def _parted(rows: pa.Table, bits: int) -> dict[int, pa.Table]:
    """The rows of each bucket; NOBODY stands for none."""
    import pyarrow.compute as pc

    own = rows.filter(pc.is_valid(rows["customer_id"]))
    found = {NOBODY: own.slice(0, 0)}
    if not own.num_rows:
        return found
    chosen = buckets(own["customer_id"], bits)
    parted = own.take(pc.sort_indices(chosen))
    start = 0
    for one in sorted(pc.value_counts(chosen).to_pylist(), key=lambda one: one["values"]):
        found[one["values"]] = parted.slice(start, one["counts"])
        start += one["counts"]
    return found


def _written(folder: Path, table: str, bucket: int, old: File | None, change: Change, fresh: pa.Table) -> File | None:
    """The file of a bucket: the rows of whoever did not change, and the fresh ones. The old one, where that is all."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if old is None or change.damaged:
        return files.write(folder, table, bucket, fresh, None)
    rows = files.read(folder, old)
    out = pc.is_in(rows["customer_id"], pa.array(sorted(change.anew | change.gone), pa.string()))
    if in_order(table, rows.filter(out)).equals(in_order(table, fresh)):
        return old
    return files.write(folder, table, bucket, pa.concat_tables([rows.filter(pc.invert(out)), fresh]), old)


def _keep(written: Files, table: str, bucket: int, file: File | None) -> None:
    if file is not None:
        written[table][bucket] = file
