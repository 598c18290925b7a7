"""A bare scan: the least of every column of interactions that the measures read."""

from __future__ import annotations

import duckdb
from told import COLUMNS, MEMORY, asked, files, ready

folder, result, _ = asked()
engine = duckdb.connect(config={"memory_limit": MEMORY})
ready("duckdb")
engine.read_parquet(files(folder, "interactions"), hive_partitioning=False).create_view("interactions")
found = engine.sql(f"select {', '.join(f'min({column})' for column in COLUMNS)} from interactions")
found.write_parquet(str(result / "00000.parquet"))
