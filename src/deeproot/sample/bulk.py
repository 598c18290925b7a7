"""A large record for benchmarks: no texts, plausible numbers, written block by block in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..engines.parted import bucket_of
from ..tables import TABLES
from .bulk_files import Parts
from .clockwork import plain

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK_ROWS = 500_000
"""Interactions drawn at once, at most: about 250 MB while they are written."""
YEARS = 3


def large(
    folder: str | Path,
    customers: int = 1_000_000,
    interactions_per_customer: float = 50,
    seed: int = 7,
    until: datetime | None = None,
    as_: Literal["parquet", "csv"] = "parquet",
) -> dict[str, int]:
    """Write a large simulated record: its tables parted by customers, ``interactions/bucket=a7/part.parquet``.

    Three years up to ``until`` (UTC where it has no offset). A bucket holds the same customers in every table, those
    whose id's MD5 begins with its digits; in it rows stand by customer, then moment (:mod:`deeproot.engines.parted`).
    The same arguments give the same record; a call that was killed goes on where it stopped when it is made again
    (Parquet only). As CSV a bucket is a file, ``interactions/part-a7.csv``. Returns how many rows each table got.
    Raises ``ValueError`` where ``until`` is missing or another argument makes no sense.
    """
    if until is None:
        raise ValueError("the sample needs to be told its last moment: large(folder, until=datetime(2026, 6, 30))")
    if customers < 1 or interactions_per_customer <= 0 or as_ not in ("parquet", "csv"):
        raise ValueError("the sample needs at least 1 customer, some interactions for each, and as_='parquet' or 'csv'")
    last = int(plain(until).replace(tzinfo=UTC).timestamp())
    made_of = f"{customers:,} customers, {interactions_per_customer:g} interactions each, seed {seed}"
    parts = Parts(Path(folder), as_, f"{made_of}, until {plain(until):%FT%TZ}")
    counted = dict.fromkeys(TABLES, 0)
    with ThreadPoolExecutor(1) as writer:
        pending: Future[None] | None = None
        for bucket, numbers in _buckets(customers, interactions_per_customer):
            if (rows := parts.held(bucket, once=not counted["customers"])) is None:
                first, row = counted["customers"], counted["interactions"]
                tables = _block(seed, first, numbers, interactions_per_customer, last, row)
                tables |= _once(last) if not first else {}
                if pending:
                    pending.result()  # two blocks in memory, never more; a failure to write is raised here
                pending = writer.submit(parts.write, bucket, tables)
                rows = {name: table.num_rows for name, table in tables.items()}
            counted = {name: counted[name] + rows.get(name, 0) for name in counted}
        if pending:
            pending.result()
    parts.complete(counted)
    return counted


def _buckets(customers: int, per_customer: float) -> Iterator[tuple[str, Any]]:
    """The buckets that hold anybody, by their digits, each with the numbers of its customers in order."""
    import numpy as np

    digits = 1
    while 16**digits * BLOCK_ROWS < customers * per_customer:
        digits += 1
    own = np.fromiter((bucket_of(f"c{number:010d}", 4 * digits) for number in range(customers)), np.int64, customers)
    by_bucket = np.argsort(own, kind="stable")
    edges = np.searchsorted(own[by_bucket], np.arange(16**digits + 1))
    for bucket in np.flatnonzero(np.diff(edges)):
        yield f"{bucket:0{digits}x}", by_bucket[edges[bucket] : edges[bucket + 1]]


def _block(seed: int, first: int, numbers: Any, per_customer: float, until: int, row: int) -> dict[str, pa.Table]:
    """All tables of these customers; before them come ``first`` customers and ``row`` interactions."""
    import numpy as np
    import pyarrow as pa

    from . import bulk_draw, bulk_rest, bulk_rows

    rng = np.random.Generator(np.random.SFC64([seed, first]))
    block = bulk_draw.block(rng, first, numbers, per_customer, until - YEARS * 365 * bulk_draw.DAY, until, row)
    ids = bulk_rows.interaction_ids(block)
    told: dict[str, Callable[[], dict[str, Any]]] = {
        "promises": partial(bulk_rest.promises, rng, block, ids),
        "customers": partial(bulk_rest.customers, rng, block),
        "contacts": partial(bulk_rest.contacts, block),
        "identities": partial(bulk_rest.identities, block),
        "cases": partial(bulk_rest.cases, rng, block, until),
        "purchases": partial(bulk_rest.purchases, rng, block, ids),
        "beliefs": partial(bulk_rest.beliefs, rng, block, ids, until),
        "subscriptions": partial(bulk_rest.subscriptions, rng, block, until),
        "assignments": partial(bulk_rest.assignments, rng, block, until),
    }
    tables = {name: pa.table(columns()) for name, columns in told.items()}
    return tables | {"interactions": bulk_rows.interactions(rng, block, ids)}


def _once(until: int) -> dict[str, pa.Table]:
    """The tables that do not grow with the customers."""
    import pyarrow as pa

    from . import trade
    from .bulk_draw import DAY, MEMBERS
    from .bulk_rows import SOURCES

    teams = ("sales", "success", "support", "marketing")
    rows: dict[str, list[dict[str, Any]]] = {
        "members": [
            {
                "member_id": f"m{n:010d}",
                "name": f"Sample member {n}",
                "email": f"m{n}@large-sample.example",
                "team": teams[n % 4],
            }
            for n in range(MEMBERS)
        ],
        "resources": [
            {"resource_id": f"r-{n:02d}", "title": title, "kind": kind, "needs": [need], "personas": list(personas)}
            for n, (title, kind, need, personas) in enumerate(trade.RESOURCES, 1)
        ],
        "coverage": [
            {
                "source": f"large-{source}",
                "from_at": _moment(until - (days + 91) * DAY),
                "to_at": _moment(until - days * DAY),
                "state": "gap" if source == "call" and days == 182 else "complete",
                "seen": None,
                "stored": None,
                "refused": None,
            }
            for source in sorted(SOURCES.values())
            for days in range(0, YEARS * 365, 91)
        ],
    }
    return {name: pa.Table.from_pylist(found, schema=TABLES[name].arrow_schema()) for name, found in rows.items()}


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
