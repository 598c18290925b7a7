"""Tries every parser with a million inputs, each a real file that something has happened to: none may crash or lose.

    ./run bench fuzz                         a million inputs, over all parsers, on all cores
    ./run bench fuzz --inputs 20000 --seed 7

Prints what each parser was given, how long an input took, and each input that broke it (written to the folder
`--keep`, to become a test). Ends with 1 where there was any.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import process_time

PART = 5_000
"""Inputs of one piece of work."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, default=None, help="where inputs that break a parser are written")
    asked = parser.parse_args(arguments)
    set_up()
    from deeproot_app.record.importing.tests.fuzzing import PARSERS

    whole = sum(share for _, _, share in PARSERS.values())
    pieces = []
    for name, (_, _, share) in PARSERS.items():
        left, seed = -(-asked.inputs * share // whole), asked.seed  # rounded up: no fewer than were asked for
        while left > 0:
            pieces.append((name, min(left, PART), seed, str(asked.keep or "")))
            left, seed = left - PART, seed + 1
    random.Random(1).shuffle(pieces)  # the last of them are not all of one kind
    done: dict[str, list[float]] = {name: [0, 0.0, 0] for name in PARSERS}
    with ProcessPoolExecutor(asked.processes, initializer=set_up) as pool:
        for name, tried, seconds, broke in pool.map(piece, pieces):
            for at, more in enumerate((tried, seconds, broke)):
                done[name][at] += more
    return told(done, asked.seed)


def set_up() -> None:
    """Django, with a home of its own that is thrown away: parsers ask no database, but some ask settings."""
    os.environ.setdefault("DEEPROOT_HOME", tempfile.mkdtemp(prefix="deeproot-fuzz-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deeproot_app.settings")
    import logging

    import django

    django.setup()
    logging.disable(logging.CRITICAL)


def piece(work: tuple[str, int, int, str]) -> tuple[str, int, float, int]:
    """Try some inputs on one parser: how many, in how much processor time, and how many broke it."""
    from deeproot_app.record.importing.tests.fuzzing import PARSERS, mutated

    name, inputs, seed, keep = work
    holds, seeds, _ = PARSERS[name]
    at = random.Random(f"{name} {seed}")
    broke, began = 0, process_time()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / "input"
        for number in range(inputs):
            raw = mutated(at, seeds)
            try:
                holds(raw, path)
            except Exception:
                broke += 1
                show(name, seed, number, raw, keep)
    return name, inputs, process_time() - began, broke


def show(name: str, seed: int, number: int, raw: bytes, keep: str) -> None:
    last = traceback.format_exc(limit=-2).strip().replace("\n", "\n    ")
    print(f"{name}, seed {seed}, input {number}:\n    {last}", file=sys.stderr, flush=True)
    if keep:
        Path(keep).mkdir(parents=True, exist_ok=True)
        (Path(keep) / f"{name.replace(' ', '-')}-{seed}-{number}").write_bytes(raw)


def told(done: dict[str, list[float]], seed: int) -> int:
    """Print the table; 1 where anything broke."""
    print(f"\n{'parser':<24}{'inputs':>12}{'ms each':>10}{'broke':>8}   (seed {seed}, processor time)")
    for name, (tried, seconds, broke) in done.items():
        print(f"{name:<24}{int(tried):>12,}{seconds / tried * 1000:>10.2f}{int(broke):>8,}")
    tried, seconds, broke = (sum(one[at] for one in done.values()) for at in range(3))
    print(f"{'all':<24}{int(tried):>12,}{seconds / tried * 1000:>10.2f}{int(broke):>8,}   {seconds:,.0f} s")
    return 1 if broke else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
