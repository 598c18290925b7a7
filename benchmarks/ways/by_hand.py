"""SQL written by hand for DuckDB (measures.sql), share by share."""

from __future__ import annotations

from pathlib import Path

import duckdb
from told import AS_OF, MEMORY, WINDOW, asked, files, ready

TABLES = ("interactions", "customers", "cases", "promises", "beliefs", "subscriptions", "coverage")
folder, result, shares = asked()
sql = (Path(__file__).parents[1] / "measures.sql").read_text(encoding="utf-8")
engine = duckdb.connect(config={"memory_limit": MEMORY, "preserve_insertion_order": "false"})
engine.execute(f'create table told as select {AS_OF}::bigint as as_of, {WINDOW}::bigint as "window"')
ready("duckdb")
for share in range(shares):
    for table in TABLES:
        engine.read_parquet(files(folder, table, share, shares), hive_partitioning=False).create_view(table)
    engine.sql(sql).write_parquet(str(result / f"{share:05d}.parquet"), compression="zstd")
