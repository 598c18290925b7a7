"""Files that stay as they are while somebody reads them, though the next sync replaces them.

Each is linked into a folder of the reader's own: plain Parquet, a folder a table, a file a bucket, which any engine
reads. The folder goes with its reader; a killed reader's goes with the next one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Final

from deeproot.engines import Parted
from deeproot_app.record.shape import SHAPES
from deeproot_app.record.snapshot import files, manifest
from deeproot_app.record.snapshot.manifest import NOBODY, Manifest
from deeproot_app.record.snapshot.sync import alone, sync
from deeproot_app.record.snapshot.where import HANDED, OF_CUSTOMERS, by_bucket, folder

if TYPE_CHECKING:
    import pyarrow as pa

READER: Final = "reading-"
LOCK: Final = ".lock"

Tell = Callable[[str], None]


@contextmanager
def held(tell: Tell = lambda says: None) -> Iterator[Held]:
    """The files, brought up to the record as it is now, checked, and the reader's own as long as the context lasts."""
    place = folder()
    sync(tell, every_byte=True)
    with own_folder() as own:
        with alone(place):
            there = manifest.read(place)
            if there is None:
                raise files.DamagedError(f"{place} was taken away while it was read")
            _link(there, lambda table, bucket: place / there.files[table][bucket].name, own)
        yield Held(own, there)


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder beside the files that lasts as long as the context, or as its process: a killed one's goes later."""
    beside = folder().parent
    beside.mkdir(parents=True, exist_ok=True, mode=0o700)
    _throw_away_left_over(beside)
    own = Path(mkdtemp(prefix=READER, dir=beside))
    with (own / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield own
        finally:
            shutil.rmtree(own, ignore_errors=True)


def _link(there: Manifest, at: Callable[[str, int], Path], into: Path, only: Collection[int] | None = None) -> None:
    """Link the files of some buckets, or all, with those that are nobody's: ``<table>/<bucket>.parquet``."""
    for table, own in there.files.items():
        named = [bucket for bucket in own if only is None or bucket == NOBODY or bucket in only]
        if named:
            (into / table).mkdir(parents=True, exist_ok=True)
        for bucket in named:
            os.link(at(table, bucket), into / table / _name(bucket))


def _name(bucket: int) -> str:
    return "nobody.parquet" if bucket == NOBODY else f"{bucket:04x}.parquet"


def _throw_away_left_over(place: Path) -> None:
    """Take away the folders of readers that were killed: nobody holds their lock."""
    for left_over in place.glob(f"{READER}*"):
        try:
            with (left_over / LOCK).open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left_over, ignore_errors=True)
        except BlockingIOError:
            continue
        except FileNotFoundError:
            continue  # it begins, or ends, at this very moment


@dataclass
class Read:
    """What was read so far."""

    files: int = 0
    row_groups: int = 0
    rows: int = 0


