"""Whether two ways gave the same figures: `python same.py OURS THEIRS`, each a folder of Parquet files.

Numbers agree where they differ by at most 1e-9 (absolute or relative; the library rounds to nine decimals), and null is
equal only to null. Prints one JSON document: customers compared, and for each column that differs in how many rows.
"""

from __future__ import annotations

import json
import sys

import duckdb

CLOSE = "abs(a.{0} - b.{0}) <= 1.5e-9 * greatest(1, abs(a.{0}), abs(b.{0}))"


def compared(ours: str, theirs: str) -> None:
    engine = duckdb.connect(config={"memory_limit": "1GB", "preserve_insertion_order": "false"})
    for name, folder in (("ours", ours), ("theirs", theirs)):
        engine.read_parquet(f"{folder}/*.parquet").create_view(name)
    kinds = dict(zip(*(engine.table("theirs").columns, engine.table("theirs").types), strict=True))
    compared = [name for name in engine.table("ours").columns if name in kinds and name not in ("customer_id", "as_of")]
    apart = ", ".join(f"count(*) filter (not ({_same(name, str(kinds[name]))})) as {name}" for name in compared)
    both = "from ours a full join theirs b using (customer_id)"
    row = engine.sql(f"select count(*), count(a.customer_id), count(b.customer_id), {apart} {both}").fetchone() or ()
    differ = {name: times for name, times in zip(compared, row[3:], strict=True) if times}
    alone = {"only one has": 2 * row[0] - row[1] - row[2]} if row[0] * 2 != row[1] + row[2] else {}
    print(json.dumps({"customers": row[0], "columns": len(compared), "differ": differ | alone}))


def _same(name: str, kind: str) -> str:
    if kind == "BOOLEAN":
        return f"a.{name} = b.{name}"
    return f"coalesce({CLOSE.format(name)}, a.{name} is null and b.{name} is null)"


if __name__ == "__main__":
    compared(*sys.argv[1:])
