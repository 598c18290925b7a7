"""What follows what: counts held against pm4py's on three logs, and speed beside a bare scan. `./run bench journey`.

The logs are the help desk, BPI 2012 W (both in ../shared/data) and a generated company. What pm4py counted is kept in
`journey_counts.json`, made by `./run bench journey --peer PYTHON --keep`, where PYTHON is that of an environment of its
own with pm4py in it: its licence is the AGPL, so that it is no dependency, not even of these benchmarks. Order of ties:
`(happened_at, interaction_id)`; in the logs, the id is the row's place in the file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
KEPT = ROOT / "benchmarks" / "journey_counts.json"
UNTIL = "2026-06-30T00:00:00Z"
EVER = 36_500
READ = (
    "customer_id", "happened_at", "interaction_id", "channel", "direction", "kind", "automatic", "sentiment",
    "member_id",
)  # fmt: skip
PEER = """
import json, sys, time
import pandas, pm4py
from hashlib import sha256
frame = pandas.read_csv(sys.argv[1], dtype=str)
frame["at"] = pandas.to_datetime(frame["at"], utc=True, format="ISO8601")
frame = frame.sort_values(["case", "at", "id"], kind="stable")
began = time.process_time()
frame = pm4py.format_dataframe(frame, case_id="case", activity_key="activity", timestamp_key="at")
edges, starts, ends = pm4py.discover_dfg(frame)
took = time.process_time() - began
lines = [f"{a}>{b}:{n}" for (a, b), n in edges.items()]
lines += [f">{a}:{n}" for a, n in starts.items()] + [f"{a}>:{n}" for a, n in ends.items()]
digest = sha256("\\n".join(sorted(lines)).encode()).hexdigest()
told = {"events": len(frame), "edges": len(edges), "digest": digest, "pm4py": pm4py.__version__}
print(json.dumps({"told": told, "cpu": took}))
"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--rows", type=int, default=1_000_000, help="interactions of the record that is timed")
    parser.add_argument("--record", type=Path, help="a record as `deeproot sample --as parquet` writes it, to be timed")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer", help="the Python of an environment with pm4py: it counts, too")
    parser.add_argument("--keep", action="store_true", help="keep what the peer counted")
    args = parser.parse_args(arguments)
    print(f"{platform.platform()}, Python {platform.python_version()}, duckdb {version('duckdb')}")
    print(f"./run bench journey --rows {args.rows} --runs {args.runs}\n")
    with tempfile.TemporaryDirectory() as folder:
        agreed = counted(args, Path(folder))
        timed(args.record or sample(args.rows, Path(folder)), args.runs)
    return 0 if agreed else 1


def counted(args: argparse.Namespace, folder: Path) -> bool:
    """Every log counted by us, held against what pm4py counted; whether all agree."""
    kept, agreed = json.loads(KEPT.read_text()) if KEPT.exists() else {}, True
    for name, rows in logs(args.data, folder):
        ours, tied = count(rows)
        theirs = kept.get(name, {})
        if args.peer:
            found = peer(args.peer, rows, folder)
            theirs = kept[name] = found["told"]
            print(f"  pm4py {theirs['pm4py']}: {found['cpu']:.2f} CPU s")
        same = ours["digest"] == theirs.get("digest")
        agreed = agreed and same
        says = "equal to pm4py's" if same else "NOT those of pm4py"
        print(f"{name}: {ours['events']:,} events, {ours['edges']:,} edges, {tied:.2%} tied; counts {says}")
    if args.keep:
        KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    return agreed


def logs(data: Path, folder: Path) -> list[tuple[str, Any]]:
    """Each log as interactions; an activity of a log is a channel and a direction here."""
    import pandas as pd

    found = []
    for name in ("helpdesk", "bpi_12_w"):
        if not (path := data / f"{name}.csv").exists():
            print(f"{name}.csv is not in {data}: left out")
            continue
        found.append((name, interactions(pd.read_csv(path, dtype=str))))
    files = sample(1_000_000, folder) / "interactions"
    made = pd.read_parquet(files, columns=list(READ))
    return [*found, ("generated", made[~made["automatic"] & (made["direction"] != "internal")])]


