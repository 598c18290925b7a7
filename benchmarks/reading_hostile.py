"""Reads a hundred thousand random and hostile texts: none may break the reader or take it more than a second.

    ./run bench reading_hostile                        a hundred thousand texts, 200 of them of 10 MB, on all cores
    ./run bench reading_hostile --texts 5000 --seed 7

Prints, by kind of text, how many were read, the middle and the slowest in seconds of CPU, and each that broke the
reader or took more than a second twice (what takes longer is read once more, for the machine may have stumbled).
Ends with 1 where there was any.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from random import Random
from statistics import median
from time import process_time
from typing import Any, NamedTuple

from hostile import DRAWN, LARGE, given

from deeproot.read import read

SAID_AT = datetime.fromisoformat("2026-06-10T10:30+00:00")
PART, MOST_SECONDS = 500, 1.0


class Read(NamedTuple):
    """How one text was read: what it is, its number, the seconds of CPU, and how it broke the reader, if it did."""

    sort: str
    seed: int
    seconds: float
    broke: str


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench reading_hostile", description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, seed {asked.seed}")
    first = asked.seed * 10_000_000
    pieces = [range(at, min(at + PART, first + asked.texts)) for at in range(first, first + asked.texts, PART)]
    with ProcessPoolExecutor(asked.processes) as pool:
        return told([each for done in pool.map(_piece, pieces) for each in done])


def _piece(seeds: range) -> list[Read]:
    return [_tried(seed) for seed in seeds]


def _tried(seed: int) -> Read:
    """One text, drawn by its number, so that it can be drawn again."""
    draw = Random(seed)
    sort = LARGE if seed % PART == 0 else draw.choice(DRAWN)
    text, known = sort.draw(draw), given(draw)
    try:
        seconds = _seconds(text, known)
        if seconds > MOST_SECONDS:
            seconds = min(seconds, _seconds(text, known))
    except Exception:
        return Read(sort.name, seed, 0.0, traceback.format_exc(limit=-3))
    return Read(sort.name, seed, seconds, "")


def _seconds(text: str, known: dict[str, Any]) -> float:
    began = process_time()
    read(text, SAID_AT, **known)
    return process_time() - began


def told(done: list[Read]) -> int:
    """Prints what was found, by sort of text; 1 where a text broke the reader or took too long."""
    for sort in (*DRAWN, LARGE):
        took = [each.seconds for each in done if each.sort == sort.name]
        if took:
            print(
                f"{sort.name}: {len(took):,} texts, {median(took):.4f} s in the middle, {max(took):.3f} s the slowest"
            )
    bad = list(_bad(done))
    print(f"{len(done):,} texts read, {len(bad)} of them broke the reader or took over {MOST_SECONDS:g} s")
    print(*bad, sep="\n", end="\n" if bad else "")
    return 1 if bad else 0


def _bad(done: list[Read]) -> Iterator[str]:
    for each in done:
        if each.broke:
            yield f"{each.sort}, number {each.seed}:\n{each.broke}"
        elif each.seconds > MOST_SECONDS:
            yield f"{each.sort}, number {each.seed}: {each.seconds:.2f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
