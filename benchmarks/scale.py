"""Every measure and scenario of every customer: the library beside a bare scan, SQL by hand, Polars and pandas.

./run bench [--rows 1000000 10000000] [--runs 3] [--folder FOLDER] [--keep FILE.csv]

The record is made by `deeproot sample`, once a size, in FOLDER. Every way reads the same Parquet files, is a process of
its own, and writes its figures as Parquet; all are compared with those of the SQL before anything is told. The library
writes its SQL in a first run, which is told apart, and finds it afterwards, as in the application. CPU seconds,
the clock's and the peak of memory are the operating system's word on the finished process (wait4); what passed before
it began to read (starting, importing) is told apart and counts for nobody. Polars and pandas live in an environment of
their own (requirements-bench.txt). Above 10 million rows they are left out: they need more memory than they are given.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from measured import Cost, Way, measured
from peers import peers_python

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
A_CUSTOMER = 50
"""Interactions, as `deeproot sample` draws them."""
LARGE = 10_000_000
LEAST = 300_000
SHARE = 5_000_000
"""Interactions gone through at once by the SQL, so that its memory stays flat."""
UNTIL = "2026-06-30"
COMPARED = ("SQL by hand", "Polars", "pandas", "the library")
WAYS = (
    Way("a bare scan", "scan.py"),
    Way("SQL by hand", "by_hand.py"),
    Way("the library", "library.py", warms=True),
    Way("Polars", "in_polars.py", peer=True),
    Way("pandas", "in_pandas.py", peer=True),
    Way("the library, 1% of customers", "library_some.py", warms=True),
)
Costs = dict[str, Cost]


def main(arguments: list[str]) -> None:
    asked = _asked(arguments)
    python = {False: sys.executable, True: peers_python(ROOT)}
    print(f"{platform.platform()}, {os.cpu_count()} cores, {_memory():.0f} GiB, Python {platform.python_version()}")
    print(f"./run bench scale --rows {' '.join(map(str, asked.rows))} --runs {asked.runs}\n", flush=True)
    found: dict[int, Costs] = {}
    for rows in asked.rows:
        record = made(asked.folder, rows)
        ways = [way for way in WAYS if not (way.peer and rows > LARGE)]
        found[rows] = run(ways, record, rows, asked.runs, python)
        tell(rows, found[rows])
    grown(found)
    print(", ".join(f"{name} {version}" for name, version in sorted(_versions(found).items())))
    print(f"load average {os.getloadavg()[0]:.1f}")
    if asked.keep:
        keep(asked.keep, found)


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./run bench", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, LARGE])
    parser.add_argument("--runs", type=int, default=3, help="the median of so many is told (default: 3)")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "deeproot-bench")
    parser.add_argument(
        "--keep", type=Path, help="also write the costs there, as CSV; what it holds of other sizes stays"
    )
    asked = parser.parse_args(arguments)
    if min(asked.rows) < LEAST:
        parser.error(f"--rows begins at {LEAST:,}: fewer customers are told one by one, not drawn in bulk")
    return asked


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def made(folder: Path, rows: int) -> Path:
    """The folder of a record of about so many interactions; made where it is missing, or not whole."""
    record, told = folder / f"sample-{rows}", folder / f"sample-{rows}.json"
    if not told.exists():
        record.mkdir(parents=True, exist_ok=True)
        words = ["sample", str(record), "--customers", str(rows // A_CUSTOMER), "--as", "parquet", "--until", UNTIL]
        source = {"PYTHONPATH": str(ROOT / "src")}
        cost = measured([sys.executable, "-m", "deeproot_app.cli", *words], source, starts=False)
        told.write_text(json.dumps({"cpu": cost.cpu, "wall": cost.wall, "peak": cost.peak}), encoding="utf-8")
    cost = json.loads(told.read_text(encoding="utf-8"))
    size = sum(path.stat().st_size for path in record.rglob("*.parquet")) / 2**20
    took = f"{cost['cpu']:.0f} s of CPU, {cost['wall']:.0f} s by the clock, {cost['peak']:.0f} MiB of memory"
    print(f"{rows:,} rows: `deeproot sample` took {took}; {size:,.0f} MiB of Parquet", flush=True)
    return record


def run(ways: list[Way], record: Path, rows: int, runs: int, python: dict[bool, str]) -> Costs:
    """The median cost of each way; they take turns, and what each found is compared after its first run."""
    shares = max(1, -(-rows // SHARE))
    costs: dict[str, list[Cost]] = {way.name: [] for way in ways}
    with tempfile.TemporaryDirectory(dir=record.parent) as temporary:
        environment = {"PYTHONPATH": str(ROOT / "src"), "DEEPROOT_BENCH_SQL": str(record.parent / "sql")}
        for number in range(-1, runs):
            for way in ways if number >= 0 else [way for way in ways if way.warms and rows < LARGE]:
                result = Path(temporary) / way.program.removesuffix(".py")
                shutil.rmtree(result, ignore_errors=True)
                result.mkdir()
                command = [python[way.peer], str(HERE / "ways" / way.program), str(record), str(result), str(shares)]
                cost = measured(command, environment)
                if number < 0:
                    print(
                        f"  {way.name}: the very first run, which writes its SQL: {cost.cpu:.1f} s of CPU", flush=True
                    )
                    continue
                costs[way.name].append(cost)
                if not number and way.name in COMPARED:
                    compare(way, result, Path(temporary) / "by_hand")
    return {name: middle(own) for name, own in costs.items()}


def compare(way: Way, ours: Path, theirs: Path) -> None:
    """Stop where a way's figures differ from those of the SQL: its time would mean nothing."""
    words = [sys.executable, str(HERE / "same.py"), str(ours), str(theirs)]
    found = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    if found["differ"]:
        sys.exit(f"{way.name} differs from the SQL in rows of {found['differ']}; its time would mean nothing")
    if ours != theirs:
        print(
            f"  {way.name}: {found['columns']} figures of {found['customers']:,} customers equal to the SQL's",
            flush=True,
        )


