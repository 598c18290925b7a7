"""A record in an in-memory DuckDB of our own: bounded, off the network, its SQL written once."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from deeproot.engines.given import as_arrow, parquet_files, word_of, wrong_cells
from deeproot.engines.source import TOLD, Question, Source
from deeproot.kept_sql import kept
from deeproot.tables import TABLES, Problem, TablesError, check

if TYPE_CHECKING:
    import ibis


ROWS_A_THREAD = 122_880
"""A row group of DuckDB, the part of a table that one thread takes: fewer rows only wait for each other's threads."""


def open_in_duckdb(
    named: Mapping[str, Any], threads: int | None, memory_limit: str, temp_directory: str | None
) -> InDuckDB:
    """A DuckDB that holds these tables in their canonical types. Raises ``TablesError`` naming all that is wrong."""
    engine = InDuckDB(threads, memory_limit, temp_directory)
    problems = [problem for name, value in named.items() if name in TABLES for problem in engine.give(name, value)]
    unread = {problem.table for problem in problems}
    problems += check({name: engine.types.get(name, {}) for name in named if name not in unread})
    if not problems:
        problems = [problem for name in named for problem in engine.wrong_in(name)]
    if problems:
        engine.close()
        raise TablesError(problems)
    engine.settle()
    return engine


class InDuckDB:
    """An in-memory DuckDB that holds the canonical tables under their own names."""

    def __init__(self, threads: int | None, memory_limit: str, temp_directory: str | None) -> None:
        self._threads = threads or os.cpu_count() or 1
        self._duckdb = duckdb.connect(
            config={
                "threads": threads or 1,  # all of them where much is given
                "memory_limit": memory_limit,
                "temp_directory": temp_directory or str(Path(tempfile.gettempdir()) / f"deeproot-{os.getpid()}"),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "preserve_insertion_order": "false",
            }
        )
        self._duckdb.execute("set global TimeZone = 'UTC'")  # else moments with an offset take the machine's zone
        self.types: dict[str, dict[str, str]] = {}
        """The types of what was given, by table and column, in the words of :data:`deeproot.tables.Type`."""
        self._schemas: dict[str, pa.Schema] = {}
        self._in_memory: dict[str, pa.Table] = {}

    def close(self) -> None:
        self._duckdb.close()

    def give(self, name: str, value: Any) -> Iterator[Problem]:
        """Hand a value to the engine as ``given_<name>``, and note the types of its columns."""
        try:
            schema = self._give_files(name, value) if isinstance(value, str | Path) else self._give_rows(name, value)
        except duckdb.Error as error:
            yield Problem(name, None, f"cannot be read as Parquet: {str(error).splitlines()[0]}")
        except TablesError as error:
            yield from error.problems
        else:
            self.types[name] = {field.name: word_of(field.type) for field in schema}
            self._schemas[name] = pa.schema([pa.field(f.name, f.type) for f in schema if f.name in TABLES[name].names])

    def _give_rows(self, name: str, value: Any) -> pa.Schema:
        table = as_arrow(name, value)
        self._in_memory[name] = table
        if len(table) > ROWS_A_THREAD:
            self._use_all_threads()
        self._duckdb.register(f"given_{name}", table)
        # An empty table holds no values of a wrong type, whatever a data frame made of its columns.
        return table.schema if len(table) else pa.schema([field.with_type(pa.null()) for field in table.schema])

    def _give_files(self, name: str, value: str | Path) -> pa.Schema:
        """Files as a view. A column of nothing but nulls has no type there, though DuckDB says it is a number."""
        pattern = parquet_files(value)
        files = self._duckdb.read_parquet(pattern, union_by_name=True)
        files.create_view(f"given_{name}")
        self._use_all_threads()
        untyped = "select name from parquet_schema(?) group by name having bool_and(logical_type = 'NullType()')"
        empty = {column for (column,) in self._duckdb.execute(untyped, [pattern]).fetchall()}
        schema = files.limit(0).to_arrow_table().schema
        empty |= self._without_values(name, schema)
        return pa.schema([field.with_type(pa.null()) if field.name in empty else field for field in schema])

    def _without_values(self, name: str, schema: pa.Schema) -> set[str]:
        """Which columns of another type hold nothing but nulls, and so fit everywhere. Only those are looked at."""
        mistyped = check({name: {field.name: word_of(field.type) for field in schema}})
        asked = [problem.column for problem in mistyped if problem.column in schema.names]
        if not asked:
            return set()
        counts = ", ".join(f'count("{column}")' for column in asked)
        held = self._duckdb.table(f"given_{name}").aggregate(counts).fetchone() or ()
        return {column for column, values in zip(asked, held, strict=True) if column and not values}

    def _use_all_threads(self) -> None:
        self._duckdb.execute(f"set threads = {self._threads}")

    def wrong_in(self, name: str) -> Iterator[Problem]:
        """What is wrong with the cells of a table whose columns are right."""
        if name in self._in_memory:
            yield from wrong_cells(TABLES[name], self._in_memory[name])
        for column in TABLES[name].columns:
            if column.type == "timestamp" and self.types[name].get(column.name) == "string":
                unread = f'try_cast("{column.name}" as timestamptz) is null and "{column.name}" is not null'
                example, times = (
                    self._duckdb.table(f"given_{name}")
                    .filter(unread)
                    .aggregate(f'any_value("{column.name}"), count(*)')
                    .fetchall()[0]
                )
                if times:
                    says = f"is no moment in {times} rows, such as {example!r}; it must be ISO 8601 (2026-06-30T09:00Z)"
                    yield Problem(name, column.name, says)

    def settle(self) -> None:
        """Make the canonical tables: views over files, copies of what was in memory, empty where nothing was given."""
        for name, schema in self._schemas.items():
            kind = "table" if name in self._in_memory else "view"
            self._duckdb.execute(f'create {kind} "{name}" as {_canonical_sql(name, schema)}')
            if name in self._in_memory:
                self._duckdb.unregister(f"given_{name}")
        self._in_memory.clear()
        absent = [name for name in TABLES if name not in self._schemas]
        if "customers" in absent and "interactions" in self._schemas:
            absent.remove("customers")
            self._duckdb.execute(f"create view customers as {_everyone_sql()}")
        self._duckdb.execute("; ".join(_empty_sql(name) for name in absent))

    def table(self, name: str) -> ibis.Table:
        return self.connection.table(name)

    @functools.cached_property
    def connection(self) -> ibis.BaseBackend:
        import ibis

        return ibis.duckdb.from_connection(self._duckdb)

    def reckon(
        self, question: Question, options: tuple[Any, ...], told: Mapping[str, list[tuple[Any, ...]]]
    ) -> pa.Table:
        sql, schema = _question_sql(question, options)
        # A cursor has temporary tables of its own: two threads may ask different things at once.
        with self._duckdb.cursor() as cursor:
            for name in TOLD:
                cursor.execute(_told_sql(name))
                if told.get(name):
                    columns = [list(column) for column in zip(*told[name], strict=True)]
                    cursor.execute(f"insert into {name} select {', '.join('unnest(?)' for _ in columns)}", columns)
            # Not execute(): its result streams, and a UNION that fills the stream's buffer waits for ever
            # (duckdb issue 22215). DuckDB adds whole numbers in 128 bits, which Arrow would hand on as decimals.
            return cursor.sql(sql).to_arrow_table().cast(schema)


