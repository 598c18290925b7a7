"""The record as an import sees it: what is there, and writing to it, many rows at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, Protocol

from django.db import connection

from deeproot_app.base.models import User
from deeproot_app.record import sql
from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.decided import decided
from deeproot_app.record.models import Batch, Member, RecordSequence
from deeproot_app.record.reading import forget
from deeproot_app.record.shape import SHAPES, Shape, stored_in

Key = str | tuple[str, ...]
Row = tuple[Any, ...]

LOOKED_UP: Final = {
    "subscriptions": "subscription_id",
    "identities": "value",
    "coverage": "source",
    "assignments": "customer_id",
}
"""Of a key of several columns, the one by which rows are found; the rest is compared here."""
TEXTS: Final = ("subject", "body")
TEXTS_AT_ONCE: Final = 5_000
REMEMBERED: Final = 200_000
"""Ids known to be there, kept at hand."""


class Store(Protocol):
    """What an import asks and tells; the database, or for a dry run the database and what would have been written."""

    def present(self, table: str, ids: set[str]) -> set[str]:
        """Those of the ids that are recorded; for tables whose key is one column."""

    def contacts_of(self, addresses: set[str]) -> dict[str, list[tuple[str, str]]]:
        """For each address the contacts that have it: (contact_id, customer_id)."""

    def members_of(self, addresses: set[str]) -> dict[str, str]:
        """For each address the member that has it."""

    def members_named(self, names: set[str]) -> dict[str, str]:
        """For each name that one member alone has: that member."""

    def contacts_named(self, names: set[str]) -> dict[str, list[tuple[str, str]]]:
        """For each name the contacts that have it: (contact_id, customer_id)."""

    def customers_named(self, names: set[str]) -> dict[str, list[str]]:
        """For each name the customers that have it, or have it as their id."""

    def our_addresses(self) -> set[str]:
        """The addresses of all members and of everybody who signs in here."""

    def in_threads(self, threads: set[str], customers: set[str]) -> list[tuple[str, str]]:
        """The interactions of these customers in these threads: (interaction_id, thread_id)."""

    def sources(self, own: str) -> list[str]:
        """Sources that ids without one were given, ``own`` first."""

    def existing(self, shape: Shape, keys: Sequence[Key], columns: Sequence[str]) -> dict[Key, tuple[Any, Row]]:
        """For each key that is recorded: the database's primary key, and the values of the columns."""

    def corrected(self, shape: Shape, pks: Sequence[str]) -> dict[str, set[str]]:
        """For rows that people decided about, by primary key: the columns that are theirs."""

    def customers_of(self, shape: Shape, pks: Sequence[Any]) -> set[str]:
        """Whose these rows are."""

    def take(self, count: int) -> int:
        """The first of ``count`` fresh sequence numbers."""

    def insert(self, shape: Shape, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows; ``columns`` are the database's."""

    def update(self, shape: Shape, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Set columns; each row ends in its primary key."""

    def texts(self, rows: Sequence[Row], changed: Sequence[Row]) -> None:
        """Add and replace the words of interactions: (interaction_id, subject, body)."""

    def unread(self, interactions: set[str]) -> None:
        """Have the texts of these interactions read again."""


class Database:
    """The real record. All within the transaction at hand."""

    def __init__(self) -> None:
        self._known: dict[str, set[str]] = {}

    def forget(self) -> None:
        """Drop what is remembered: a transaction was rolled back."""
        self._known.clear()

    def present(self, table: str, ids: set[str]) -> set[str]:
        known = self._known.setdefault(table, set())
        asked = ids - known
        if asked:
            shape = SHAPES[table]
            wanted, values = sql.among(f'"{shape.pk}"', list(asked))
            query = f'SELECT "{shape.pk}" FROM "{shape.db_table}" WHERE {wanted}'  # noqa: S608
            found = {row[0] for row in sql.rows_of(query, values)}
            if len(known) + len(found) > REMEMBERED:
                known.clear()
            known |= found
            return (ids & known) | found
        return set(ids)

    def contacts_of(self, addresses: set[str]) -> dict[str, list[tuple[str, str]]]:
        contacts, identities = SHAPES["contacts"].db_table, SHAPES["identities"].db_table
        wanted, values = sql.among("email", list(addresses))
        other, more = sql.among("i.value", list(addresses))
        rows = sql.rows_of(
            f"SELECT email, contact_id, customer_id FROM {contacts} WHERE {wanted} UNION "  # noqa: S608
            f"SELECT i.value, c.contact_id, c.customer_id FROM {identities} i JOIN {contacts} c "
            f"ON c.contact_id = i.contact_id WHERE i.type = 'email' AND i.removed_at IS NULL AND {other} ORDER BY 2",
            values,
            more,
        )
        found: dict[str, list[tuple[str, str]]] = {}
        for address, contact, customer in rows:
            found.setdefault(address, []).append((contact, customer))
        return found

    def members_of(self, addresses: set[str]) -> dict[str, str]:
        wanted, values = sql.among("email", list(addresses))
        rows = sql.rows_of(
            f"SELECT email, member_id FROM {SHAPES['members'].db_table} WHERE {wanted} ORDER BY 2 DESC",  # noqa: S608
            values,
        )
        return dict(rows)

    def members_named(self, names: set[str]) -> dict[str, str]:
        rows = _named("members", "member_id", "member_id", names)
        found: dict[str, list[str]] = {}
        for name, member, _ in rows:
            found.setdefault(name, []).append(member)
        return {name: members[0] for name, members in found.items() if len(members) == 1}

    def contacts_named(self, names: set[str]) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for name, contact, customer in _named("contacts", "contact_id", "customer_id", names):
            found.setdefault(name, []).append((contact, customer))
        return found

    def customers_named(self, names: set[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, customer, _ in _named("customers", "customer_id", "customer_id", names):
            found.setdefault(name, []).append(customer)
        return found

    def our_addresses(self) -> set[str]:
        return {*Member.objects.values_list("email", flat=True), *User.objects.values_list("email", flat=True)}

    def in_threads(self, threads: set[str], customers: set[str]) -> list[tuple[str, str]]:
        # By customer, for threads have no index: a company has few customers in one block of mail.
        whose, values = sql.among("customer_id", list(customers))
        which, more = sql.among("thread_id", list(threads))
        table = SHAPES["interactions"].db_table
        query = f"SELECT interaction_id, thread_id FROM {table} WHERE {whose} AND {which} ORDER BY 1"  # noqa: S608
        return [(row[0], row[1]) for row in sql.rows_of(query, values, more)]

    def sources(self, own: str) -> list[str]:
        given = Batch.objects.filter(settings__prefixed=True, undone_at=None).order_by("id")
        return list(dict.fromkeys([own, *given.values_list("source", flat=True)]))

    def existing(self, shape: Shape, keys: Sequence[Key], columns: Sequence[str]) -> dict[Key, tuple[Any, Row]]:
        if not keys:
            return {}
        query, value = _existing(shape, keys, columns)
        width = len(shape.key)
        convert = _from_postgresql(shape, columns) if connection.vendor == "postgresql" else None
        wanted = set(keys)
        found: dict[Key, tuple[Any, Row]] = {}
        for row in sql.rows_of(query, value):
            values = row[width + 1 :]
            if convert is not None:
                values = tuple(None if one is None else turn(one) for turn, one in zip(convert, values, strict=True))
            key = row[0] if width == 1 else tuple(map(as_text, row[:width]))
            if key in wanted:
                found[key] = (row[width], values)
        return found

    def corrected(self, shape: Shape, pks: Sequence[str]) -> dict[str, set[str]]:
        return decided(shape, pks)

    def customers_of(self, shape: Shape, pks: Sequence[Any]) -> set[str]:
        rows = shape.model._default_manager.filter(pk__in=list(pks)).exclude(customer=None)
        return set(rows.values_list("customer_id", flat=True))

    def take(self, count: int) -> int:
        return RecordSequence.take(count)

    def insert(self, shape: Shape, columns: Sequence[str], rows: Iterable[Row]) -> None:
        sql.insert(shape.db_table, columns, rows)

    def update(self, shape: Shape, columns: Sequence[str], rows: Sequence[Row]) -> None:
        sql.update(shape.db_table, columns, shape.pk, rows)

    def texts(self, rows: Sequence[Row], changed: Sequence[Row]) -> None:
        table = "deeproot_record_text"
        if changed:
            wanted, values = sql.among("interaction_id", [row[0] for row in changed])
            sql.run(f"DELETE FROM {table} WHERE {wanted}", values)  # noqa: S608
        kept = [*(row for row in rows if row[1] or row[2]), *changed]  # words taken away are to be read as gone
        for start in range(0, len(kept), TEXTS_AT_ONCE):
            sql.insert_texts(table, ("interaction_id", *TEXTS), kept[start : start + TEXTS_AT_ONCE])

    def unread(self, interactions: set[str]) -> None:
        if interactions:
            forget.unread(interactions)


def _named(table: str, first: str, second: str, names: set[str]) -> list[tuple[str, str, str]]:
    """The rows of a table that have one of these names, in either case: (name as asked, and the two columns)."""
    if not names:
        return []
    asked = {spelt: name for name in names for spelt in {name.casefold(), name.lower(), _lower(name)}}
    wanted, values = sql.among("lower(name)", list(asked))
    query = f"SELECT lower(name), {first}, {second} FROM {SHAPES[table].db_table} WHERE {wanted} ORDER BY 2"  # noqa: S608
    return [(asked[name], one, other) for name, one, other in sql.rows_of(query, values)]


def _lower(name: str) -> str:
    """A name as SQLite lowers it: the letters of English only."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


def _existing(shape: Shape, keys: Sequence[Key], columns: Sequence[str]) -> tuple[str, Any]:
    """The query for what is recorded under the keys: the key, the primary key, then the columns."""
    looked_up = LOOKED_UP.get(shape.name, shape.key[0])
    at = shape.key.index(looked_up)
    wanted, value = sql.among(f't."{looked_up}"', list({key if isinstance(key, str) else key[at] for key in keys}))
    words = any(name in TEXTS for name in columns)
    moments = {column.name for column in shape.columns if column.type == "timestamp"}
    # Cast, lest Django's SQLite makes datetimes of what is compared as text.
    plain = "CAST({} AS text)" if connection.vendor == "sqlite" else "{}"
    selected = [plain.format(f't."{name}"') if name in moments else f't."{name}"' for name in (*shape.key, shape.pk)]
    for name in columns:
        kept = f"coalesce(w.{name}, '')" if name in TEXTS else f't."{stored_in(name)}"'
        kept = f"coalesce({kept}, '{{}}')" if name == "read_from_text" else kept
        selected.append(plain.format(kept) if name in moments else kept)
    joined = " LEFT JOIN deeproot_record_text w ON w.interaction_id = t.interaction_id" if words else ""
    return f'SELECT {", ".join(selected)} FROM "{shape.db_table}" t{joined} WHERE {wanted}', value  # noqa: S608


def as_text(value: Any) -> Any:
    """A moment as SQLite keeps it; all else as it is."""
    return str(value.astimezone(UTC).replace(tzinfo=None)) if isinstance(value, datetime) else value


def _from_postgresql(shape: Shape, columns: Sequence[str]) -> list[Any]:
    """For each column, what turns PostgreSQL's values into ours."""
    return [_turn(shape.name, name) for name in columns]


@lru_cache
def _turn(table: str, column: str) -> Any:
    names = {one.name: one.type for one in SHAPES[table].table.columns}
    if names.get(column) == "timestamp":
        return as_text
    if names.get(column) == "list" or column == "read_from_text":
        return _json_text
    return _same


def _json_text(value: Any) -> str:
    return json.dumps(json.loads(value) if isinstance(value, str) else value, sort_keys=True)


def _same(value: Value) -> Value:
    return value
