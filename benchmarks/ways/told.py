"""What all ways are told, and how each says when it began to read. Standard library only: peers have no Deeproot."""

from __future__ import annotations

import json
import os
import resource
import sys
from importlib.metadata import version
from pathlib import Path

DAY = 86_400_000_000
"""In microseconds, as are all moments here."""
HOUR = DAY // 24
AS_OF = 1_782_777_600_000_000
"""2026-06-30T00:00Z"""
UNTIL = "2026-06-30"
WINDOW = 365 * DAY
COLUMNS = (
    "interaction_id",
    "customer_id",
    "member_id",
    "happened_at",
    "channel",
    "direction",
    "kind",
    "thread_id",
    "case_id",
    "customer_words",
    "our_words",
    "customer_seconds",
    "our_seconds",
    "needs_answer",
    "automatic",
    "personal",
    "sentiment",
)
"""The columns of interactions that the measures read."""
MEMORY = "2GB"


def asked() -> tuple[Path, Path, int]:
    """The folder of the record, the file for the figures, and in how many parts to go through the customers."""
    folder, result, buckets = sys.argv[1:4]
    return Path(folder), Path(result), int(buckets)


def ready(*packages: str) -> None:
    """Say to whoever measures what it took to start, the libraries' versions, and that the work begins now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    says = {"cpu": used.ru_utime + used.ru_stime, "versions": {name: version(name) for name in packages}}
    print(json.dumps(says), flush=True)


def files(folder: Path, table: str, bucket: int = 0, buckets: int = 1) -> list[str]:
    """The Parquet files of a table that hold one bucket of the customers, of so many: all those with that number."""
    found = sorted((folder / table).glob("part-*.parquet"))
    if table in ("members", "resources", "coverage"):  # of these there is one for all customers
        return [str(path) for path in found]
    whole = len(list((folder / "customers").glob("part-*.parquet")))
    low, high = (f"part-{whole * edge // buckets:05d}.parquet" for edge in (bucket, bucket + 1))
    return [str(path) for path in found if low <= path.name < high]


def threads() -> int:
    return os.cpu_count() or 1
