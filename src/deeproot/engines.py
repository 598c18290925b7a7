"""Open the tables of a record on an engine: data frames, Arrow, Parquet, DuckDB, or any connection Ibis speaks.

Every table comes out with the columns and types of :mod:`deeproot.tables`, whatever went in. What differs between
engines is met here and nowhere else: a reckoning is one Ibis expression that runs on each of them.
"""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deeproot.kept_sql import kept
from deeproot.tables import TABLES, Column, Problem, Table, TablesError, check

if TYPE_CHECKING:
    import duckdb
    import ibis
    import pyarrow as pa

Question = Callable[..., "ibis.Table"]
"""A module-level function ``(source, *options) -> Ibis table``; its options are hashable and few."""

TOLD = {
    "told": {"as_of": "int64", "window": "int64"},
    "asked": {"customer_id": "string"},
}
"""Small tables that carry what a reckoning is told, so that its SQL does not change with it (microseconds)."""

MEMORY_LIMIT = "4GB"


class Source:
    """What a reckoning reads: the tables by name, as expressions of the engine they live on."""

    def __init__(self, engine: str, tables: Mapping[str, ibis.Table]) -> None:
        self._engine = engine
        self._tables = tables

    def __getitem__(self, name: str) -> ibis.Table:
        return self._tables[name]

    def read(self, name: str, *columns: str, **renamed: str) -> ibis.Table:
        """Some columns of a table, those of ``renamed`` under another name (``at="happened_at"``).

        Moments come as whole microseconds since 1970 (UTC): one arithmetic on every engine, exact, quick to sort.
        """
        table = self._tables[name]
        named = {column: table[column] for column in columns} | {new: table[old] for new, old in renamed.items()}
        to_micros = _micros(self._engine)
        return table.select(**{n: to_micros(c) if c.type().is_timestamp() else c for n, c in named.items()})


def open_tables(
    given: Mapping[str, Any] | str | Path,
    engine: str = "duckdb",
    *,
    threads: int | None = None,
    memory_limit: str = MEMORY_LIMIT,
    temp_directory: str | None = None,
) -> Tables:
    """Open the tables of a record, checked and in their canonical types.

    ``given`` maps a table's name to a pandas or Polars frame, an Arrow table, a DuckDB relation, an Ibis table, or the
    path (or glob) of Parquet files; or it is a folder that holds ``<table>.parquet`` files or ``<table>/`` folders of
    them. Ibis tables bring their own engine (Spark, PostgreSQL, ...), which then reckons everything; all else is read
    by an in-memory DuckDB with ``threads`` and ``memory_limit``, spilling to ``temp_directory``.

    Moments with an offset become UTC, those without are taken as UTC, text is read as ISO 8601. NaN is read as null.
    A column that may be null may be absent; a table that is absent is empty, but for customers: without that table,
    everyone who appears in the interactions is one.

    Raises :class:`~deeproot.tables.TablesError`, which names everything that is wrong at once.
    """
    if engine != "duckdb":
        raise ValueError(f"there is no engine {engine!r}; give Ibis tables of its connection, or use 'duckdb'")
    named = _folder(Path(given)) if isinstance(given, str | Path) else dict(given)
    theirs = {name: value for name, value in named.items() if _is_ibis(value)}
    if theirs:
        return _on_their_engine(named, theirs)
    return _on_duckdb(named, threads, memory_limit, temp_directory)


class Tables:
    """The tables of a record, each as an Ibis table with canonical columns: ``tables["interactions"]``."""

    def __init__(self, reader: _DuckDB | _Ibis, names: frozenset[str]) -> None:
        self._reader = reader
        self.given = names
        """The names of the tables that were given; all others are empty."""

    def __getitem__(self, name: str) -> ibis.Table:
        if name not in TABLES:
            raise KeyError(f"there is no table {name!r}; the tables are {', '.join(TABLES)}")
        return self._reader.table(name)

    @property
    def connection(self) -> ibis.BaseBackend:
        """The Ibis connection that the tables live on."""
        return self._reader.connection

    def reckon(self, question: Question, *options: Any, **told: Iterable[tuple[Any, ...]]) -> pa.Table:
        """Run a question on the engine: the rows it answers with, as Arrow.

        ``told`` gives the rows of the small tables of :data:`TOLD`. The SQL of a question is written once a process
        for each choice of options, so asking it again about other customers or another moment costs only the run.
        """
        return self._reader.reckon(question, options, {name: list(rows) for name, rows in told.items()})


# Reading what was given -------------------------------------------------------------------------------------------


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


