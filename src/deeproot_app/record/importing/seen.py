"""How often the same row came before in this file: on disk, so that memory does not grow with the file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from hashlib import sha256


class Seen:
    """Counts contents over a whole file. Whoever reads the same file again gets the same counts."""

    def __init__(self) -> None:
        # An empty name is a private database in a temporary file, gone when it is closed.
        self._store = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._store.execute("PRAGMA journal_mode=OFF")
        self._store.execute("CREATE TABLE seen (content INTEGER PRIMARY KEY, times INTEGER NOT NULL)")

    def ids(self, contents: Sequence[tuple[str, ...]]) -> list[str]:
        """An id for each row, of its content; the second of two alike ends in `-2`."""
        digests = [
            sha256("\x1f".join(cell.strip() for cell in row).encode("utf-8", "surrogatepass")).digest()
            for row in contents
        ]
        numbers = [int.from_bytes(digest[:8], "big", signed=True) for digest in digests]
        before = dict(
            self._store.execute(
                "SELECT content, times FROM seen WHERE content IN (SELECT value FROM json_each(?))",
                (json.dumps(numbers),),
            )
        )
        ids = []
        for digest, number in zip(digests, numbers, strict=True):
            before[number] = times = before.get(number, 0) + 1
            ids.append(digest[:8].hex() if times == 1 else f"{digest[:8].hex()}-{times}")
        self._store.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", list(before.items()))
        return ids
