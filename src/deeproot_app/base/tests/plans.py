"""How SQLite would answer a question, in its own words: by which indexes, and what it would sort."""

from __future__ import annotations

from typing import Any

from django.db import connection


def plan(sql: str, values: tuple[Any, ...] = ()) -> list[str]:
    """The steps by which SQLite would answer, as `EXPLAIN QUERY PLAN` tells them, of tables nobody has counted.

    What a turn counted in an earlier test of the same process stays when its rows are taken away, and a table that was
    counted with one row is read whole. So what was counted is forgotten first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_schema WHERE name = 'sqlite_stat1'")
        if cursor.fetchone():
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.execute("ANALYZE sqlite_schema")
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values or None)
        return [str(row[-1]) for row in cursor.fetchall()]
