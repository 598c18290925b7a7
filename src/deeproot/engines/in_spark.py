"""A record on Spark: its tables as views of a session of our own, in which all that changes a figure is set.

The session is a copy of the given one: it has its settings, its files and its workers, and what we set in it changes
nothing for others. What Spark does otherwise than DuckDB is met here, in `spark_files.py` and in `spark_sql.py`, each
difference with its test in `tests/spark/test_differs.py`.
"""

from __future__ import annotations

import functools
import json
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from deeproot.engines.given import are_files, as_arrow, wrong_cells
from deeproot.engines.source import TOLD, Question, Source
from deeproot.engines.spark_files import first_cause, read_files
from deeproot.kept_sql import kept
from deeproot.tables import TABLES, Problem, Table, TablesError, check

if TYPE_CHECKING:
    import ibis

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",  # else moments without an offset are moments of the cluster's zone
    "spark.sql.ansi.enabled": "true",  # else what cannot be read is null, and a list that is null is -1 long
    "spark.sql.caseSensitive": "true",  # else a frame that has `kind` and `Kind` is ambiguous
    "spark.sql.files.ignoreCorruptFiles": "false",  # else rows are missing and nothing says so
    "spark.sql.files.ignoreMissingFiles": "false",
}
"""What a figure depends on, whatever the given session says."""

MOMENT = r"^\s*\d{4}-\d{1,2}-\d{1,2}"
"""How a moment begins: Spark also reads `2026` or `2026-06` as one."""


def own_session(spark: Any) -> Any:
    """A copy of the session, with settings of its own: the given one goes on as it is.

    Raises ``ValueError`` for what is no session that can be copied.
    """
    theirs = getattr(spark, "_jsparkSession", None)
    if theirs is None:
        raise ValueError(
            f"spark must be a SparkSession that runs beside Python, not a {type(spark).__name__} "
            "(sessions of Spark Connect are not supported)"
        )
    own = SparkSession(spark.sparkContext, theirs.cloneSession())
    for name, value in SETTINGS.items():
        own.conf.set(name, value)
    return own


def open_in_spark(named: Mapping[str, Any], session: Any) -> InSpark:
    """The tables of a record in :func:`own_session`. Raises ``TablesError`` naming all that is wrong."""
    engine = InSpark(session)
    problems = [problem for name, value in named.items() if name in TABLES for problem in engine.give(name, value)]
    unread = {problem.table for problem in problems}
    problems += check({name: engine.types.get(name, {}) for name in named if name not in unread})
    if not problems:
        problems = [problem for name in named for problem in engine.wrong_in(name)]
    if problems:
        raise TablesError(problems)
    engine.settle()
    return engine