def interactions(log: Any) -> Any:
    from deeproot.tables import CHANNELS

    steps = {name: place for place, name in enumerate(sorted(log["ActivityID"].unique()))}
    place = log["ActivityID"].map(steps)
    return log.assign(
        customer_id=log["CaseID"],
        interaction_id=[f"log:{row:09d}" for row in range(len(log))],
        happened_at=log["CompleteTimestamp"].astype("datetime64[us]"),
        channel=[CHANNELS[one // 2] for one in place],
        direction=[("in", "out")[one % 2] for one in place],
        kind=None,
    )[["customer_id", "interaction_id", "happened_at", "channel", "direction", "kind"]]


def count(rows: Any) -> tuple[dict[str, Any], float]:
    """Our counts of a log, as a digest like the peer's, and the share that is tied."""
    from deeproot.engines import open_tables
    from deeproot.understand.figures import told
    from deeproot.understand.journey.follows import follows

    found = open_tables({"interactions": rows}).reckon(follows, False, False, **told(UNTIL, EVER)).to_pylist()
    edges = [row for row in found if row["following"] is not None]
    begun: dict[int, int] = {}
    for row in found:
        begun[row["node"]] = begun.get(row["node"], 0) + row["n"]
    for row in edges:
        begun[row["following"]] = begun.get(row["following"], 0) - row["n"]
    lines = [f"{row['node']}>{'' if row['following'] is None else row['following']}:{row['n']}" for row in found]
    lines += [f">{node}:{n}" for node, n in begun.items() if n]
    digest = sha256("\n".join(sorted(lines)).encode()).hexdigest()
    pairs = sum(row["n"] for row in edges)
    told_of = {"events": sum(row["n"] for row in found), "edges": len(edges), "digest": digest}
    return told_of, sum(row["apart"] for row in edges) / max(pairs, 1)


def peer(python: str, rows: Any, folder: Path) -> dict[str, Any]:
    from deeproot.understand.journey.words import number

    kinds = rows["kind"].astype(object).where(rows["kind"].notna(), None)
    steps = zip(rows["channel"], rows["direction"], kinds, strict=True)
    log = rows.assign(activity=[str(number(*step)) for step in steps])
    log = log.rename(columns={"customer_id": "case", "happened_at": "at", "interaction_id": "id"})
    log[["case", "at", "id", "activity"]].to_csv(folder / "log.csv", index=False)
    told = subprocess.run([python, "-c", PEER, str(folder / "log.csv")], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


def sample(rows: int, folder: Path) -> Path:
    made = folder / f"sample-{rows}"
    if not made.exists():
        words = ["sample", str(made), "--customers", str(rows // 50), "--as", "parquet", "--until", UNTIL[:10]]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-m", "deeproot_app.cli", *words]
        subprocess.run(command, check=True, capture_output=True, env=environment)
    return made


def timed(record: Path, runs: int) -> None:
    """CPU and clock of the counts, and of the whole map's questions, beside the least of every column they read."""
    from deeproot.engines import open_tables
    from deeproot.understand.figures import told
    from deeproot.understand.journey import follows

    tables, asks = open_tables(record), told(UNTIL, EVER)
    scan = f"select {', '.join(f'min({name})' for name in READ)}, count(*) from interactions"
    engine: Any = tables.connection
    ways = {
        "bare scan": lambda: engine.con.cursor().execute(scan).fetchall()[0][-1],
        "what follows what": lambda: tables.reckon(follows.follows, False, False, **asks).num_rows,
        "the same in stages, by time and feeling": lambda: tables.reckon(follows.passed, False, **asks).num_rows,
        "all that a map is drawn from": lambda: tables.reckon(follows.drawn, False, 6, 5, 5, **asks).num_rows,
    }
    events = int(ways["bare scan"]())
    print(f"\n{events:,} interactions; medians of {runs} runs after a first, {os.cpu_count()} threads")
    base = None
    for name, does in ways.items():
        does()
        cpu, clock = (median(each) for each in zip(*(cost(does) for _ in range(runs)), strict=True))
        base = base or cpu
        print(
            f"{name:42} {cpu:7.2f} CPU s {events / clock / 1e6:6.1f} M events/s by the clock {cpu / base:5.1f} x scan"
        )
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB at most")


def cost(does: Any) -> tuple[float, float]:
    began, clock = cpu(), time.perf_counter()
    does()
    return cpu() - began, time.perf_counter() - clock


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
