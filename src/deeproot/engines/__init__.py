"""Open the tables of a record on an engine: data frames, Arrow, Parquet, DuckDB, or any connection Ibis speaks.

Every table comes out with the columns and types of :mod:`deeproot.tables`, whatever went in. What differs between
engines is met here and nowhere else: a reckoning is one Ibis expression that runs on each of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deeproot.engines.parted import Parted, parted_in
from deeproot.engines.source import TOLD, Question, Source, rows_asked
from deeproot.tables import TABLES, Problem, TablesError

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa
    from pyspark.sql import SparkSession

    from deeproot.engines.elsewhere import Elsewhere
    from deeproot.engines.in_duckdb import InDuckDB
    from deeproot.engines.in_files import InFiles
    from deeproot.engines.in_spark import InSpark

__all__ = ["MEMORY_LIMIT", "TOLD", "Parted", "Question", "Source", "Tables", "open_tables"]

MEMORY_LIMIT = os.environ.get("DEEPROOT_MEMORY_LIMIT", "3GB")
"""What DuckDB may take before it spills to disk, unless ``memory_limit`` says otherwise."""


def open_tables(
    given: Mapping[str, Any] | str | Path | Parted,
    *,
    spark: SparkSession | None = None,
    threads: int | None = None,
    memory_limit: str = MEMORY_LIMIT,
    temp_directory: str | None = None,
) -> Tables:
    """Open the tables of a record, checked and in their canonical types.

    ``given`` maps a table's name to a pandas or Polars frame, an Arrow table, a DuckDB relation, an Ibis table, or the
    path, glob or list of paths of Parquet files; or it is a folder that holds ``<table>.parquet`` files or ``<table>/``
    folders of them; or it says which files hold whom (:class:`~deeproot.engines.parted.Parted`), as the folders of a
    table that is parted do (``interactions/bucket=a7/``). Ibis tables bring their own engine (Spark, PostgreSQL, ...),
    which then reckons everything; all else is read by an in-memory DuckDB with ``threads`` (those of the machine, or
    one where little is given) and ``memory_limit``, spilling to ``temp_directory``.

    Moments with an offset become UTC, those without are taken as UTC, text is read as ISO 8601. NaN is read as null.
    A column that may be null may be absent; a table that is absent is empty, but for customers: without that table,
    everyone who appears in the interactions is one.

    Raises :class:`~deeproot.tables.TablesError`, which names everything that is wrong at once: tables and columns that
    are missing, unknown or of another type, and in tables given from memory also cells that may not be empty, words
    that are none of a column's, and customers named twice.
    """
    bounds = (threads, memory_limit, temp_directory)
    if (theirs := spark or _spark_of(given)) is not None:
        from deeproot.engines.in_spark import open_in_spark, own_session
        from deeproot.engines.spark_files import tables_in

        session = own_session(theirs)
        named = tables_in(session, str(given)) if isinstance(given, str | Path) else _by_name(given)
        return Tables(open_in_spark(named, session), frozenset(named), bounds)
    if isinstance(given, str | Path):
        given = parted_in(Path(given)) or _folder(Path(given))
    named = _by_name(given)
    if any(_is_ibis(value) for value in named.values()):
        from deeproot.engines.elsewhere import open_elsewhere

        return Tables(open_elsewhere(named), frozenset(named), bounds)
    from deeproot.engines.in_duckdb import InDuckDB, checked
    from deeproot.engines.in_files import InFiles

    if isinstance(given, Parted):
        return Tables(InFiles(checked(InDuckDB(*bounds), named), given), frozenset(named), bounds)
    return _on_duckdb(named, bounds, checked)


def _on_duckdb(
    named: Mapping[str, Any], bounds: Bounds, filled: Callable[[InDuckDB, Mapping[str, Any]], Any]
) -> Tables:
    """The tables on a DuckDB with these bounds: one that has answered before, where they are small and it may."""
    from deeproot.engines import warm
    from deeproot.engines.in_duckdb import InDuckDB

    if bounds != (None, MEMORY_LIMIT, None) or not warm.suits(named):
        return Tables(filled(InDuckDB(*bounds), named), frozenset(named), bounds)
    engine = warm.take()
    tables = Tables(filled(engine, named), frozenset(named), bounds)
    warm.until_gone(tables, engine)
    return tables


Bounds = tuple[int | None, str, str | None]
"""Threads, memory limit and spill folder of a DuckDB."""


class Tables:
    """The tables of a record, each as an Ibis table with canonical columns: ``tables["interactions"]``."""

    def __init__(self, engine: InDuckDB | InFiles | InSpark | Elsewhere, given: frozenset[str], bounds: Bounds) -> None:
        self._engine = engine
        self._bounds = bounds
        self.given = given
        """The names of the tables that were given; all others are empty."""

    def __getitem__(self, name: str) -> ibis.Table:
        if name not in TABLES:
            raise KeyError(f"there is no table {name!r}; the tables are {', '.join(TABLES)}")
        return self._engine.table(name)

    @property
    def connection(self) -> ibis.BaseBackend:
        """The Ibis connection that the tables live on."""
        return self._engine.connection

    def reckon(self, question: Question, *options: Any, **told: Iterable[tuple[Any, ...]]) -> pa.Table:
        """Run a question on the engine: the rows it answers with, as Arrow.

        ``told`` gives the rows of the small tables of :data:`TOLD`. On DuckDB the SQL of a question is written once a
        process for each choice of options, so asking it again about other customers or another moment costs the run.
        """
        return self._engine.reckon(question, options, {name: list(rows) for name, rows in told.items()})

    def rows(self, name: str, customers: Iterable[str]) -> pa.Table:
        """The rows of a table that belong to these customers, and those that are no customer's, as Arrow.

        Of files that are parted by customers, only those that hold them are read.
        """
        asked = list(dict.fromkeys(customers))
        if (files := _files(self._engine)) is not None:
            return files.rows(name, asked)
        return self.reckon(rows_asked, name, asked=[(customer,) for customer in asked])

    def of(self, customers: Iterable[str]) -> Tables:
        """The same record of these customers alone, held in memory: what one asks it again is quick."""
        from deeproot.engines.in_duckdb import unchecked

        asked = list(dict.fromkeys(customers))
        held = {name: self.rows(name, asked) for name in sorted(self.given)}
        return _on_duckdb(held, self._bounds, unchecked)

    def parts(self, customers: Sequence[str] | None = None) -> Iterator[tuple[Tables, Sequence[str] | None]]:
        """The record in parts, each with all rows of its customers; or those of some ``customers``, told beside it.

        What is asked of each customer by itself may be asked of one part after the other: only one is in memory at a
        time. A record whose files are not parted comes whole.
        """
        if (files := _files(self._engine)) is None:
            yield self, customers
        elif customers is not None:
            for some in files.parted.near(customers):
                yield self.of(some), some
        else:
            for part in files.parts():
                yield Tables(part, self.given, self._bounds), None


def _files(engine: object) -> InFiles | None:
    from deeproot.engines.in_files import InFiles

    return engine if isinstance(engine, InFiles) else None


def _by_name(given: Mapping[str, Any] | Parted) -> dict[str, Any]:
    if isinstance(given, Parted):
        return {name: given.whole().all(name) for name in given.tables}
    return dict(given)


def _folder(path: Path) -> dict[str, str]:
    if not path.is_dir():
        raise TablesError([Problem(str(path), None, "is not a folder; give one that holds Parquet files")])
    found = {}
    for name in TABLES:
        if (path / f"{name}.parquet").is_file():
            found[name] = str(path / f"{name}.parquet")
        elif (path / name).is_dir():
            found[name] = str(path / name / "**" / "*.parquet")
    if not found:
        says = f"holds no table; expected files such as {path / 'interactions.parquet'}"
        raise TablesError([Problem(str(path), None, says)])
    return found


def _is_ibis(value: object) -> bool:
    return type(value).__module__.startswith("ibis.")


def _spark_of(given: Mapping[str, Any] | str | Path | Parted) -> Any:
    """The session of the first Spark data frame among what is given, or of an Ibis connection to Spark."""
    for value in given.values() if isinstance(given, Mapping) else ():
        if type(value).__module__.startswith("pyspark.sql"):
            return value.sparkSession
        if _is_ibis(value) and (connection := value.get_backend()).name == "pyspark":
            return connection.raw_sql("select 1").sparkSession
    return None
