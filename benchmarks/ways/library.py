"""The library: its measures through Ibis on DuckDB, and its scenarios, of all customers, part by part."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas  # noqa: F401 - DuckDB imports it when it first reads something; importing counts for nobody
import pyarrow as pa
import pyarrow.parquet as pq
from told import AS_OF, MEMORY, asked, ready

from deeproot.engines import open_tables
from deeproot.kept_sql import keep_in
from deeproot.understand.experience import BY_ID
from deeproot.understand.figures import figures, moment
from deeproot.understand.scenarios import SCENARIOS, limits_of

keep_in(Path(os.environ["DEEPROOT_BENCH_SQL"]))  # as the application does: the SQL is written by the first run only


def with_scenarios(found: pa.Table) -> pa.Table:
    columns = {name: found[name].to_numpy() for name in found.column_names if name not in ("customer_id", "as_of")}
    limits = limits_of({})
    for scenario in SCENARIOS:
        met = np.asarray(scenario.rule(columns, limits[scenario.id]), dtype=bool)
        found = found.append_column(f"s_{scenario.id}", pa.array(met))
    return found


def main() -> None:
    folder, result, _ = asked()
    ready("duckdb", "ibis-framework", "pyarrow")
    tables = open_tables(folder, memory_limit=MEMORY)
    for number, (part, _) in enumerate(tables.parts()):
        found = with_scenarios(figures(part, moment(AS_OF), ids=tuple(BY_ID)))
        pq.write_table(found, result / f"{number:05d}.parquet", compression="zstd")


if __name__ == "__main__":
    main()
