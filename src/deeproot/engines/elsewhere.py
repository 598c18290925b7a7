"""A record on an engine of the user's own (Spark, PostgreSQL, ...), reached through its Ibis connection."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from deeproot.engines.canonical import canonical, everyone_in, types_of
from deeproot.engines.given import as_arrow, parquet_files, word_of
from deeproot.engines.source import TOLD, Question, Source
from deeproot.tables import TABLES, Problem, TablesError, check


def open_elsewhere(named: Mapping[str, Any]) -> Elsewhere:
    """Ibis tables stay where they are; what was given beside them goes to their engine. Raises ``TablesError``."""
    connection = _one_engine({name: value for name, value in named.items() if isinstance(value, ibis.Table)})
    opened: dict[str, ibis.Table] = {}
    problems: list[Problem] = []
    for name, value in named.items():
        try:
            if name in TABLES:
                opened[name] = _without_empty(name, _theirs(connection, name, value))
        except TablesError as error:
            problems += error.problems
    types = {name: _words(table) for name, table in opened.items()}
    problems += check(types | {name: {} for name in named if name not in TABLES})
    if problems:
        raise TablesError(problems)
    if "customers" not in opened and "interactions" in opened:
        opened["customers"] = everyone_in(opened["interactions"])
    tables = {
        name: canonical(opened[name], table) if name in opened else _small(types_of(table), [])
        for name, table in TABLES.items()
    }
    return Elsewhere(connection, tables)


def _one_engine(tables: Mapping[str, ibis.Table]) -> ibis.BaseBackend:
    engines = {name: table.get_backend() for name, table in tables.items()}
    first = next(iter(engines.values()))
    apart = [name for name, engine in engines.items() if engine is not first]
    if apart:
        says = f"lives on another engine than the other tables ({first.name}); open them on one"
        raise TablesError([Problem(name, None, says) for name in apart])
    return first


def _theirs(connection: ibis.BaseBackend, name: str, value: Any) -> ibis.Table:
    if isinstance(value, ibis.Table):
        return _in_utc(value) if connection.name in ("postgres", "duckdb") else value
    if isinstance(value, str | Path):
        return connection.read_parquet(parquet_files(value))
    return ibis.memtable(as_arrow(name, value))


def _in_utc(table: ibis.Table) -> ibis.Table:
    """The table with its moments that have an offset told in UTC: cast, they would be told in the session's zone."""
    moments = {name: kind for name, kind in table.schema().items() if kind.is_timestamp() and kind.timezone is not None}
    return table.mutate(**{name: _timezone("UTC", table[name]) for name in moments}) if moments else table


@ibis.udf.scalar.builtin(name="timezone", signature=(("string", "timestamp('UTC')"), "timestamp(6)"))
def _timezone(zone, moment): ...  # type: ignore[no-untyped-def]


def _without_empty(name: str, table: ibis.Table) -> ibis.Table:
    """The table without columns of another type that hold nothing but nulls. Only those are looked at."""
    mistyped = [problem.column for problem in check({name: _words(table)}) if problem.column in table.columns]
    asked = [column for column in mistyped if column]
    if not asked:
        return table
    held = table.aggregate(**{column: table[column].count() for column in asked}).to_pyarrow().to_pylist()[0]
    known = {column: TABLES[name].column(column) for column in asked}
    return table.drop(*(column for column in asked if not held[column] and known[column].may_be_absent))


def _words(table: ibis.Table) -> dict[str, str]:
    return {name: word_of(kind.to_pyarrow()) for name, kind in table.schema().items()}


def _small(columns: Mapping[str, str], rows: list[tuple[Any, ...]]) -> ibis.Table:
    schema = ibis.schema(columns)
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    return ibis.memtable(pa.Table.from_pylist(named, schema=schema.to_pyarrow()), schema=schema)


class Elsewhere:
    """Canonical tables on an engine of the user's own."""

    def __init__(self, connection: ibis.BaseBackend, tables: Mapping[str, ibis.Table]) -> None:
        self.connection = connection
        self._tables = tables

    def table(self, name: str) -> ibis.Table:
        return self._tables[name]

    def reckon(
        self, question: Question, options: tuple[Any, ...], told: Mapping[str, list[tuple[Any, ...]]]
    ) -> pa.Table:
        small = {name: _small(columns, told.get(name, [])) for name, columns in TOLD.items()}
        source = Source(self.connection.name, {**self._tables, **small})
        return self.connection.to_pyarrow(question(source, *options))
