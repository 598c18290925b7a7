"""The canonical columns and types of a table, as an expression over whatever was given."""

from __future__ import annotations

import ibis

from deeproot.tables import Column, Table


def canonical(given: ibis.Table, table: Table) -> ibis.Table:
    """The columns of ``table``, in order: cast, NaN as null, defaults where a cell or the whole column is missing."""
    return given.select(**{column.name: _canonical_column(given, column) for column in table.columns})


def _canonical_column(given: ibis.Table, column: Column) -> ibis.Value:
    kind = TYPES[column.type]
    empty = column.default
    if column.name not in given.columns or given[column.name].type().is_null():
        return _filled(ibis.null(kind), empty, kind)
    value = given[column.name]
    if value.type().is_floating():
        value = value.isnan().ifelse(ibis.null(value.type()), value)
    if column.type == "timestamp" and value.type().is_string():
        value = value.cast("timestamp('UTC')")
    if value.type() != ibis.dtype(kind):
        value = value.cast(kind)
    return _filled(value, empty, kind)


def _filled(value: ibis.Value, empty: bool | int | None, kind: str) -> ibis.Value:
    return value if empty is None else value.fill_null(ibis.literal(empty, kind))


TYPES = {
    "string": "string",
    "timestamp": "timestamp(6)",
    "int64": "int64",
    "float64": "float64",
    "bool": "boolean",
    "list": "array<string>",
}


def everyone_in(interactions: ibis.Table) -> ibis.Table:
    """The customers of a record without a table of them."""
    everyone = interactions.select("customer_id").distinct()
    return everyone.mutate(name=everyone.customer_id, kind=ibis.literal("organisation"))


def types_of(table: Table) -> dict[str, str]:
    """The canonical columns of a table with their Ibis types."""
    return {column.name: TYPES[column.type] for column in table.columns}