def _on_duckdb(named: Mapping[str, Any], threads: int | None, memory_limit: str, temp_directory: str | None) -> Tables:
    reader = _DuckDB(threads, memory_limit, temp_directory)
    problems = [problem for name, value in named.items() if name in TABLES for problem in reader.give(name, value)]
    problems += check({name: reader.types.get(name, {}) for name in named if name not in {p.table for p in problems}})
    if not problems:
        problems = [problem for name in reversed(TABLES) for problem in reader.settle(name)]
    if problems:
        reader.close()
        raise TablesError(problems)
    return Tables(reader, frozenset(named))


class _DuckDB:
    """An in-memory DuckDB that holds the canonical tables under their own names."""

    def __init__(self, threads: int | None, memory_limit: str, temp_directory: str | None) -> None:
        import duckdb

        self._duckdb: duckdb.DuckDBPyConnection = duckdb.connect(
            config={
                "threads": threads or os.cpu_count() or 1,
                "memory_limit": memory_limit,
                "temp_directory": temp_directory or str(Path(tempfile.gettempdir()) / f"deeproot-{os.getpid()}"),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "preserve_insertion_order": "false",
            }
        )
        self._duckdb.execute("set global TimeZone = 'UTC'")  # else moments with an offset take the machine's zone
        self.types: dict[str, dict[str, str]] = {}
        self._schemas: dict[str, pa.Schema] = {}
        self._paths: set[str] = set()

    def close(self) -> None:
        self._duckdb.close()

    def give(self, name: str, value: Any) -> list[Problem]:
        """Hand a value to the engine as ``given_<name>``, and note the types of its columns."""
        import duckdb
        import pyarrow as pa

        try:
            if isinstance(value, str | Path):
                schema = self._give_files(name, _parquet(value))
            else:
                table = _arrow(name, value)
                self._duckdb.register(f"given_{name}", table)
                schema = table.schema
        except duckdb.IOException as error:
            return [Problem(name, None, f"cannot be read as Parquet: {str(error).splitlines()[0]}")]
        except TablesError as error:
            return error.problems
        self.types[name] = {field.name: _word(field.type) for field in schema}
        self._schemas[name] = pa.schema([pa.field(f.name, f.type) for f in schema if f.name in TABLES[name].names])
        return []

    def _give_files(self, name: str, pattern: str) -> pa.Schema:
        """Files as a view; a column that holds nothing but nulls has no type, though DuckDB would say it is a number."""
        import pyarrow as pa

        self._paths.add(name)
        files = self._duckdb.read_parquet(pattern, union_by_name=True)
        files.create_view(f"given_{name}")
        untyped = "select name from parquet_schema(?) group by name having bool_and(logical_type = 'NullType()')"
        empty = {name for (name,) in self._duckdb.execute(untyped, [pattern]).fetchall()}
        schema = files.limit(0).to_arrow_table().schema
        return pa.schema([field.with_type(pa.null()) if field.name in empty else field for field in schema])

    def settle(self, name: str) -> list[Problem]:
        """Make the canonical table: a view over files, a copy of what was in memory, empty where nothing was given."""
        import duckdb

        if name not in self._schemas:
            derived = name == "customers" and "interactions" in self._schemas
            self._duckdb.execute(_derived_sql() if derived else _empty_sql(name))
            return []
        kind = "view" if name in self._paths else "table"
        try:
            self._duckdb.execute(f'create {kind} "{name}" as {_canonical_sql(name, self._schemas[name])}')
        except duckdb.ConversionException as error:
            return [Problem(name, None, f"holds a value that cannot be read: {str(error).splitlines()[0]}")]
        return []

    def table(self, name: str) -> ibis.Table:
        return self.connection.table(name)

    @functools.cached_property
    def connection(self) -> ibis.BaseBackend:
        import ibis

        return ibis.duckdb.from_connection(self._duckdb)

    def reckon(
        self, question: Question, options: tuple[Any, ...], told: Mapping[str, list[tuple[Any, ...]]]
    ) -> pa.Table:
        sql, schema = _duckdb_sql(question, options)
        # A cursor has temporary tables of its own: two threads may ask different things at once.
        with self._duckdb.cursor() as cursor:
            for name, columns in TOLD.items():
                typed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
                cursor.execute(f"create temp table {name} ({typed.replace('string', 'varchar')})")
                if told.get(name):
                    cursor.execute(*_insert(name, told[name]))
            # Not execute(): its result streams, and a UNION that fills the stream's buffer waits for ever
            # (duckdb issue 22215). DuckDB adds whole numbers in 128 bits, which Arrow would hand on as decimals.
            return cursor.sql(sql).to_arrow_table().cast(schema)


def _insert(name: str, rows: list[tuple[Any, ...]]) -> tuple[str, list[list[Any]]]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    return f"insert into {name} select {', '.join('unnest(?)' for _ in columns)}", columns


def _parquet(value: str | Path) -> str:
    path = Path(value)
    return str(path / "**" / "*.parquet") if path.is_dir() else str(path)