_SQL = {
    "string": "varchar",
    "timestamp": "timestamp",
    "int64": "bigint",
    "float64": "double",
    "bool": "boolean",
    "list": "varchar[]",
}


@functools.cache
def _told_sql(name: str) -> str:
    return f"create temp table {name} ({_typed(TOLD[name])})"


@functools.cache
def _empty_sql(name: str) -> str:
    return f'create table "{name}" ({_typed({column.name: column.type for column in TABLES[name].columns})})'


def _typed(columns: Mapping[str, str]) -> str:
    return ", ".join(f'"{name}" {_SQL[kind]}' for name, kind in columns.items())


@functools.cache
def _canonical_sql(name: str, schema: pa.Schema) -> str:
    def write() -> tuple[str, None]:
        import ibis

        from deeproot.engines.canonical import canonical

        given = ibis.table(ibis.Schema.from_pyarrow(schema), name=f"given_{name}")
        return str(ibis.to_sql(canonical(given, TABLES[name]), dialect="duckdb")), None

    return kept(_canonical_sql, (name, schema.to_string()), write)[0]


@functools.cache
def _everyone_sql() -> str:
    def write() -> tuple[str, None]:
        import ibis

        from deeproot.engines.canonical import canonical, everyone_in, types_of

        interactions = ibis.table(types_of(TABLES["interactions"]), name="interactions")
        return str(ibis.to_sql(canonical(everyone_in(interactions), TABLES["customers"]), dialect="duckdb")), None

    return kept(_everyone_sql, (), write)[0]


@functools.cache
def _question_sql(question: Question, options: tuple[Any, ...]) -> tuple[str, pa.Schema]:
    def write() -> tuple[str, pa.Schema]:
        import ibis

        from deeproot.engines.canonical import types_of

        tables = {table.name: ibis.table(types_of(table), name=table.name) for table in TABLES.values()}
        told = {name: ibis.table(columns, name=name) for name, columns in TOLD.items()}
        asked = question(Source("duckdb", tables | told), *options)
        return str(ibis.to_sql(asked, dialect="duckdb")), asked.schema().to_pyarrow()

    return kept(question, options, write)
