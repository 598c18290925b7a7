"""All measures of every customer on Spark: in one process, and on a cluster of two workers; beside DuckDB.

./run bench spark [--rows 1000000] [--customers 20000] [--runs 2] [--folder FOLDER]

Needs `./run setup --spark`. The record is that of `./run bench measures`. CPU seconds are those of all processes
together: ours, Spark's driver, and the workers; every way must give the same figures.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from records.large import AS_OF, write

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deeproot.engines import Tables, open_tables  # noqa: E402
from deeproot.understand.figures import figures  # noqa: E402
from tests.spark.cluster import MEMORY, cluster, session_on  # noqa: E402


def main(arguments: list[str]) -> None:
    asked = _asked(arguments)
    folder = asked.folder / f"{asked.rows}-{asked.customers}"
    if not (folder / "coverage.parquet").exists():
        write(folder, asked.rows, asked.customers)
    print(f"{os.cpu_count()} cores; ./run bench spark --rows {asked.rows} --customers {asked.customers}\n")
    print(f"{'':24}{'first CPU s':>13}{'CPU s':>8}{'wall s':>8}{'figures':>14}")
    for way in (_in_duckdb, _in_one_process, _on_a_cluster):
        # Each in a process of its own: one process holds one Spark.
        one = multiprocessing.get_context("spawn").Process(target=_run, args=(way, folder, asked.runs))
        one.start()
        one.join()
    print(f"\nload average {os.getloadavg()[0]:.1f}")


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./run bench spark")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "deeproot-bench")
    return parser.parse_args(arguments)


def _run(way: Callable[[Path], Any], folder: Path, runs: int) -> None:
    with way(folder) as tables:
        first = _timed(tables)
        others = [_timed(tables) for _ in range(runs)]
        cpu, wall = (median(took[n] for took in others) for n in (0, 1))
        name = way.__name__.strip("_").replace("_", " ")
        print(f"{name:24}{first[0]:13.1f}{cpu:8.1f}{wall:8.1f}{_said(first[2]):>14}", flush=True)


@contextmanager
def _in_duckdb(folder: Path) -> Iterator[Tables]:
    yield open_tables(folder)


@contextmanager
def _in_one_process(folder: Path) -> Iterator[Tables]:
    from pyspark.sql import SparkSession

    from deeproot_app.understand.engine import SETTINGS

    own = SETTINGS | {
        "spark.driver.memory": "3g",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "4",  # Spark's 200 are for clusters: each task would write as many files
        "spark.ui.enabled": "false",
    }
    session = SparkSession.builder.master("local[2]").config(map=own).getOrCreate()
    yield open_tables(folder, spark=session)
    session.stop()


@contextmanager
def _on_a_cluster(folder: Path) -> Iterator[Tables]:
    with cluster() as started:
        session = session_on(started)
        yield open_tables(folder, spark=session)
        session.stop()


def _timed(tables: Tables) -> tuple[float, float, Any]:
    cpu, wall = _cpu(), time.perf_counter()
    found = figures(tables, AS_OF)
    return _cpu() - cpu, time.perf_counter() - wall, found


def _cpu() -> float:
    """Of this process and of all that it started."""
    here = psutil.Process()
    used = [each.cpu_times() for each in (here, *here.children(recursive=True))]
    return float(sum(one.user + one.system for one in used))


def _said(found: Any) -> str:
    """A sum of all figures, by which one sees that the ways say the same."""
    import pyarrow.compute as pc

    names = [name for name in found.column_names if name not in ("customer_id", "as_of")]
    return f"{sum(pc.sum(found[name]).as_py() or 0 for name in names):.3f}"


if __name__ == "__main__":
    print(f"a worker has one core and {MEMORY}")
    main(sys.argv[1:])