def _arrow(name: str, value: Any) -> pa.Table:
    """A table in memory as Arrow, only the columns we know."""
    import pyarrow as pa

    if isinstance(value, pa.Table):
        table = value
    elif isinstance(value, pa.RecordBatch | pa.RecordBatchReader):
        table = pa.table(value) if isinstance(value, pa.RecordBatch) else value.read_all()
    else:
        table = _frame_as_arrow(name, value)
    return table.select([column for column in table.column_names if column in TABLES[name].names])


def _frame_as_arrow(name: str, value: Any) -> pa.Table:
    module = type(value).__module__.partition(".")[0]
    if module == "pandas":
        return _pandas_as_arrow(name, value)
    if module == "polars":
        frame: pa.Table = (value.collect() if hasattr(value, "collect") else value).to_arrow()
        return frame
    if module in ("duckdb", "_duckdb"):
        relation: pa.Table = value.to_arrow_table()
        return relation
    says = (
        f"is a {type(value).__name__}; give a pandas or Polars frame, an Arrow table, a DuckDB relation, "
        "an Ibis table or the path of Parquet files"
    )
    raise TablesError([Problem(name, None, says)])


def _pandas_as_arrow(name: str, frame: Any) -> pa.Table:
    """Column by column, so that every column that mixes types is named, not only the first."""
    import pyarrow as pa

    columns, problems = {}, []
    for column in (column for column in frame.columns if column in TABLES[name].names):
        try:
            columns[column] = pa.array(frame[column], from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            problems.append(Problem(name, column, f"mixes types: {str(error).splitlines()[0]}"))
    if problems:
        raise TablesError(problems)
    return pa.table(columns)


def _word(kind: pa.DataType) -> str:
    """An Arrow type in the words of :data:`deeproot.tables.Type`."""
    import pyarrow.types as of

    if of.is_dictionary(kind):
        kind = kind.value_type
    words: tuple[tuple[Callable[[pa.DataType], bool], str], ...] = (
        (of.is_string, "string"),
        (of.is_large_string, "string"),
        (of.is_string_view, "string"),
        (of.is_timestamp, "timestamp"),
        (of.is_date, "date"),
        (of.is_integer, "int64"),
        (of.is_floating, "float64"),
        (of.is_decimal, "float64"),
        (of.is_boolean, "bool"),
        (of.is_null, "null"),
    )
    for fits, word in words:
        if fits(kind):
            return word
    if of.is_list(kind) or of.is_large_list(kind) or of.is_fixed_size_list(kind):
        return "list" if _word(kind.value_type) in ("string", "null", "int64") else f"list of {kind.value_type}"
    return str(kind)


# Canonical types --------------------------------------------------------------------------------------------------


def _canonical(given: ibis.Table, table: Table) -> ibis.Table:
    return given.select(**{column.name: _canonical_column(given, column) for column in table.columns})


def _canonical_column(given: ibis.Table, column: Column) -> ibis.Value:
    import ibis

    kind = _IBIS[column.type]
    empty: Any = [] if column.type == "list" else column.default
    if column.name not in given.columns or given[column.name].type().is_null():
        return ibis.literal(empty, kind)
    value = given[column.name]
    if value.type().is_floating():
        value = value.isnan().ifelse(ibis.null(value.type()), value)
    if column.type == "timestamp" and value.type().is_string():
        value = value.cast("timestamp('UTC')")
    if value.type() != ibis.dtype(kind):
        value = value.cast(kind)
    return value if empty is None else value.fill_null(ibis.literal(empty, kind))


_IBIS = {
    "string": "string",
    "timestamp": "timestamp(6)",
    "int64": "int64",
    "float64": "float64",
    "bool": "boolean",
    "list": "array<string>",
}


@functools.cache
def _canonical_sql(name: str, schema: pa.Schema) -> str:
    def write() -> tuple[str, None]:
        import ibis

        given = ibis.table(ibis.Schema.from_pyarrow(schema), name=f"given_{name}")
        return str(ibis.to_sql(_canonical(given, TABLES[name]), dialect="duckdb")), None

    return kept(_canonical_sql, (name, schema.to_string()), write)[0]


@functools.cache
def _empty_sql(name: str) -> str:
    sql = {"string": "varchar", "int64": "bigint", "float64": "double", "bool": "boolean", "list": "varchar[]"}
    columns = ", ".join(f'"{column.name}" {sql.get(column.type, column.type)}' for column in TABLES[name].columns)
    return f'create table "{name}" ({columns})'


def _everyone_in(interactions: ibis.Table) -> ibis.Table:
    """The customers of a record without a table of them."""
    import ibis

    everyone = interactions.select("customer_id").distinct()
    return everyone.mutate(name=everyone.customer_id, kind=ibis.literal("organisation"))


@functools.cache
def _derived_sql() -> str:
    import ibis

    interactions = ibis.table({c.name: _IBIS[c.type] for c in TABLES["interactions"].columns}, name="interactions")
    sql = ibis.to_sql(_canonical(_everyone_in(interactions), TABLES["customers"]), dialect="duckdb")
    return f"create view customers as {sql}"


# Reckoning --------------------------------------------------------------------------------------------------------


@functools.cache
def _duckdb_sql(question: Question, options: tuple[Any, ...]) -> tuple[str, pa.Schema]:
    sql, schema = kept(question, options, lambda: _written(question, options))
    assert schema is not None
    return sql, schema


def _written(question: Question, options: tuple[Any, ...]) -> tuple[str, pa.Schema]:
    """The SQL of a question in DuckDB's words, and the schema of its answer."""
    import ibis

    tables = {t.name: ibis.table({c.name: _IBIS[c.type] for c in t.columns}, name=t.name) for t in TABLES.values()}
    told = {name: ibis.table(columns, name=name) for name, columns in TOLD.items()}
    asked = question(Source("duckdb", tables | told), *options)
    return str(ibis.to_sql(asked, dialect="duckdb")), asked.schema().to_pyarrow()


@functools.cache
def _micros(engine: str) -> Callable[[ibis.Value], ibis.Value]:
    import ibis

    name = {"duckdb": "epoch_us", "pyspark": "unix_micros"}.get(engine)
    if name is None:
        return lambda moment: (ibis.literal(1_000_000) * moment.epoch_seconds() + moment.microsecond()).cast("int64")

    @ibis.udf.scalar.builtin(name=name, signature=(("timestamp",), "int64"))
    def micros(moment): ...  # type: ignore[no-untyped-def]

    return micros  # type: ignore[no-any-return]


def _on_their_engine(named: Mapping[str, Any], theirs: Mapping[str, ibis.Table]) -> Tables:
    """Ibis tables stay where they are; what was given in memory beside them goes to their engine."""
    engines = {id(table.get_backend()): table.get_backend() for table in theirs.values()}
    if len(engines) > 1:
        says = f"lives on another engine than the rest ({', '.join(e.name for e in engines.values())}); use one"
        raise TablesError([Problem(name, None, says) for name in list(theirs)[1:]])
    (connection,) = engines.values()
    opened: dict[str, ibis.Table] = {}
    problems: list[Problem] = []
    for name, value in named.items():
        if name in TABLES:
            try:
                opened[name] = _their_table(connection, name, value)
            except TablesError as error:
                problems += error.problems
    types = {name: {c: _ibis_word(kind) for c, kind in table.schema().items()} for name, table in opened.items()}
    problems += check(types | {name: {} for name in named if name not in TABLES})
    if problems:
        raise TablesError(problems)
    if "customers" not in opened and "interactions" in opened:
        opened["customers"] = _everyone_in(opened["interactions"])
    empty = {t.name: _empty(t) for t in TABLES.values() if t.name not in opened}
    return Tables(
        _Ibis(connection, {n: _canonical(t, TABLES[n]) for n, t in (opened | empty).items()}), frozenset(named)
    )


def _their_table(connection: ibis.BaseBackend, name: str, value: Any) -> ibis.Table:
    import ibis

    if _is_ibis(value):
        return value
    if isinstance(value, str | Path):
        return connection.read_parquet(_parquet(value))
    return ibis.memtable(_arrow(name, value))


def _ibis_word(kind: Any) -> str:
    return _word(kind.to_pyarrow())


def _empty(table: Table) -> ibis.Table:
    import ibis

    schema = ibis.schema({column.name: _IBIS[column.type] for column in table.columns})
    return ibis.memtable(schema.to_pyarrow().empty_table(), schema=schema)


class _Ibis:
    """Canonical tables that live on an engine of the user's own."""

    def __init__(self, connection: ibis.BaseBackend, tables: Mapping[str, ibis.Table]) -> None:
        self.connection = connection
        self._tables = dict(tables)

    def table(self, name: str) -> ibis.Table:
        return self._tables[name]

    def reckon(
        self, question: Question, options: tuple[Any, ...], told: Mapping[str, list[tuple[Any, ...]]]
    ) -> pa.Table:
        import ibis
        import pyarrow as pa

        tables = dict(self._tables)
        for name, columns in TOLD.items():
            rows = [dict(zip(columns, row, strict=True)) for row in told.get(name, [])]
            schema = ibis.schema(columns)
            tables[name] = ibis.memtable(pa.Table.from_pylist(rows, schema=schema.to_pyarrow()), schema=schema)
        return self.connection.to_pyarrow(question(Source(self.connection.name, tables), *options))