def middle(costs: list[Cost]) -> Cost:
    """The run in the middle by CPU, with the highest peak of all."""
    ranked = sorted(costs, key=lambda cost: cost.cpu)
    return ranked[(len(ranked) - 1) // 2]._replace(
        peak=max(cost.peak for cost in costs), wall=median(cost.wall for cost in costs)
    )


def tell(rows: int, costs: Costs) -> None:
    ours, scan, hand = (costs[name].cpu for name in ("the library", "a bare scan", "SQL by hand"))
    print(f"\n{'':30}{'CPU s':>8}{'x scan':>8}{'x SQL':>8}{'x ours':>8}{'wall s':>8}{'MiB':>8}{'starting s':>12}")
    for name, cost in costs.items():
        ratios = "".join(f"{cost.cpu / one:8.2f}" for one in (scan, hand, ours))
        print(f"{name:30}{cost.cpu:8.2f}{ratios}{cost.wall:8.2f}{cost.peak:8.0f}{cost.starting:12.2f}")
    print(flush=True)


def grown(found: dict[int, Costs]) -> None:
    """CPU for each row, beside that at the smallest size."""
    if len(found) < 2:
        return
    least = min(found)
    print(f"CPU for each row, as a multiple of that at {least:,} rows")
    for name in found[least]:
        grew = [
            f"{c[name].cpu / rows / (found[least][name].cpu / least):8.2f}" for rows, c in found.items() if name in c
        ]
        print(f"{name:30}{''.join(grew)}")
    print()


def _versions(found: dict[int, Costs]) -> dict[str, str]:
    return {name: version for costs in found.values() for cost in costs.values() for name, version in cost.versions}


FIELDS = ("rows", "way", "cpu", "wall", "peak", "starting")


def keep(path: Path, found: dict[int, Costs]) -> None:
    """Write the costs as CSV; sizes that were not run now stay as they were."""
    held: list[dict[str, object]] = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            held = [dict(row) for row in csv.DictReader(file) if int(row["rows"]) not in found]
    for rows, costs in found.items():
        for name, cost in costs.items():
            values = (rows, name, *(round(value, 2) for value in (cost.cpu, cost.wall, cost.peak, cost.starting)))
            held.append(dict(zip(FIELDS, values, strict=True)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(held, key=lambda row: int(str(row["rows"]))))


if __name__ == "__main__":
    main(sys.argv[1:])
