"""The library after a change: the same figures and scenarios, of one customer in a hundred."""

from __future__ import annotations

import random

import duckdb
import pyarrow.parquet as pq
from library import with_scenarios
from told import AS_OF, MEMORY, asked, files, ready

from deeproot.engines import open_tables
from deeproot.understand.experience import BY_ID
from deeproot.understand.figures import figures, moment

folder, result, _ = asked()
every = [str(name) for (name,) in duckdb.read_parquet(files(folder, "customers")).project("customer_id").fetchall()]
changed = random.Random(7).sample(sorted(every), max(1, len(every) // 100))
ready("duckdb", "ibis-framework")
tables = open_tables(folder, memory_limit=MEMORY)
found = figures(tables, moment(AS_OF), customers=changed, ids=tuple(BY_ID))
pq.write_table(with_scenarios(found), result / "00000.parquet", compression="zstd")
