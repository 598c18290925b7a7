"""Whether a file is one that an export of ours wrote beside the tables: told by its header."""

from __future__ import annotations

import csv
from pathlib import Path


def has_columns(path: Path, needed: frozenset[str]) -> bool:
    """Whether a file is CSV with at least these columns; a file that cannot be read is not."""
    if path.suffix.casefold() != ".csv":
        return False
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return set(next(csv.reader(stream), ())) >= needed
    except (OSError, UnicodeDecodeError, csv.Error):
        return False
