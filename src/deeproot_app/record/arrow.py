"""The record as Arrow tables: what the library computes from.

Rows are read in one snapshot, on a connection of their own, so that reading for minutes holds nobody up. Within a
transaction (a test, a writer that reads its own rows) the reader shares that transaction's connection instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from deeproot.tables import Column
from deeproot_app.record.as_one import Merged, Read, given, merged
from deeproot_app.record.shape import MICROS, SHAPES, Shape, stored_in

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK: Final = 20_000
"""Rows turned into Arrow at a time: what bounds the memory beside the result."""
CUSTOMERS_A_QUERY: Final = 5_000

STANDING: Final = {"identities": "removed_at IS NULL", "beliefs": "merged_into_id IS NULL"}
"""Which rows of a table are read: an address that a person took away, and a belief that is another's, are in no file
and no figure."""


def arrow_tables(customers: Sequence[str] | None = None, tables: Iterable[str] | None = None) -> dict[str, pa.Table]:
    """Tables of the record, each a `pyarrow.Table` with exactly the columns of `deeproot.tables`, in their order.

    ``tables`` names those wanted (default: all). ``customers`` keeps the rows of those customers, read through indexes;
    tables that belong to no customer (members, resources, coverage, beliefs about a persona) come whole. Moments are
    UTC `timestamp[us]` without a zone, amounts `float64` in the currency's major unit. All tables are of one moment of
    the record. Raises KeyError for a table that there is not.
    """
    shapes = [SHAPES[name] for name in (SHAPES if tables is None else tables)]
    with reading() as read:
        known = merged(read, customers)
        return {shape.name: _table(read, shape, customers, known) for shape in shapes}


def _table(read: Read, shape: Shape, customers: Sequence[str] | None, known: Merged) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_batches(batches(read, shape, customers, known), shape.table.arrow_schema())


def batches(read: Read, shape: Shape, customers: Sequence[str] | None, known: Merged) -> Iterator[pa.RecordBatch]:
    """The rows wanted, in pieces, those of ids that are one (``known``) under the id that leads them."""
    import pyarrow as pa

    schema = shape.table.arrow_schema()
    of_several = known.ids_of_one(shape.name)
    several = pa.array(of_several, pa.string())
    ids = None if customers is None else known.expanded(customers)
    for sql, values in queries(shape, ids):
        for batch in read(sql, values, schema):
            yield known.carried(_without(batch, shape, several) if of_several else batch)
    if of_several:
        yield from _put_together(read, shape, customers, known)


def _without(batch: pa.RecordBatch, shape: Shape, several: pa.Array) -> pa.RecordBatch:
    """The rows of those who are not several."""
    import pyarrow.compute as pc

    return batch.filter(pc.invert(pc.is_in(batch.column(_own_id(shape)), several)))


def _put_together(read: Read, shape: Shape, customers: Sequence[str] | None, known: Merged) -> Iterator[pa.RecordBatch]:
    """One row of each that are several; of the customers wanted."""
    import pyarrow as pa

    schema = shape.table.arrow_schema()
    ids = known.ids_of_one(shape.name)
    rows: list[dict[str, object]] = []
    for start in range(0, len(ids), CUSTOMERS_A_QUERY):
        sql = f"{_whole(shape)} WHERE {_own_id(shape)} IN {given()}"
        for batch in read(sql, (json.dumps(ids[start : start + CUSTOMERS_A_QUERY]),), schema):
            rows += batch.to_pylist()
    found = known.put_together(shape.name, rows)
    if customers is not None:
        wanted = set(known.expanded(customers))
        found = [row for row in found if row["customer_id"] in wanted]
    yield pa.RecordBatch.from_pylist(found, schema)


def _own_id(shape: Shape) -> str:
    return "contact_id" if shape.name == "contacts" else "customer_id"


def _whole(shape: Shape) -> str:
    columns = ", ".join(selected(column) for column in shape.table.columns)
    return f'SELECT {columns} FROM "{shape.db_table}"'  # noqa: S608 - names of our own tables


def queries(shape: Shape, customers: Sequence[str] | None) -> Iterator[tuple[str, Sequence[str]]]:
    """The SQL, with its values, that together give the rows recorded under these ids, each row once."""
    whole = _whole(shape)
    there = f" WHERE {STANDING[shape.name]}" if shape.name in STANDING else ""
    if customers is None or not (shape.customer or shape.name == "identities"):
        yield f"{whole}{there}", ()
        return
    if shape.name == "beliefs":
        yield f"{whole}{there} AND customer_id IS NULL", ()
    wanted = "customer_id IN {these}"
    if shape.name == "identities":
        wanted = f'contact_id IN (SELECT contact_id FROM "{SHAPES["contacts"].db_table}" WHERE {wanted})'  # noqa: S608
    if shape.name in STANDING:
        wanted = f"{STANDING[shape.name]} AND {wanted}"
    these = list(dict.fromkeys(customers))
    for start in range(0, len(these), CUSTOMERS_A_QUERY):
        yield f"{whole} WHERE {wanted.format(these=given())}", (json.dumps(these[start : start + CUSTOMERS_A_QUERY]),)


def selected(column: Column, of: str = "") -> str:
    """How one column is selected, so that it arrives in few, quick types; ``of`` is the table's name in the query."""
    name = f'{of}."{stored_in(column.name)}"' if of else f'"{stored_in(column.name)}"'
    if connection.vendor == "sqlite":
        return f"{name} / {MICROS}.0" if column.name == "amount" else name
    casts = {
        "timestamp": f"CAST({name} AT TIME ZONE 'UTC' AS timestamp)",
        "list": f"CAST({name} AS text)",
        "int64": f"CAST({name} AS bigint)",
    }
    return f"CAST({name} AS float8) / {MICROS}" if column.name == "amount" else casts.get(column.type, name)


