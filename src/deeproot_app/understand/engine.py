"""What reckons a turn: DuckDB in this process, or a Spark cluster that reads the same files."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

from deeproot.engines import Tables, open_tables
from deeproot_app.base.errors import UserError
from deeproot_app.record.snapshot.held import Held, own_folder

if TYPE_CHECKING:
    import pyarrow as pa

Name = Literal["duckdb", "spark"]
SETTINGS = {
    # A question of all measures is many joins and sorts in one task, each of which begins with a page of memory. With
    # Spark's own choice (a sixteenth of a task's memory) they do not fit in beside each other.
    "spark.buffer.pageSize": "2m",
    "spark.sql.codegen.cache.maxEntries": "2000",  # the same questions are asked of many blocks and months
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
"""What a Spark session that we start is told; all else is as its own configuration says (SPARK_CONF_DIR)."""


class Engine(Protocol):
    """What reckons."""

    name: Name
    blocks_at_once: int
    """How many blocks of customers (`deeproot_app.understand.due.blocks`) it reckons at a time."""

    def open(self, files: Held, names: Sequence[str], beside: Mapping[str, pa.Table]) -> Tables:
        """The tables of those names, from files, of all customers; and those beside, which are in no file."""
        ...

    def part(self, files: Held, buckets: list[int], customers: list[str]) -> AbstractContextManager[Tables]:
        """The tables of some buckets of the files, as a context; the rows of these customers are asked for."""
        ...

    def block(self, tables: dict[str, pa.Table]) -> AbstractContextManager[Tables]:
        """Tables that were read from the database, as a context."""
        ...


class InProcess:
    """DuckDB, in this process."""

    name: Name = "duckdb"
    blocks_at_once = 1

    def open(self, files: Held, names: Sequence[str], beside: Mapping[str, pa.Table]) -> Tables:
        parted, spilled = files.parted(names), str(files.folder / "spilled")
        if not beside:
            return open_tables(parted, temp_directory=spilled)
        whole = parted.whole()
        return open_tables({**{name: whole.all(name) for name in parted.tables}, **beside}, temp_directory=spilled)

    @contextmanager
    def part(self, files: Held, buckets: list[int], customers: list[str]) -> Iterator[Tables]:
        yield open_tables(files.tables(buckets, customers))

    @contextmanager
    def block(self, tables: dict[str, pa.Table]) -> Iterator[Tables]:
        yield open_tables(tables)


class OnSpark:
    """Spark at ``master`` (``spark://host:7077``, ``yarn``, ``local[*]``; None: as Spark's own configuration says).

    Its workers must see the home folder under the same path. Raises UserError where Spark is not installed or not
    reached.
    """

    name: Name = "spark"
    blocks_at_once = 10  # a question has a price of its own there, however few rows it is about

    def __init__(self, master: str | None = None) -> None:
        if importlib.util.find_spec("pyspark") is None:
            says = "Spark is not installed here: pip install 'deeproot[spark]' (in a checkout: ./run setup --spark)."
            raise UserError(says, exit_code=2)
        if shutil.which("java") is None:
            raise UserError("Spark needs Java 17 or later, and there is no `java` on the PATH.", exit_code=2)
        self._master = master

    @cached_property
    def _session(self) -> Any:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.appName("deeproot").config(map=SETTINGS)
        try:
            return (builder.master(self._master) if self._master else builder).getOrCreate()
        except (PySparkException, RuntimeError) as fault:
            raise UserError(f"Spark does not start: {str(fault).splitlines()[0]}", exit_code=1) from fault

    def open(self, files: Held, names: Sequence[str], beside: Mapping[str, pa.Table]) -> Tables:
        if beside:
            raise UserError(f"{', '.join(beside)} is kept in no file, and is not read on Spark.")
        return open_tables(files.parted(names), spark=self._session)

    @contextmanager
    def part(self, files: Held, buckets: list[int], customers: list[str]) -> Iterator[Tables]:
        with files.part(buckets) as folder:
            yield open_tables(folder, spark=self._session)

    @contextmanager
    def block(self, tables: dict[str, pa.Table]) -> Iterator[Tables]:
        import pyarrow.parquet as pq

        with own_folder() as folder:
            for name, table in tables.items():
                pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
            yield open_tables(folder, spark=self._session)


def engine_of(name: str, master: str | None = None) -> Engine:
    """The engine of that name. Raises UserError where there is none, or it is not installed."""
    if name not in ("duckdb", "spark"):
        raise UserError(f"There is no engine {name!r}; there are duckdb and spark.", exit_code=2)
    if master and name != "spark":
        raise UserError("--master says where Spark runs; give it with --engine spark.", exit_code=2)
    return OnSpark(master) if name == "spark" else InProcess()
