"""The search indexes as SQL, which Django has no words for: made by a migration, kept by the databases themselves.

SQLite: FTS5 over three-letter pieces (`trigram`), fed by triggers, so that no write can be forgotten. PostgreSQL: the
same idea, `pg_trgm` in GIN indexes. Both find any part of a word of three letters or more, in any script.
"""

from __future__ import annotations

from typing import Final

INDEXED: Final = {"deeproot_record_text": ("subject", "body"), "deeproot_record_named": ("words",)}
"""Table -> the columns that are searched."""


def making(vendor: str) -> list[str]:
    """The statements that make the indexes and fill them from what is there."""
    return [
        statement for table in INDEXED for statement in (_sqlite(table) if vendor == "sqlite" else _postgresql(table))
    ]


def taking_away(vendor: str) -> list[str]:
    """The statements that take them away again."""
    if vendor != "sqlite":
        return [f"DROP INDEX IF EXISTS {table}_trigrams" for table in INDEXED]
    triggers = [f"DROP TRIGGER IF EXISTS {table}_{act}" for table in INDEXED for act in ("added", "taken", "changed")]
    return [*triggers, *(f"DROP TABLE IF EXISTS {table}_fts" for table in INDEXED)]


def _sqlite(table: str) -> list[str]:
    columns = ", ".join(INDEXED[table])
    add, take = _add(table), _take(table)
    return [
        f"CREATE VIRTUAL TABLE {table}_fts USING fts5({columns}, content='{table}', content_rowid='id', "
        "tokenize='trigram')",
        f"CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {table}_taken AFTER DELETE ON {table} BEGIN {take} END",
        on_change(table),
        f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')",  # noqa: S608
    ]


def on_change(table: str) -> str:
    """SQLite's trigger that indexes a row anew where one of its searched columns changed."""
    columns = ", ".join(INDEXED[table])
    return f"CREATE TRIGGER {table}_changed AFTER UPDATE OF {columns} ON {table} BEGIN {_take(table)} {_add(table)} END"


def _add(table: str) -> str:
    columns = ", ".join(INDEXED[table])
    new = ", ".join(f"new.{name}" for name in INDEXED[table])
    return f"INSERT INTO {table}_fts(rowid, {columns}) VALUES (new.id, {new});"  # noqa: S608 - names of our own


def _take(table: str) -> str:
    columns = ", ".join(INDEXED[table])
    old = ", ".join(f"old.{name}" for name in INDEXED[table])
    return f"INSERT INTO {table}_fts({table}_fts, rowid, {columns}) VALUES ('delete', old.id, {old});"  # noqa: S608


def _postgresql(table: str) -> list[str]:
    words = " || ' ' || ".join(INDEXED[table])
    return [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        f"CREATE INDEX {table}_trigrams ON {table} USING gin (({words}) gin_trgm_ops)",
    ]
