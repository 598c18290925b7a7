"""What was given from memory, as Arrow: its types in our words, and what is wrong with its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as of

from deeproot.tables import TABLES, Column, Problem, Table, TablesError


def parquet_files(value: str | Path) -> str:
    """The pattern of the files that a path stands for: itself, or all below a folder."""
    path = Path(value)
    return str(path / "**" / "*.parquet") if path.is_dir() else str(path)


def are_files(value: Any) -> bool:
    """Whether it is the path of Parquet files, or a list of some; those of a list have the same columns."""
    listed = isinstance(value, list) and bool(value) and all(isinstance(path, str | Path) for path in value)
    return listed or isinstance(value, str | Path)


def as_arrow(name: str, value: Any) -> pa.Table:
    """A table from memory as Arrow, only the columns we know. Raises ``TablesError`` for what is no table."""
    if isinstance(value, pa.Table):
        table = value
    elif isinstance(value, pa.RecordBatch):
        table = pa.Table.from_batches([value])
    elif isinstance(value, pa.RecordBatchReader):
        table = value.read_all()
    else:
        table = _frame(name, value)
    return _untyped(table.select([column for column in table.column_names if column in TABLES[name].names]))


def _untyped(table: pa.Table) -> pa.Table:
    """A column that holds nothing but nulls fits everywhere, whatever its writer called it."""
    for place, field in enumerate(table.schema):
        if len(table) and table.column(place).null_count == len(table) and not of.is_null(field.type):
            table = table.set_column(place, field.with_type(pa.null()), pa.nulls(len(table)))
    return table


def _frame(name: str, value: Any) -> pa.Table:
    module = type(value).__module__.partition(".")[0]
    if module == "pandas" and hasattr(value, "columns"):
        return _pandas(name, value)
    if module == "polars" and hasattr(value, "lazy"):
        return (value.collect() if hasattr(value, "collect") else value).to_arrow()
    if module in ("duckdb", "_duckdb") and hasattr(value, "to_arrow_table"):
        return value.to_arrow_table()
    says = (
        f"is a {type(value).__name__}; give a pandas or Polars frame, an Arrow table, a DuckDB relation, "
        "an Ibis table or the path of Parquet files"
    )
    raise TablesError([Problem(name, None, says)])


def _pandas(name: str, frame: Any) -> pa.Table:
    """Column by column, so that every column that mixes types is named, not only the first."""
    columns, problems = {}, []
    for column in (column for column in frame.columns if column in TABLES[name].names):
        try:
            columns[column] = pa.array(frame[column], from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            problems.append(Problem(name, column, f"mixes types: {str(error).splitlines()[0]}"))
    if problems:
        raise TablesError(problems)
    return pa.table(columns)


def word_of(kind: pa.DataType) -> str:
    """An Arrow type in the words of :data:`deeproot.tables.Type`."""
    if of.is_dictionary(kind):
        kind = kind.value_type
    for fits, word in _WORDS:
        if fits(kind):
            return word
    if of.is_list(kind) or of.is_large_list(kind) or of.is_fixed_size_list(kind):
        return "list" if word_of(kind.value_type) in ("string", "null", "int64") else f"list of {kind.value_type}"
    return str(kind)


_WORDS: tuple[tuple[Callable[[pa.DataType], bool], str], ...] = (
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


def wrong_cells(table: Table, rows: pa.Table) -> Iterator[Problem]:
    """What is wrong inside a table whose columns are right: empty cells, unknown words, a customer named twice."""
    for column in table.columns:
        if column.name in rows.column_names:
            yield from _wrong_in(table, column, rows[column.name])
    if table.name == "customers" and "customer_id" in rows.column_names:
        again = len(rows) - len(pc.unique(rows["customer_id"]))
        if again:
            yield Problem("customers", "customer_id", f"names a customer again in {again} rows; each may occur once")


def _wrong_in(table: Table, column: Column, cells: pa.ChunkedArray) -> Iterator[Problem]:
    if cells.null_count and not column.null and column.default is None and column.type != "list":
        yield Problem(table.name, column.name, f"is empty in {cells.null_count} of {len(cells)} rows; each needs one")
    if column.words and word_of(cells.type) == "string":
        unknown = sorted(set(pc.unique(cells).to_pylist()) - {*column.words, None})
        if unknown:
            shown = ", ".join(repr(word) for word in unknown[:5])
            yield Problem(table.name, column.name, f"holds {shown}; it must be one of {', '.join(column.words)}")