class Held:
    """The files of a record, a folder of them; they do not change."""

    def __init__(self, own: Path, there: Manifest) -> None:
        self.folder = own
        self.read = Read()
        self._there = there

    @property
    def upto(self) -> int:
        """The last change of the record that they have seen."""
        return self._there.upto

    def groups(self, rows: int, customers: int) -> Iterator[list[int]]:
        """All buckets that hold anybody, in groups of at most so many interactions and customers, one at least."""
        group: list[int] = []
        held_rows = held_customers = 0
        for bucket in sorted(self._there.files["customers"]):
            own = self._rows("interactions", bucket), self._rows("customers", bucket)
            if group and (held_rows + own[0] > rows or held_customers + own[1] > customers):
                yield group
                group, held_rows, held_customers = [], 0, 0
            group.append(bucket)
            held_rows, held_customers = held_rows + own[0], held_customers + own[1]
        if group:
            yield group

    def _rows(self, table: str, bucket: int) -> int:
        file = self._there.files[table].get(bucket)
        return file.rows if file else 0

    def customers(self, of: Iterable[int]) -> list[str]:
        """The customers of these buckets, in order."""
        pieces = [self._whole("customers", bucket, ["customer_id"]) for bucket in of]
        return sorted(one for piece in pieces if piece is not None for one in piece["customer_id"].to_pylist())

    def parted(self, names: Iterable[str] = HANDED) -> Parted:
        """The files of those tables, for the library: which of them hold whom."""
        own: dict[str, dict[int, tuple[str, ...]]] = {}
        nobodys: dict[str, tuple[str, ...]] = {}
        for name in names:
            paths: dict[int, tuple[str, ...]] = {
                bucket: (str(self._path(name, bucket)),) for bucket in self._there.files.get(name, {})
            }
            if NOBODY in paths:
                nobodys[name] = paths.pop(NOBODY)
            if paths:
                own[name] = paths
        return Parted(self._there.bits, own, nobodys)

    def tables(self, of: Sequence[int], customers: Collection[str] | None = None) -> dict[str, pa.Table]:
        """The tables of these buckets, as `deeproot_app.record.arrow.arrow_tables` gives them.

        Where not all customers of the buckets are among ``customers``, the rows of others are left out.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        found = {table: _joined(table, [self._whole(table, bucket) for bucket in of]) for table in HANDED}
        if customers is not None and len(customers) < found["customers"].num_rows:
            wanted = pa.array(customers, pa.string())
            for table in OF_CUSTOMERS:
                found[table] = found[table].filter(pc.is_in(found[table]["customer_id"], wanted))
        return {table: _joined(table, [rows, self._whole(table, NOBODY)]) for table, rows in found.items()}

    def rows_of(self, customers: Sequence[str], tables: Iterable[str] = HANDED) -> dict[str, pa.Table]:
        """The rows of these customers, of few row groups, with those that are nobody's."""
        chosen = by_bucket(customers, self._there.bits)
        found = {}
        for table in tables:
            pieces = [self._some(table, bucket, sorted(own)) for bucket, own in sorted(chosen.items())]
            found[table] = _joined(table, [*(pieces if table in OF_CUSTOMERS else ()), self._whole(table, NOBODY)])
        return found

    @contextmanager
    def part(self, of: Collection[int]) -> Iterator[Path]:
        """The files of these buckets alone, as a folder."""
        own = Path(mkdtemp(prefix="part-", dir=self.folder))
        try:
            _link(self._there, self._path, own, only=of)
            yield own
        finally:
            shutil.rmtree(own, ignore_errors=True)

    def _path(self, table: str, bucket: int) -> Path:
        return self.folder / table / _name(bucket)

    def _whole(self, table: str, bucket: int, columns: list[str] | None = None) -> pa.Table | None:
        import pyarrow.parquet as pq

        file = self._there.files.get(table, {}).get(bucket)
        if file is None:
            return None
        self.read.files += 1
        self.read.rows += file.rows
        return pq.read_table(self._path(table, bucket), columns=columns, use_threads=False, partitioning=None)

    def _some(self, table: str, bucket: int, customers: list[str]) -> pa.Table | None:
        """The rows of some customers of a bucket: by what each row group says of the first and last one in it."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        if bucket not in self._there.files.get(table, {}):
            return None
        with pq.ParquetFile(self._path(table, bucket), page_checksum_verification=True) as file:
            groups = list(_holding(file.metadata, customers))
            rows = file.read_row_groups(groups, use_threads=False)
        self.read.files += 1
        self.read.row_groups += len(groups)
        self.read.rows += rows.num_rows
        return rows.filter(pc.is_in(rows["customer_id"], pa.array(customers, pa.string())))


def _holding(told: Any, customers: list[str]) -> Iterator[int]:
    """The row groups that may hold one of these customers, given in order."""
    place = told.schema.to_arrow_schema().get_field_index("customer_id")
    for group in range(told.num_row_groups):
        known = told.row_group(group).column(place).statistics
        if known is None or not known.has_min_max:
            yield group
            continue
        at = bisect_left(customers, known.min)
        if at < len(customers) and customers[at] <= known.max:
            yield group


def _joined(table: str, pieces: Iterable[pa.Table | None]) -> pa.Table:
    import pyarrow as pa

    schema = SHAPES[table].table.arrow_schema()
    return pa.concat_tables([schema.empty_table(), *(piece for piece in pieces if piece is not None)])
