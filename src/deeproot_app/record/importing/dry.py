"""The record as it would be: what a dry run reads, and where it writes. The record itself is left alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.store import TEXTS, Database, Key, Row
from deeproot_app.record.shape import Shape, stored_in


class DryRun:
    """The database, and beside it, on disk, the rows that would have been written."""

    def __init__(self) -> None:
        self.database = Database()
        self._next = 1
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode=OFF")
        self._rows.execute("CREATE TABLE rows (name TEXT, key TEXT, value TEXT, PRIMARY KEY (name, key)) WITHOUT ROWID")
        self._rows.execute("CREATE TABLE addresses (name TEXT, address TEXT, ids TEXT)")
        self._rows.execute("CREATE INDEX by_address ON addresses (name, address)")

    def present(self, table: str, ids: set[str]) -> set[str]:
        found = self.database.present(table, ids)
        return found | {str(key) for key in self._values(table, [one for one in ids if one not in found])}

    def contacts_of(self, addresses: set[str]) -> dict[str, list[tuple[str, str]]]:
        found = self.database.contacts_of(addresses)
        for address, ids in self._addresses("contacts", addresses):
            contacts = found.setdefault(address, [])
            if ids[0] not in {contact for contact, _ in contacts}:  # one that is recorded may be changed here again
                contacts.append((ids[0], ids[1]))
        return found

    def members_of(self, addresses: set[str]) -> dict[str, str]:
        pretended = {address: ids[0] for address, ids in self._addresses("members", addresses)}
        return pretended | self.database.members_of(addresses)

    def members_named(self, names: set[str]) -> dict[str, str]:
        pretended = {name: ids[0] for name, ids in self._of_name("members", names)}
        return pretended | self.database.members_named(names)

    def contacts_named(self, names: set[str]) -> dict[str, list[tuple[str, str]]]:
        found = self.database.contacts_named(names)
        for name, ids in self._of_name("contacts", names):
            contacts = found.setdefault(name, [])
            if ids[0] not in {contact for contact, _ in contacts}:
                contacts.append((ids[0], ids[1]))
        return found

    def customers_named(self, names: set[str]) -> dict[str, list[str]]:
        found = self.database.customers_named(names)
        for name, ids in self._of_name("customers", names):
            customers = found.setdefault(name, [])
            if ids[0] not in customers:
                customers.append(ids[0])
        return found

    def our_addresses(self) -> set[str]:
        pretended = self._rows.execute("SELECT address FROM addresses WHERE name = 'members'")
        return self.database.our_addresses() | {address for (address,) in pretended}

    def in_threads(self, threads: set[str], customers: set[str]) -> list[tuple[str, str]]:
        return self.database.in_threads(threads, customers)

    def sources(self, own: str) -> list[str]:
        return self.database.sources(own)

    def existing(self, shape: Shape, keys: Sequence[Key], columns: Sequence[str]) -> dict[Key, tuple[Any, Row]]:
        found = self.database.existing(shape, keys, columns)
        for key, row in self._values(shape.name, keys).items():
            before = dict(zip(columns, found[key][1], strict=True)) if key in found else {}
            whole: dict[str, Value] = {**dict.fromkeys(TEXTS, ""), **before, **row}
            whole["read_from_text"] = whole.get("read_from_text") or "{}"
            found[key] = _spelled(key), tuple(whole.get(name) for name in columns)
        return found

    def corrected(self, shape: Shape, pks: Sequence[str]) -> dict[str, set[str]]:
        return self.database.corrected(shape, pks)

    def customers_of(self, shape: Shape, pks: Sequence[Any]) -> set[str]:
        return set()

    def take(self, count: int) -> int:
        self._next += count
        return self._next - count

    def insert(self, shape: Shape, columns: Sequence[str], rows: Iterable[Row]) -> None:
        names = ["amount" if name == stored_in("amount") else name for name in columns]
        for row in rows:
            self._put(shape, dict(zip(names, row, strict=True)))

    def update(self, shape: Shape, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Rows whose key is a number of the database's cannot be found by it again: they are compared once only."""
        if len(shape.key) > 1:
            return
        for row in rows:
            key = row[-1]
            before = self._values(shape.name, [key]).get(key, {})
            self._put(shape, before | dict(zip(columns, row, strict=False)) | {shape.key[0]: key})

    def texts(self, rows: Sequence[Row], changed: Sequence[Row]) -> None:
        from deeproot_app.record.shape import SHAPES

        for key, subject, body in (*rows, *changed):
            before = self._values("interactions", [key]).get(key, {})
            self._put(SHAPES["interactions"], before | {"interaction_id": key, "subject": subject, "body": body})

    def unread(self, interactions: set[str]) -> None:
        """Nothing is read of what is not written."""

    def _put(self, shape: Shape, row: dict[str, Value]) -> None:
        keys = [row[name] for name in shape.key]
        key = _spelled(str(keys[0]) if len(keys) == 1 else tuple(map(str, keys)))
        self._rows.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?)", (shape.name, key, json.dumps(row)))
        if shape.name in ("contacts", "members") and row.get("email"):
            ids = json.dumps([row[shape.key[0]], row.get("customer_id")])
            self._rows.execute("INSERT INTO addresses VALUES (?, ?, ?)", (shape.name, row["email"], ids))
        if shape.name in ("contacts", "members", "customers") and row.get("name"):
            ids = json.dumps([row[shape.key[0]], row.get("customer_id")])
            name = str(row["name"]).casefold()
            self._rows.execute("INSERT INTO addresses VALUES (?, ?, ?)", (f"{shape.name} named", name, ids))

    def _values(self, table: str, keys: Sequence[Key]) -> dict[Key, dict[str, Value]]:
        spelled = {_spelled(key): key for key in keys}
        rows = self._rows.execute(
            "SELECT key, value FROM rows WHERE name = ? AND key IN (SELECT value FROM json_each(?))",
            (table, json.dumps(list(spelled))),
        )
        return {spelled[key]: json.loads(value) for key, value in rows}

    def _addresses(self, table: str, addresses: set[str]) -> list[tuple[str, list[str]]]:
        rows = self._rows.execute(
            "SELECT address, ids FROM addresses WHERE name = ? AND address IN (SELECT value FROM json_each(?))",
            (table, json.dumps(list(addresses))),
        )
        return [(address, json.loads(ids)) for address, ids in rows]

    def _of_name(self, table: str, names: set[str]) -> list[tuple[str, list[str]]]:
        asked = {name.casefold(): name for name in names}
        found = self._addresses(f"{table} named", set(asked))
        return list({(name, ids[0]): (asked[name], ids) for name, ids in found}.values())


def _spelled(key: Key) -> str:
    return key if isinstance(key, str) else json.dumps(key)
