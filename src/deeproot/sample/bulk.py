"""A large record for benchmarks: no texts, plausible numbers, written block by block in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..tables import TABLES
from .bulk_files import Parts
from .clockwork import plain

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK_ROWS = 500_000
"""Interactions drawn at once: about 250 MB while they are written."""
YEARS = 3


def large(
    folder: str | Path,
    customers: int = 1_000_000,
    interactions_per_customer: float = 50,
    seed: int = 7,
    until: datetime | None = None,
    as_: Literal["parquet", "csv"] = "parquet",
) -> dict[str, int]:
    """Write a large simulated record: every table a folder of files, ``interactions/part-00000.parquet`` and so on.

    Three years up to ``until`` (UTC where it has no offset). Rows stand by customer, then moment, and the part of one
    number holds the same customers in every table: what is reckoned for each customer can be reckoned part by part.
    The same arguments give the same record; a call that was killed goes on where it stopped when it is made again
    (Parquet only). Returns how many rows each table got. Raises ``ValueError`` where ``until`` is missing or another
    argument makes no sense.
    """
    if until is None:
        raise ValueError("the sample needs to be told its last moment: large(folder, until=datetime(2026, 6, 30))")
    if customers < 1 or interactions_per_customer <= 0 or as_ not in ("parquet", "csv"):
        raise ValueError("the sample needs at least 1 customer, some interactions for each, and as_='parquet' or 'csv'")
    last = int(plain(until).replace(tzinfo=UTC).timestamp())
    made_of = f"{customers:,} customers, {interactions_per_customer:g} interactions each, seed {seed}"
    parts = Parts(Path(folder), as_, f"{made_of}, until {plain(until):%FT%TZ}")
    size = max(1, round(BLOCK_ROWS / interactions_per_customer))
    counted = dict.fromkeys(TABLES, 0)
    with ThreadPoolExecutor(1) as writer:
        pending: Future[None] | None = None
        for number, first in enumerate(range(0, customers, size)):
            if (rows := parts.held(number)) is None:
                many = min(size, customers - first)
                tables = _block(seed, first, many, interactions_per_customer, last, counted["interactions"])
                tables |= _once(last) if not first else {}
                if pending:
                    pending.result()  # two blocks in memory, never more; a failure to write is raised here
                pending = writer.submit(parts.write, number, tables)
                rows = {name: table.num_rows for name, table in tables.items()}
            counted = {name: counted[name] + rows.get(name, 0) for name in counted}
        if pending:
            pending.result()
    parts.complete(counted)
    return counted


def _block(seed: int, first: int, many: int, per_customer: float, until: int, row: int) -> dict[str, pa.Table]:
    """All tables of so many customers."""
    import numpy as np
    import pyarrow as pa

    from . import bulk_draw, bulk_rest, bulk_rows

    rng = np.random.Generator(np.random.SFC64([seed, first]))
    block = bulk_draw.block(rng, first, many, per_customer, until - YEARS * 365 * bulk_draw.DAY, until, row)
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
