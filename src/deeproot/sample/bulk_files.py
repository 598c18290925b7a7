"""The files of a large record: written whole or not at all, so that one that was killed can go on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..engines.parted import BUCKET
from ..tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

GROUP_ROWS: Final = 16_384
"""Rows of a row group: what is read for one customer."""
ONCE: Final = ("members", "resources", "coverage")
"""Tables whose rows are no customer's."""
REPEATING: Final = [
    "customer_id",
    "contact_id",
    "member_id",
    "channel",
    "direction",
    "kind",
    "resource_id",
    "score_kind",
    "owner",
    "severity",
    "currency",
    "about",
    "horizon",
    "persona",
    "country",
    "timezone",
    "arm",
    "programme_id",
    "type",
    "source",
    "state",
    "team",
]
ORDERED: Final = ("customer_id", "happened_at")
"""The columns that rows stand by: only their least and greatest values tell a reader what to pass over."""
UNFINISHED: Final = "This record is still being made; the same command goes on where it stopped."


class Parts:
    """The folder of a large record, a file a table and part; ``told`` says what it is made of."""

    def __init__(self, home: Path, as_: str, told: str) -> None:
        self.home, self.as_, self.told = home, as_, told
        if not (as_ == "parquet" and self._begun()):
            self._begin()

    def _begun(self) -> bool:
        """Whether the very same record was begun here, and not brought to its end."""
        readme = self.home / "README.txt"
        return readme.exists() and readme.read_text(encoding="utf-8") == self._readme(UNFINISHED)

    def _begin(self) -> None:
        for name in TABLES:
            (self.home / name).mkdir(parents=True, exist_ok=True)
            for old in (self.home / name).rglob(f"part*.{self.as_}*"):
                old.unlink()
        (self.home / "README.txt").write_text(self._readme(UNFINISHED), encoding="utf-8")

    def held(self, bucket: str, once: bool) -> dict[str, int] | None:
        """The rows of each table in a bucket that is already there; None where it is not, or not whole.

        ``once``: it is the first, and what is written only once counts with it.
        """
        import pyarrow.parquet as pq

        if not self._path("interactions", bucket).exists():
            return None
        there = {name: self._path(name, bucket) for name in TABLES if once or name not in ONCE}
        return {name: pq.read_metadata(path).num_rows for name, path in there.items() if path.exists()}

    def write(self, bucket: str, tables: Mapping[str, pa.Table]) -> None:
        """Write one bucket of every table; its interactions come last, and say that it is whole."""
        for name in sorted(tables, key=lambda name: name == "interactions"):
            path = self._path(name, bucket)
            path.parent.mkdir(exist_ok=True)
            unfinished = path.with_name(f"{path.name}.unfinished")
            (_write_csv if self.as_ == "csv" else _write_parquet)(unfinished, tables[name])
            unfinished.replace(path)

    def complete(self, counted: Mapping[str, int]) -> None:
        lines = "\n".join(f"{name}: {count:,} rows" for name, count in counted.items())
        (self.home / "README.txt").write_text(self._readme(lines), encoding="utf-8")

    def _path(self, name: str, bucket: str) -> Path:
        if name in ONCE:
            return self.home / name / f"part.{self.as_}"
        if self.as_ == "csv" or "customer_id" not in TABLES[name].names:
            return self.home / name / f"part-{bucket}.{self.as_}"
        return self.home / name / f"{BUCKET}{bucket}" / "part.parquet"

    def _readme(self, says: str) -> str:
        return (
            "A SIMULATED record, made by Deeproot's sample generator for benchmarks. Nothing in it is real.\n\n"
            f"{self.told}\n\n{says}\n"
        )


def _write_parquet(path: Path, table: pa.Table) -> None:
    import pyarrow.parquet as pq

    pq.write_table(
        table,
        path,
        row_group_size=GROUP_ROWS,
        compression="zstd",
        compression_level=1,  # half the bytes of lz4, for no more of the processor
        use_dictionary=[name for name in table.column_names if name in REPEATING],
        store_schema=False,
        write_statistics=[name for name in table.column_names if name in ORDERED],
    )


def _write_csv(path: Path, table: pa.Table) -> None:
    """The canonical CSV: ISO 8601 with Z, lists joined by ``;``, null an empty cell."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    for place, field in enumerate(table.schema):
        column = table.column(place)
        if pa.types.is_timestamp(field.type):
            text = pc.strftime(column.cast(pa.timestamp("s")), format="%Y-%m-%dT%H:%M:%SZ")
            table = table.set_column(place, field.name, text)
        elif pa.types.is_list(field.type):
            table = table.set_column(place, field.name, pc.binary_join(column, ";"))
        elif pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, column.cast(pa.string()))
    csv.write_csv(table, path, csv.WriteOptions(quoting_style="needed"))
