"""The record as Parquet files in the home folder, written block by block: what the company's figures are read from.

It lives as long as the work that wrote it. The engine reads it piece by piece, so that memory does not grow with the
record.
"""

from __future__ import annotations

import os
import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import TYPE_CHECKING

from django.conf import settings

from deeproot.engines import Tables
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.understand.due import blocks, everyone
from deeproot_app.understand.engine import Engine, InProcess

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
    """A folder of Parquet files, to be read by an engine; used as a context, it is gone at the end."""

    def __init__(self, engine: Engine | None = None) -> None:
        self.engine = engine or InProcess()

    def __enter__(self) -> Snapshot:
        folder = Path(settings.HOME) / "snapshots"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left_over in folder.iterdir():
            if not _alive(left_over.name.partition("-")[0]):
                shutil.rmtree(left_over, ignore_errors=True)
        self.path = Path(mkdtemp(prefix=f"{os.getpid()}-", dir=folder))
        self.blocks = 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def add_record(self) -> None:
        """Write the whole record."""
        for block in blocks(everyone()):
            self.add(arrow_tables(block, tables=TABLES))

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
        return self.engine.open(self.path)

    def block(self, tables: dict[str, pa.Table]) -> AbstractContextManager[Tables]:
        """The tables of one block, opened on the engine, as a context."""
        return self.engine.block(tables, self.path)


def _alive(pid: str) -> bool:
    """Whether the process that wrote a folder still runs."""
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
