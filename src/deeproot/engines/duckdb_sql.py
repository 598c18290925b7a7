"""The SQL that DuckDB is given, each written once a process and kept (`deeproot/kept_sql.py`)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from deeproot.engines.source import TOLD, Question, Source
from deeproot.kept_sql import kept
from deeproot.tables import TABLES

_SQL = {
    "string": "varchar",
    "timestamp": "timestamp",
    "int64": "bigint",
    "float64": "double",
    "bool": "boolean",
    "list": "varchar[]",
}


@functools.cache
def told_sql(name: str, kind: str = "temp table") -> str:
    return f'create {kind} "{name}" ({_typed(TOLD[name])})'


@functools.cache
def empty_sql(name: str) -> str:
    return f'create table "{name}" ({_typed({column.name: column.type for column in TABLES[name].columns})})'


def _typed(columns: Mapping[str, str]) -> str:
    return ", ".join(f'"{name}" {_SQL[kind]}' for name, kind in columns.items())


@functools.cache
def canonical_sql(name: str, schema: pa.Schema) -> str:
    def write() -> tuple[str, None]:
        import ibis

        from deeproot.engines.canonical import canonical

        given = ibis.table(ibis.Schema.from_pyarrow(schema), name=f"given_{name}")
        return str(ibis.to_sql(canonical(given, TABLES[name]), dialect="duckdb")), None

    return kept(canonical_sql, (name, schema.to_string()), write)[0]


@functools.cache
def everyone_sql() -> str:
    def write() -> tuple[str, None]:
        import ibis

        from deeproot.engines.canonical import canonical, everyone_in, types_of

        interactions = ibis.table(types_of(TABLES["interactions"]), name="interactions")
        return str(ibis.to_sql(canonical(everyone_in(interactions), TABLES["customers"]), dialect="duckdb")), None

    return kept(everyone_sql, (), write)[0]


@functools.cache
def question_sql(question: Question, options: tuple[Any, ...]) -> tuple[str, pa.Schema]:
    def write() -> tuple[str, pa.Schema]:
        import ibis

        from deeproot.engines.canonical import types_of

        tables = {table.name: ibis.table(types_of(table), name=table.name) for table in TABLES.values()}
        told = {name: ibis.table(columns, name=name) for name, columns in TOLD.items()}
        asked = question(Source("duckdb", tables | told), *options)
        return str(ibis.to_sql(asked, dialect="duckdb")), asked.schema().to_pyarrow()

    return kept(question, options, write)
