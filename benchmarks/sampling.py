"""How fast the large sample company is written as Parquet, beside DuckDB writing the very same rows once more.

`./run bench sampling --customers 1000000`. The sample is drawn and written by `deeproot sample … --as parquet` in a
process of its own; the peer only reads those files and writes them again, with the same number of threads.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

COPY = """
import pathlib, sys, duckdb
source, target = map(pathlib.Path, sys.argv[1:])
for folder in source.iterdir():
    if folder.is_dir():
        (target / folder.name).mkdir(parents=True)
        rows = duckdb.read_parquet(f"{folder}/**/*.parquet", hive_partitioning=False)
        rows.write_parquet(f"{target / folder.name}/0.parquet", compression="zstd")
"""


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser("./run bench sampling", description=__doc__)
    asked.add_argument("--customers", type=int, default=1_000_000)
    customers = asked.parse_args(arguments).customers
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "numpy", "pyarrow"))
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}")
    print(f"./run bench sampling --customers {customers}\n")
    with tempfile.TemporaryDirectory() as temporary:
        drawn, copied = Path(temporary) / "drawn", Path(temporary) / "copied"
        words = ["sample", str(drawn), "--customers", str(customers), "--as", "parquet", "--until", "2026-06-30"]
        rows, ours = spent(["-m", "deeproot_app.cli", *words, "--json"])
        all_rows = sum(json.loads(rows)["rows"].values())
        told("deeproot sample", all_rows, ours)
        _, theirs = spent(["-c", COPY, str(drawn), str(copied)])
        told("DuckDB, a copy of it", all_rows, theirs)
        size = sum(path.stat().st_size for path in drawn.rglob("*.parquet"))
    print(f"\n{all_rows:,} rows, {size / 1e6:,.0f} MB; CPU of the sample / of the copy: {ours[1] / theirs[1]:.2f}")


def spent(words: list[str]) -> tuple[str, tuple[float, float, int]]:
    """What a Python process printed; its seconds by the clock and of the processor, and its peak memory in MB."""
    source = str(Path(__file__).resolve().parent.parent / "src")
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": source}
    )
    assert process.stdout
    printed = process.stdout.read()
    _, state, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(state)
    if process.returncode:
        sys.exit(process.returncode)
    took = time.perf_counter() - started
    return printed, (took, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def told(what: str, rows: int, spent: tuple[float, float, int]) -> None:
    took, cpu, memory = spent
    print(f"{what:22}{took:7.1f} s{rows / took:12,.0f} rows/s{cpu:8.1f} s CPU, peak {memory} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
