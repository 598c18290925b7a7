"""Run companies side by side, each in a process and a home of its own, and print what was found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from .counts import Counts, summed, table

ROOT: Final = Path(__file__).resolve().parents[2]
OWN: Final = "the sample's own voice"


@dataclass(frozen=True)
class Run:
    """One company: its voice's file (None: the sample's own), its seed, and where its misses go to."""

    file: Path | None
    seed: int
    customers: int
    misses: Path | None

    @property
    def name(self) -> str:
        return self.file.stem if self.file else OWN

    @property
    def asked(self) -> str:
        told = {"file": self.file and str(self.file.resolve()), "seed": self.seed, "customers": self.customers}
        return json.dumps({**told, "misses": self.misses and str(self.misses)})


def score(
    files: Sequence[Path], seeds: Sequence[int], customers: int, *, head: bool, misses: Path | None, jobs: int
) -> str:
    """A table for each voice, and one of all; ``misses`` gets the misses of all of them, a JSON object a line.

    ``head``: read as the last commit does, whatever is being changed in this checkout.
    """
    with tempfile.TemporaryDirectory(prefix="deeproot-voices-") as folder, _code(Path(folder), head) as code:
        runs = [
            Run(file, seed, customers, misses and Path(folder) / f"{number}-{seed}.jsonl")
            for number, file in enumerate(files or [None])
            for seed in seeds
        ]
        with ThreadPoolExecutor(jobs) as pool:
            found = list(pool.map(partial(_one, code=code), runs))
        if misses:
            misses.write_text("".join(run.misses.read_text("utf-8") for run in runs if run.misses), encoding="utf-8")
    return "\n\n".join(_tables(runs, found))


def _tables(runs: Sequence[Run], found: Sequence[dict[str, Any]]) -> Iterator[str]:
    names = list(dict.fromkeys(run.name for run in runs))
    for name in names:
        own: list[Counts] = [one["counts"] for run, one in zip(runs, found, strict=True) if run.name == name]
        yield table(f"{name}, {len(own)} seeds of {runs[0].customers} customers", summed(own))
    if len(names) > 1:
        yield table(f"all {len(names)} voices", summed(one["counts"] for one in found))
    spent = [one["cpu"] for one in found]
    yield f"{len(spent)} companies, {sum(spent) / len(spent):.0f} s of CPU each."


def _one(run: Run, code: Path) -> dict[str, Any]:
    """Run one company; exits with what the process said last where it fails."""
    command = [sys.executable, "-m", "benchmarks.voices.once", run.asked]
    ended = subprocess.run(command, cwd=ROOT, env=_surroundings(code), capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.exit(f"{run.name}, seed {run.seed}: {ended.stderr.strip() or ended.returncode}")
    print(f"{run.name}, seed {run.seed}: done", file=sys.stderr)
    return dict(json.loads(ended.stdout.splitlines()[-1]))


def _surroundings(code: Path) -> dict[str, str]:
    """The code that reads; one thread each, as there are several; what is imported is compiled once."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "DATABASE_URL")
    }
    compiled = Path(sys.prefix) / ".bytecode" if code == ROOT / "src" else code / ".bytecode"
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {**kept, **one_thread, "PYTHONPATH": f"{code}{os.pathsep}{ROOT}", "PYTHONPYCACHEPREFIX": str(compiled)}


@contextmanager
def _code(folder: Path, head: bool) -> Iterator[Path]:
    """Where our packages are: in this checkout, or unpacked as they were committed last."""
    if not head:
        yield ROOT / "src"
        return
    packed = folder / "head.tar"
    subprocess.run(["git", "archive", "-o", str(packed), "HEAD", "src"], cwd=ROOT, check=True)
    subprocess.run(["tar", "-xf", str(packed), "-C", str(folder)], check=True)
    yield folder / "src"
