"""What all ways are told, and how each says when it began to read. Standard library only: peers have no Deeproot."""

from __future__ import annotations

import json
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
    """The folder of the record, that for the figures, and in how many shares to go through the customers."""
    folder, result, buckets = sys.argv[1:4]
    return Path(folder), Path(result), int(buckets)


def ready(*packages: str) -> None:
    """Say to whoever measures what it took to start, the libraries' versions, and that the work begins now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    says = {"cpu": used.ru_utime + used.ru_stime, "versions": {name: version(name) for name in packages}}
    print(json.dumps(says), flush=True)


def files(folder: Path, table: str, share: int = 0, shares: int = 1) -> list[str]:
    """The Parquet files of a table that hold one share of the customers, of so many: some buckets of the record.

    Of the tables that no customer has rows in, all files.
    """
    found = sorted((folder / table).glob("*.parquet"))
    if buckets := sorted(path.name for path in (folder / "customers").glob("bucket=*")):
        low, high = (len(buckets) * edge // shares for edge in (share, share + 1))
        found += [path for name in buckets[low:high] for path in (folder / table / name).glob("*.parquet")]
    return [str(path) for path in found]