class InSpark:
    """A session of our own that holds the canonical tables as views under their own names."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.types: dict[str, dict[str, str]] = {}
        """The types of what was given, by table and column, in the words of :data:`deeproot.tables.Type`."""
        self._given: dict[str, Any] = {}
        self._asking = RLock()

    def give(self, name: str, value: Any) -> Iterator[Problem]:
        """Bring a value to Spark, and note the types of its columns."""
        try:
            frame = self._frame(name, value)
            frame = frame.select(*(_quoted(column) for column in frame.columns if column in TABLES[name].names))
            self.types[name] = self._types(name, frame)
        except (PySparkException, Py4JJavaError) as error:
            yield Problem(name, None, f"cannot be read by Spark: {first_cause(error)}")
        except TablesError as error:
            yield from error.problems
        else:
            self._given[name] = _as_duckdb_reads(TABLES[name], frame, self.types[name])

    def _frame(self, name: str, value: Any) -> Any:
        if isinstance(value, list) and are_files(value):
            return self._session.read.parquet(*value)
        if isinstance(value, str | Path):
            return read_files(self._session, str(value))
        if hasattr(value, "get_backend"):
            connection = value.get_backend()
            value = connection.raw_sql(connection.compile(value))
        if type(value).__module__.startswith("pyspark.sql"):
            return self._taken_over(value)
        table = as_arrow(name, value)
        if problems := list(wrong_cells(TABLES[name], table)):
            raise TablesError(problems)
        return self._session.createDataFrame(_plain(table))

    def _taken_over(self, frame: Any) -> Any:
        """A data frame of the given session, in ours. What it says was settled in the session that made it."""
        name = f"deeproot_{secrets.token_hex(8)}"
        theirs = frame.sparkSession
        frame.createGlobalTempView(name)
        try:
            return self._session.table(f"{theirs.conf.get('spark.sql.globalTempDatabase')}.{name}")
        finally:
            theirs.catalog.dropGlobalTempView(name)

    def _types(self, name: str, frame: Any) -> dict[str, str]:
        """A column of another type that holds nothing but nulls fits everywhere: writers name it as they like."""
        found = {field.name: _word_of(field.dataType) for field in frame.schema}
        for column in [problem.column for problem in check({name: found}) if problem.column in found]:
            if column and not frame.where(f"{_quoted(column)} is not null").take(1):
                found[column] = "null"
        return found

    def wrong_in(self, name: str) -> Iterator[Problem]:
        """Text that is no moment: cast, it would end the first question that reads it."""
        for column in TABLES[name].columns:
            if column.type == "timestamp" and self.types[name].get(column.name) == "string":
                cell = _quoted(column.name)
                readable = f"{cell} rlike r'{MOMENT}' and try_cast({cell} as timestamp) is not null"
                unread = self._given[name].where(f"{cell} is not null and not ({readable})")
                if times := unread.count():
                    example = unread.first()[column.name]
                    says = f"is no moment in {times} rows, such as {example!r}; it must be ISO 8601 (2026-06-30T09:00Z)"
                    yield Problem(name, column.name, says)

    def settle(self) -> None:
        """Make the canonical tables: views over what was given, empty where nothing was."""
        for name in sorted(TABLES, key=lambda name: name == "customers"):
            if name == "customers" and name not in self._given and "interactions" in self._given:
                sql = _everyone_sql()
            else:
                given = self._given.get(name, self._session.sql("select 0 as nothing where false"))
                given.createOrReplaceTempView(f"given_{name}")
                sql = _canonical_sql(name, tuple(self.types.get(name, {"nothing": "int64"}).items()))
            self._session.sql(sql).createOrReplaceTempView(name)

    def table(self, name: str) -> ibis.Table:
        return self.connection.table(name)

    @functools.cached_property
    def connection(self) -> ibis.BaseBackend:
        import ibis

        return ibis.pyspark.connect(self._session)

    def reckon(
        self, question: Question, options: tuple[Any, ...], told: Mapping[str, list[tuple[Any, ...]]]
    ) -> pa.Table:
        sql, schema = _question_sql(question, options)
        with self._asking:  # what is told has one name: who else asks waits until Spark has taken this question in
            for name, columns in TOLD.items():
                self._told(columns, told.get(name, [])).createOrReplaceTempView(name)
            answer = self._session.sql(sql)
        # Not through pandas, as Ibis goes: there a whole number beside a null becomes a float.
        return answer.toArrow().cast(schema)

    def _told(self, columns: Mapping[str, str], rows: list[tuple[Any, ...]]) -> Any:
        """Rows as part of the question itself, so that Spark knows that they are few and sends them to every worker."""
        kinds = ", ".join(f"{_quoted(name)}: {_SPARK[kind]}" for name, kind in columns.items())
        said = json.dumps([dict(zip(columns, row, strict=True)) for row in rows])
        return self._session.sql(f"select inline(from_json(:said, 'array<struct<{kinds}>>'))", args={"said": said})


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


_SPARK = {"string": "string", "int64": "bigint"}
_WORDS = {
    "string": "string",
    "timestamp": "timestamp",
    "timestamp_ntz": "timestamp",
    "date": "date",
    "byte": "int64",
    "short": "int64",
    "integer": "int64",
    "long": "int64",
    "float": "float64",
    "double": "float64",
    "decimal": "float64",
    "boolean": "bool",
    "void": "null",
}


def _word_of(kind: Any) -> str:
    """A type of Spark in the words of :data:`deeproot.tables.Type`."""
    if kind.typeName() == "array":
        inner = _word_of(kind.elementType)
        return "list" if inner in ("string", "null", "int64") else f"list of {inner}"
    return _WORDS.get(kind.typeName(), str(kind.simpleString()))


def _as_duckdb_reads(table: Table, frame: Any, types: Mapping[str, str]) -> Any:
    """Cells that Spark would read otherwise: a number for a whole one is rounded, not cut; no value has no type."""
    columns = []
    for field in frame.schema:
        cell, kind = _quoted(field.name), types[field.name]
        if kind == "null":
            cell = "cast(null as void)"
        elif (kind, table.column(field.name).type) == ("float64", "int64"):
            cell = f"rint(cast({cell} as double))"
        elif kind == "float64":
            cell = f"cast({cell} as double)"
        columns.append(f"{cell} as {_quoted(field.name)}")
    return frame.selectExpr(*columns)


def _plain(table: pa.Table) -> pa.Table:
    """Arrow's own ways to hold text and moments, of which Spark knows one each."""
    import pyarrow.types as of

    def plain(kind: pa.DataType) -> pa.DataType:
        kind = kind.value_type if of.is_dictionary(kind) else kind
        if of.is_string_view(kind) or of.is_large_string(kind):
            return pa.string()
        if of.is_large_list(kind) or of.is_fixed_size_list(kind):
            return pa.list_(plain(kind.value_type))
        if of.is_timestamp(kind):
            return pa.timestamp("us", kind.tz)
        return kind

    schema = pa.schema([pa.field(field.name, plain(field.type)) for field in table.schema])
    return table.cast(schema, safe=False)


_GIVEN = {
    "string": "string",
    "timestamp": "timestamp",
    "date": "date",
    "int64": "int64",
    "float64": "float64",
    "bool": "boolean",
    "list": "array<string>",
    "null": "null",
}


@functools.cache
def _canonical_sql(name: str, types: tuple[tuple[str, str], ...]) -> str:
    def write() -> tuple[str, None]:
        import ibis

        from deeproot.engines.canonical import canonical
        from deeproot.engines.spark_sql import written

        columns = {column: _GIVEN[word] for column, word in types}
        given = ibis.table(columns, name=f"given_{name}")
        return written(canonical(given, TABLES[name])), None

    return kept(_canonical_sql, ("spark", name, types), write)[0]


@functools.cache
def _everyone_sql() -> str:
    def write() -> tuple[str, None]:
        import ibis

        from deeproot.engines.canonical import canonical, everyone_in, types_of
        from deeproot.engines.spark_sql import written

        interactions = ibis.table(types_of(TABLES["interactions"]), name="interactions")
        return written(canonical(everyone_in(interactions), TABLES["customers"])), None

    return kept(_everyone_sql, ("spark",), write)[0]


@functools.cache
def _question_sql(question: Question, options: tuple[Any, ...]) -> tuple[str, pa.Schema]:
    def write() -> tuple[str, pa.Schema]:
        import ibis

        from deeproot.engines.canonical import types_of
        from deeproot.engines.spark_sql import written

        tables = {table.name: ibis.table(types_of(table), name=table.name) for table in TABLES.values()}
        told = {name: ibis.table(columns, name=name) for name, columns in TOLD.items()}
        asked = question(Source("pyspark", tables | told), *options)
        return written(asked), asked.schema().to_pyarrow()

    return kept(question, ("spark", *options), write)
