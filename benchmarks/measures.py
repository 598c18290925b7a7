"""All measures of every customer: the library against SQL written by hand, and against a bare scan of the same columns.

./run bench measures [--rows 1000000] [--customers 20000] [--runs 5] [--folder FOLDER]

The record is made once a size, in FOLDER, as Parquet in time order. The three take turns in one process; the CPU
seconds are those of the whole process, the median of the runs.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from records.large import AS_OF, DAY, END, write

from deeproot.engines import open_tables
from deeproot.understand.experience import MEASURES
from deeproot.understand.figures import figures

HAND = Path(__file__).with_suffix(".sql")
SCANNED = (
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


def main(arguments: list[str]) -> None:
    asked = _asked(arguments)
    folder = _record(asked)
    tables = open_tables(folder)
    own = _engine(folder)
    sql = HAND.read_text(encoding="utf-8")
    scan = f"select {', '.join(f'min({c})' for c in SCANNED)} from interactions"
    ways: dict[str, Callable[[], pa.Table]] = {
        "the library": lambda: figures(tables, AS_OF),
        "SQL by hand": lambda: own.sql(sql).to_arrow_table(),
        "a bare scan": lambda: own.sql(scan).to_arrow_table(),
    }
    first = {name: _timed(way) for name, way in ways.items()}
    _check(first["the library"][2], first["SQL by hand"][2])
    runs = [{name: _timed(way)[:2] for name, way in ways.items()} for _ in range(asked.runs)]
    _print(asked, first, {name: tuple(median(run[name][n] for run in runs) for n in (0, 1)) for name in ways})


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./run bench measures")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "deeproot-bench")
    return parser.parse_args(arguments)


def _record(asked: argparse.Namespace) -> Path:
    folder: Path = asked.folder / f"{asked.rows}-{asked.customers}"
    if not (folder / "coverage.parquet").exists():
        write(folder, asked.rows, asked.customers)
    return folder


def _engine(folder: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB as the library sets it, over the same files."""
    own = duckdb.connect(config={"memory_limit": "4GB", "preserve_insertion_order": "false"})
    for file in folder.glob("*.parquet"):
        own.read_parquet(str(file)).create_view(file.stem)
    own.execute(f'create table told as select {END}::bigint as as_of, {365 * DAY}::bigint as "window"')
    return own


def _timed(way: Callable[[], pa.Table]) -> tuple[float, float, pa.Table]:
    cpu, wall = _cpu(), time.perf_counter()
    found = way()
    return _cpu() - cpu, time.perf_counter() - wall, found


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _check(ours: pa.Table, theirs: pa.Table) -> None:
    ours, theirs = ours.sort_by("customer_id"), theirs.sort_by("customer_id")
    for measure in MEASURES:
        a, b = ours[measure.id].to_numpy(), theirs[measure.id].cast("float64").to_numpy()
        apart = int((~np.isclose(a, b, rtol=1e-9, atol=1e-9, equal_nan=True)).sum())
        if apart:
            sys.exit(f"{measure.id}: the two differ for {apart} customers; the times would mean nothing")
    print(f"equal for {len(ours)} customers on {len(MEASURES)} measures (1e-9)")


def _print(asked: argparse.Namespace, first: dict[str, Any], took: dict[str, Any]) -> None:
    versions = ", ".join(f"{name} {sys.modules[name].__version__}" for name in ("duckdb", "ibis", "pyarrow"))
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}")
    print(f"./run bench measures --rows {asked.rows} --customers {asked.customers} --runs {asked.runs}")
    print(f"\n{'':14}{'CPU s':>8}{'wall s':>8}{'x SQL':>8}{'x scan':>8}{'first CPU s':>13}")
    for name, (cpu, wall) in took.items():
        by_hand, scan = cpu / took["SQL by hand"][0], cpu / took["a bare scan"][0]
        print(f"{name:14}{cpu:8.2f}{wall:8.2f}{by_hand:8.2f}{scan:8.1f}{first[name][0]:13.2f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory of the process {peak:.0f} MB; load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
