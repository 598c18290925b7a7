"""A record in an in-memory DuckDB of our own: bounded, off the network, its SQL written once."""

from __future__ import annotations

import functools
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from deeproot.engines.duckdb_sql import canonical_sql, empty_sql, everyone_sql, question_sql, told_sql
from deeproot.engines.given import are_files, as_arrow, parquet_files, word_of, wrong_cells
from deeproot.engines.source import TOLD, Question
from deeproot.tables import TABLES, Problem, TablesError, check

if TYPE_CHECKING:
    import ibis


ROWS_A_THREAD = 122_880
"""A row group of DuckDB, the part of a table that one thread takes: fewer rows only wait for each other's threads."""


def checked(engine: InDuckDB, named: Mapping[str, Any]) -> InDuckDB:
    """The engine, holding these tables in their canonical types. Raises ``TablesError`` naming all that is wrong."""
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


def unchecked(engine: InDuckDB, tables: Mapping[str, pa.Table]) -> InDuckDB:
    """The engine, holding tables that came out of an engine, and so are canonical and were checked."""
    for name, table in tables.items():
        for problem in engine.give(name, table):
            raise TablesError([problem])
    engine.settle()
    return engine


class InDuckDB:
    """An in-memory DuckDB that holds the canonical tables under their own names."""

    def __init__(self, threads: int | None, memory_limit: str, temp_directory: str | None) -> None:
        if not re.fullmatch(r"\d+(\.\d+)?\s*[KMGT]i?B", memory_limit):
            raise ValueError(f"the memory limit must be a size such as 3GB or 800MiB, not {memory_limit!r}")
        self._bounds = (threads, memory_limit, temp_directory)
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
        self._everyone = False
        """Whether everyone who appears in the interactions is a customer."""

    def close(self) -> None:
        self._duckdb.close()

    def give(self, name: str, value: Any) -> Iterator[Problem]:
        """Hand a value to the engine as ``given_<name>``, and note the types of its columns."""
        try:
            schema = self._give_files(name, value) if are_files(value) else self._give_rows(name, value)
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

    def _give_files(self, name: str, value: str | Path | list[str]) -> pa.Schema:
        """Files as a view. A column of nothing but nulls has no type there, though DuckDB says it is a number."""
        # The files of a list have one shape, so that those of thousands need not be opened to know it.
        pattern = value if isinstance(value, list) else parquet_files(value)
        files = self._duckdb.read_parquet(pattern, union_by_name=not isinstance(value, list), hive_partitioning=False)
        files.create_view(f"given_{name}")
        self._use_all_threads()
        pattern = pattern[0] if isinstance(pattern, list) else pattern
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
        self._everyone = "customers" not in self._schemas and "interactions" in self._schemas
        self._make({name: "table" if name in self._in_memory else "view" for name in self._schemas})
        for name in self._in_memory:
            self._duckdb.unregister(f"given_{name}")
        self._in_memory.clear()

    def _make(self, kinds: Mapping[str, str]) -> None:
        for name, kind in kinds.items():
            self._duckdb.execute(f'create {kind} "{name}" as {canonical_sql(name, self._schemas[name])}')
        absent = [name for name in TABLES if name not in kinds]
        if self._everyone and "interactions" in kinds:
            absent.remove("customers")
            self._duckdb.execute(f"create view customers as {everyone_sql()}")
        self._duckdb.execute("; ".join(empty_sql(name) for name in absent))

    def reading(self, files: Mapping[str, list[str]]) -> InDuckDB:
        """A DuckDB of its own that reads the same tables from these files alone."""
        part = InDuckDB(*self._bounds)
        part._schemas, part._everyone = self._schemas, self._everyone
        part._use_all_threads()
        there = [name for name in self._schemas if files.get(name)]
        for name in there:
            part._duckdb.read_parquet(files[name], hive_partitioning=False).create_view(f"given_{name}")
        part._make(dict.fromkeys(there, "view"))
        return part

    def rows(self, name: str, given: str, *values: object) -> pa.Table:
        """The rows of a table, canonical, out of the SQL of what was given, with its values."""
        canonical = canonical_sql(name, self._schemas[name])
        sql = f"with given_{name} as ({given}) select * from ({canonical})"  # noqa: S608 - a name of our own tables
        with self._duckdb.cursor() as cursor:
            return cursor.sql(sql, params=values).to_arrow_table()

    def table(self, name: str) -> ibis.Table:
        return self.connection.table(name)

    @functools.cached_property
    def connection(self) -> ibis.BaseBackend:
        import ibis

        return ibis.duckdb.from_connection(self._duckdb)

    def reckon(
        self, question: Question, options: tuple[Any, ...], told: Mapping[str, list[tuple[Any, ...]]]
    ) -> pa.Table:
        sql, schema = question_sql(question, options)
        # A cursor has temporary tables of its own: two threads may ask different things at once.
        with self._duckdb.cursor() as cursor:
            for name in TOLD:
                cursor.execute(told_sql(name))
                tell(cursor, name, told.get(name, []))
            # Not execute(): its result streams, and a UNION that fills the stream's buffer waits for ever
            # (duckdb issue 22215). DuckDB adds whole numbers in 128 bits, which Arrow would hand on as decimals.
            return cursor.sql(sql).to_arrow_table().cast(schema)


def tell(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Put the rows of a small table of :data:`TOLD` into it."""
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        connection.execute(f"insert into {name} select {', '.join('unnest(?)' for _ in columns)}", columns)
