"""Somebody in files beside the database, and in what the database keeps of rows that went."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

from deeproot_app.record.indexes import INDEXED
from deeproot_app.record.person.words import Words
from deeproot_app.record.snapshot.sync import follow

SMALL: Final = 1 << 30
"""Bytes of a database that is written anew whole, so that no page keeps what stood there once."""


def refused_files(words: Words) -> int:
    """Take the lines that name them out of the files of refused rows; how many files that were."""
    done = 0
    for file in sorted((Path(settings.HOME) / "refused").glob("*.csv")):
        text = file.read_text(encoding="utf-8", errors="surrogateescape")
        if not words.within(text):
            continue
        kept = [line for line in text.splitlines(keepends=True) if not words.within(line)]
        fresh = file.with_suffix(".part")
        fresh.write_text("".join(kept), encoding="utf-8", errors="surrogateescape")
        fresh.replace(file)
        done += 1
    return done


def snapshots() -> None:
    """Bring the record's files up to it: what went is in none of them."""
    follow()


def begin() -> None:
    """Have SQLite write over what it deletes, on this connection and in its search indexes."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
            for table in INDEXED:
                cursor.execute(f"INSERT INTO {table}_fts({table}_fts, rank) VALUES ('secure-delete', 1)")  # noqa: S608


def clean() -> str:
    """Have the database keep nothing of what was deleted; gives what remains to be done by hand, in a sentence."""
    if connection.vendor != "sqlite":
        return "PostgreSQL writes over what was deleted when it next cleans its tables (VACUUM), by itself."
    if connection.in_atomic_block:
        return ""
    small = Path(str(connection.settings_dict["NAME"])).stat().st_size < SMALL
    with connection.cursor() as cursor:
        if small:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (
        ""
        if small
        else (
            "The database is large: what had been deleted before this erasing may stand in its free pages until "
            "`VACUUM` is run on it."
        )
    )
