"""What the files need to know of the record, all of one moment, with the rows that were read for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from deeproot_app.record.arrow import batches, reading
from deeproot_app.record.as_one import Merged, Read, merged
from deeproot_app.record.models import Customer, HandedOver, Interaction, RecordSequence
from deeproot_app.record.shape import SHAPES
from deeproot_app.record.snapshot.where import OF_CUSTOMERS

if TYPE_CHECKING:
    import pyarrow as pa


@contextmanager
def of_one_moment() -> Iterator[Database]:
    """The record as it is now, however long it is read and whatever is written meanwhile. It holds nobody up."""
    with reading() as read:
        yield Database(read)


class Database:
    """The record at one moment."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.rows_read = 0
        """Rows of the record that were read so far."""

    def last(self) -> int:
        """The number of the last change; 0 for an empty record."""
        return self._number(f"SELECT last FROM {RecordSequence._meta.db_table} WHERE id = 1")  # noqa: S608

    def knows(self, token: str) -> bool:
        """Whether files of that token were written from this very record."""
        table = HandedOver._meta.db_table
        return self._number(f"SELECT count(*) FROM {table} WHERE token = ?", token) > 0  # noqa: S608

    def customers(self) -> int:
        """How many there are; several ids that are one customer count once."""
        return self._number(f"SELECT count(*) FROM {Customer._meta.db_table} WHERE merged_into IS NULL")  # noqa: S608

    def interactions(self) -> int:
        """How many there are."""
        return self._number(f"SELECT count(*) FROM {Interaction._meta.db_table}")  # noqa: S608

    def changed(self, since: int) -> tuple[list[str], list[str]]:
        """The customers of whom anything changed after that number, and the ids that others lead; an index range.

        What changed under an id that another leads is that other's change.
        """
        changed = f"changed_seq > {since:d}"
        leads = f"SELECT merged_into FROM {Customer._meta.db_table} WHERE {changed}"  # noqa: S608
        own = list(self._ids(f"WHERE {changed} AND merged_into IS NULL"))
        more = list(self._ids(f"WHERE merged_into IS NULL AND NOT {changed} AND customer_id IN ({leads})"))
        return own + more, list(self._ids(f"WHERE {changed} AND merged_into IS NOT NULL"))

    def everyone(self) -> Iterator[str]:
        """The ids of all customers; those that others lead are none."""
        return self._ids("WHERE merged_into IS NULL")

    def rows(self, table: str, customers: Sequence[str]) -> pa.Table:
        """The rows of these customers; of a table that is nobody's, or for no customers, those that are nobody's."""
        import pyarrow as pa

        return pa.Table.from_batches(self._batches(table, customers), SHAPES[table].table.arrow_schema())

    def all_rows(self, table: str) -> Iterator[pa.RecordBatch]:
        """All rows of a table, in pieces, in whatever order they lie."""
        return self._batches(table, None)

    def _batches(self, table: str, customers: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
        if table not in OF_CUSTOMERS or (customers is not None and not customers):
            known = Merged()
        else:
            known = self._all_merged if customers is None else merged(self._read, customers)
        for batch in batches(self._read, SHAPES[table], customers, known):
            self.rows_read += batch.num_rows
            yield batch

    @cached_property
    def _all_merged(self) -> Merged:
        return merged(self._read)

    def _ids(self, condition: str) -> Iterator[str]:
        import pyarrow as pa

        sql = f"SELECT customer_id FROM {Customer._meta.db_table} {condition}"  # noqa: S608
        for batch in self._read(sql, (), pa.schema([("customer_id", pa.string())])):
            yield from batch.column(0).to_pylist()

    def _number(self, sql: str, *values: str) -> int:
        import pyarrow as pa

        found: Iterable[pa.RecordBatch] = self._read(sql, values, pa.schema([("number", pa.int64())]))
        return next((batch.column(0)[0].as_py() for batch in found if batch.num_rows), 0)
