"""Rows as they are read: what was recorded under several ids that are one, under the one that leads them.

Nothing in the record moves: `merged_into` says who leads whom, and each row keeps the id it came with. Whoever
computes from tables, or writes them to files, is given one customer here. Where nobody is merged, rows pass unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from deeproot_app.record.shape import SHAPES

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
Read = Callable[[str, Sequence[str], "pa.Schema"], Iterable["pa.RecordBatch"]]
"""Runs one query and gives its rows in the given schema."""

ROWS_OF_ONE: Final = ("customers", "contacts", "assignments")
"""Tables of which those that are one have one row: theirs are put together, all others only carry the leading id."""
LED: Final = "SELECT '{kind}', {pk}, merged_into FROM \"{table}\" WHERE merged_into IS NOT NULL"
OF_THESE: Final = (
    " AND merged_into IN (SELECT COALESCE(merged_into, customer_id) FROM {table} WHERE customer_id IN {these})"
)
CUSTOMERS: Final = SHAPES["customers"].db_table
CONTACTS: Final = SHAPES["contacts"].db_table


@dataclass(frozen=True)
class Merged:
    """Who is led by whom: {id: the id that leads it}. Those who stand for themselves are in neither."""

    customers: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)

    def expanded(self, customers: Sequence[str]) -> list[str]:
        """The ids under which anything of these customers is recorded; of one that is led, all of its leader's."""
        leaders = {self.customers.get(one, one): None for one in customers}
        return [*leaders, *(one for one, leader in self.customers.items() if leader in leaders)]

    @cached_property
    def of_customers(self) -> list[str]:
        """All ids of customers that are several."""
        return sorted({*self.customers, *self.customers.values()})

    @cached_property
    def of_contacts(self) -> list[str]:
        """All ids of contacts that are several."""
        return sorted({*self.contacts, *self.contacts.values()})

    def ids_of_one(self, table: str) -> list[str]:
        """Whose rows of a table are put together; none for a table whose rows stay as many as they are."""
        if table not in ROWS_OF_ONE:
            return []
        return self.of_contacts if table == "contacts" else self.of_customers

    def carried(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows under the ids that lead."""
        for column, leaders in (("customer_id", self.customers), ("contact_id", self.contacts)):
            if leaders and column in batch.schema.names:
                place = batch.schema.get_field_index(column)
                batch = batch.set_column(place, batch.schema.field(place), _led(batch.column(place), leaders))
        return batch

    def put_together(self, table: str, rows: list[Row]) -> list[Row]:
        """One row of each that are one, from the rows under all of their ids, in no order."""
        key = "contact_id" if table == "contacts" else "customer_id"
        leaders = self.contacts if table == "contacts" else self.customers
        groups: dict[tuple[str, ...], list[Row]] = {}
        for row in rows:
            leader = leaders.get(row[key], row[key])
            groups.setdefault((row["programme_id"], leader) if table == "assignments" else (leader,), []).append(row)
        combine = {"customers": customer_of, "contacts": contact_of, "assignments": assignment_of}[table]
        found = [{**combine(leader[-1], group), key: leader[-1]} for leader, group in groups.items()]
        if table == "contacts":
            return [{**row, "customer_id": self.customers.get(row["customer_id"], row["customer_id"])} for row in found]
        return found


def merged(read: Read, customers: Sequence[str] | None = None) -> Merged:
    """Who is led by whom, as far as it bears on these customers (None: on all); one query, which finds few or none."""
    import pyarrow as pa

    of_customers = LED.format(kind="customer", pk="customer_id", table=CUSTOMERS)
    values: list[str] = []
    if customers is not None:
        of_customers += OF_THESE.format(table=CUSTOMERS, these=given())
        values = [json.dumps(list(customers))]
    query = f"{of_customers} UNION ALL {LED.format(kind='contact', pk='contact_id', table=CONTACTS)}"
    schema = pa.schema([("kind", pa.string()), ("id", pa.string()), ("leader", pa.string())])
    found: dict[str, dict[str, str]] = {"customer": {}, "contact": {}}
    for batch in read(query, values, schema):
        for kind, one, leader in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            found[kind][one] = leader
    return Merged(found["customer"], found["contact"])


def given() -> str:
    """A subquery of the values of one JSON array: as many values as one likes in one parameter."""
    if connection.vendor == "sqlite":
        return "(SELECT value FROM json_each(?))"
    return "(SELECT jsonb_array_elements_text(CAST(? AS jsonb)))"


def _led(ids: pa.Array, leaders: Mapping[str, str]) -> pa.Array:
    """The ids, each that is led replaced by its leader."""
    import pyarrow as pa
    import pyarrow.compute as pc

    led = pa.array(leaders.keys(), pa.string())
    at = pc.index_in(ids, led)
    if at.null_count == len(at):
        return ids
    return pc.coalesce(pa.array(leaders.values(), pa.string()).take(at), ids)


def customer_of(leader: str, rows: Iterable[Row]) -> Row:
    """The customer that these rows of `customers` are: what the leader's says, and what only the others know.

    A customer since the first of them; one that left only where none of the rows says otherwise.
    """
    ordered = in_order(leader, "customer_id", rows)
    first = _filled(ordered)
    left = [row["left_at"] for row in ordered]
    first["since"] = min((row["since"] for row in ordered if row["since"] is not None), default=None)
    first["left_at"] = None if None in left else max(left)
    return first


def contact_of(leader: str, rows: Iterable[Row]) -> Row:
    """The person that these rows of `contacts` are: what the leader's says, and what only the others know."""
    return _filled(in_order(leader, "contact_id", rows))


def assignment_of(_leader: str, rows: Iterable[Row]) -> Row:
    """The first assignment to a programme: what came after it came to somebody who was in it already."""
    return dict(min(rows, key=lambda row: (row["assigned_at"], row["arm"])))


def in_order(leader: str, key: str, rows: Iterable[Row]) -> list[Row]:
    """The leader's row first, then the customer of longest, then by id: one order, whatever was linked first."""
    return sorted(rows, key=lambda row: (row[key] != leader, *age(row.get("since")), row[key]))


def age(since: datetime | None) -> tuple[bool, float]:
    """Sorts by since when; of whom it is not known last."""
    return since is None, since.replace(tzinfo=UTC).timestamp() if since else 0.0


def _filled(ordered: list[Row]) -> Row:
    """Of each column the first value that is there."""
    found = {name: next((row[name] for row in ordered if row[name] is not None), None) for name in ordered[0]}
    if "recorded_seq" in found:
        found["recorded_seq"] = max(row["recorded_seq"] for row in ordered)
    return found