@contextmanager
def reading() -> Iterator[Read]:
    """A reader of one snapshot of the database, on a connection of its own where that is possible."""
    if connection.in_atomic_block or "memory" in str(connection.settings_dict["NAME"]):
        yield _within_the_transaction
    elif connection.vendor == "sqlite":
        with _sqlite() as read:
            yield read
    else:
        with _postgresql() as read:
            yield read


def _within_the_transaction(sql: str, values: Sequence[str], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%", "%%").replace("?", "%s"), values)
        yield from _in_chunks(cursor, schema)


@contextmanager
def _sqlite() -> Iterator[Read]:
    import sqlite3  # the fixed one: settings put it in place (docs/decisions/0003)
    from urllib.parse import quote

    path = quote(str(connection.settings_dict["NAME"]))
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        reader.execute("BEGIN")

        def read(sql: str, values: Sequence[str], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
            return _in_chunks(reader.execute(sql, values), schema)

        yield read


def _in_chunks(cursor: Any, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    while rows := cursor.fetchmany(CHUNK):
        columns = zip(*rows, strict=True)
        yield pa.record_batch(
            [_array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema
        )


def _array(values: tuple[Any, ...], wanted: pa.DataType) -> pa.Array:
    """One column of a chunk. SQLite has neither moments nor booleans nor lists: they come as text and numbers."""
    import pyarrow as pa

    if pa.types.is_list(wanted):
        return pa.array([None if value is None else json.loads(value) for value in values], wanted)
    if pa.types.is_timestamp(wanted) and any(isinstance(value, str) for value in values):
        return pa.array(values, pa.string()).cast(wanted)
    if pa.types.is_boolean(wanted) and any(type(value) is int for value in values):
        return pa.array(values, pa.int8()).cast(wanted)
    return pa.array(values, wanted)


@contextmanager
def _postgresql() -> Iterator[Read]:
    from adbc_driver_postgresql import dbapi

    with closing(dbapi.connect(_address())) as reader, closing(reader.cursor()) as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

        def read(sql: str, values: Sequence[str], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
            cursor.execute(sql.replace("?", "$1"), values or None)
            for batch in cursor.fetch_record_batch():
                yield _cast(batch, schema)

        yield read


def _cast(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    arrays = []
    for column, field in zip(batch.columns, schema, strict=True):
        if pa.types.is_list(field.type):
            arrays.append(_array(tuple(column.to_pylist()), field.type))
        else:
            arrays.append(column.cast(field.type))
    return pa.record_batch(arrays, schema)


def _address() -> str:
    """The PostgreSQL address that Django was given, in libpq's words."""
    from urllib.parse import quote, urlencode

    told = connection.settings_dict
    where = {"user": told["USER"], "password": told["PASSWORD"], "host": told["HOST"], "port": told["PORT"]}
    options = {key: value for key, value in where.items() if value}
    return f"postgresql:///{quote(str(told['NAME']), safe='')}?{urlencode(options, quote_via=quote)}"
