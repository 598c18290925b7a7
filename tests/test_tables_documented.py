"""The tables are the contract: each, and each of its columns, says what it is."""

from __future__ import annotations

from deeproot.tables import TABLES


def test_every_column_says_what_it_is() -> None:
    silent = [f"{table.name}.{column.name}" for table in TABLES.values() for column in table.columns if not column.says]
    assert not silent
    assert all(table.says for table in TABLES.values())
