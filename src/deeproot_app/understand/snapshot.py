"""The record as Parquet files in the home folder, written block by block: what the company's figures are read from.

It lives as long as the turn that wrote it. The engine reads it piece by piece, so that memory does not grow with the
record.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import TYPE_CHECKING

from django.conf import settings

from deeproot.engines import Tables, open_tables

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = (
    *("customers", "members", "interactions", "promises", "beliefs", "cases"),
    *("subscriptions", "purchases", "coverage"),
)
"""What understanding reads."""
OF_NOBODY = ("members", "coverage")
"""Tables that come whole with every block."""


class Snapshot:
    """A folder of Parquet files; used as a context, it is gone at the end."""

    def __enter__(self) -> Snapshot:
        folder = Path(settings.HOME) / "snapshots"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left_over in folder.iterdir():  # of a turn that was killed: we are alone here
            shutil.rmtree(left_over, ignore_errors=True)
        self.path = Path(mkdtemp(dir=folder))
        self.blocks = 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def add(self, tables: dict[str, pa.Table]) -> None:
        """Write the tables of one block of customers."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        for name in TABLES:
            table = tables[name]
            if self.blocks and name in OF_NOBODY:
                continue
            if self.blocks and name == "beliefs":
                table = table.filter(pc.is_valid(table["customer_id"]))
            (self.path / name).mkdir(exist_ok=True)
            pq.write_table(table, self.path / name / f"{self.blocks}.parquet", compression="zstd")
        self.blocks += 1

    def tables(self) -> Tables:
        """The tables of all blocks, opened on the engine."""
        return open_tables(self.path, temp_directory=str(self.path / "spilled"))
