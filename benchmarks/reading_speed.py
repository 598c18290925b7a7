"""How many messages a second are read, by CPU and by the clock, alone and side by side; how many of them are distinct.

`./run bench reading_speed [--data FOLDER] [--processes 2]`. Two corpora, each read as incoming and as outgoing: e-mail
sentences by ones and twos (`asks_train.txt` of the folder; skipped where it is absent), and the texts of the sample
company, greetings and signatures included. Every distinct text is read once a round, so that nothing is read from
memory; the sample's texts are read a second time as often as they were sent. The figure by CPU is that of the best of
some rounds, block by block; the peer is Python's own search for words in the same texts.
"""

from __future__ import annotations

import argparse
import os
import pickle
import platform
import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import cycle
from pathlib import Path

from deeproot.read import count, read, read_many
from deeproot.sample import company

DATA = Path(__file__).parent.parent.parent / "shared" / "data" / "text"
SAID_AT = datetime.fromisoformat("2026-06-10T10:30+00:00")
SEED, CUSTOMERS, UNTIL = 11, 60, datetime.fromisoformat("2026-06-30")
ROUNDS, BLOCK, MANY = 3, 50, 10_000
WORD = re.compile(r"\w+")
Texts = Sequence[str]


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--data", type=Path, default=DATA, help="the folder of the labelled texts")
    given.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    arguments = given.parse_args()
    load = os.getloadavg()[0]
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f}")
    for name, texts in corpora(arguments.data):
        distinct = list(dict.fromkeys(texts))
        words = sum(map(count, distinct)) / len(distinct)
        print(f"\n{name}: {len(texts):,} messages, {len(distinct) / len(texts):.0%} distinct, {words:.1f} words each")
        for direction in ("in", "out"):
            alone(distinct, direction, "distinct")
            if len(distinct) < len(texts):
                alone(texts, direction, "as sent")
            together(distinct, direction, arguments.processes)


def corpora(data: Path) -> Iterator[tuple[str, Texts]]:
    """E-mail sentences by ones and twos, and the sample company's texts as they were sent."""
    if (data / "asks_train.txt").is_file():
        lines = (data / "asks_train.txt").read_text("utf-8", errors="replace").splitlines()
        yield "e-mail sentences", by_ones_and_twos([line.partition("\t")[2] for line in lines if "\t" in line])
    else:
        print(f"reading_speed: e-mail sentences skipped, {data} has no asks_train.txt")
    texts = company(seed=SEED, customers=CUSTOMERS, until=UNTIL).texts
    yield "sample company", [str(text[1]) for text in texts.values()]


def by_ones_and_twos(sentences: Texts) -> Texts:
    found: list[str] = []
    at, size = 0, 1
    while at < len(sentences):
        found.append(" ".join(sentences[at : at + size]))
        at, size = at + size, 3 - size
    return found


def alone(texts: Texts, direction: str, which: str) -> None:
    """One process's figure, beside that of the plain search for words."""

    def whole(text: str) -> object:
        return read(text, SAID_AT, direction=direction)

    spent, clock = best(whole, texts)
    peer, _ = best(WORD.findall, texts)
    print(
        f"  {direction:3} {which}: {spent * 1e6:.0f} µs of CPU a message, {1 / spent:,.0f}/s by CPU,"
        f" {1 / clock:,.0f}/s by the clock; {spent / peer:.0f} times the search for words"
    )


def best(reads: Callable[[str], object], texts: Texts) -> tuple[float, float]:
    """Seconds a message by CPU and by the clock: each block's best round, after one that warms up."""
    blocks = [texts[i : i + BLOCK] for i in range(0, len(texts), BLOCK)]
    spent, clock = [float("inf")] * len(blocks), [float("inf")] * len(blocks)
    for again in range(ROUNDS + 1):
        for i, block in enumerate(blocks):
            began, began_clock = time.process_time(), time.perf_counter()
            for text in block:
                reads(text)
            if again:
                spent[i] = min(spent[i], time.process_time() - began)
                clock[i] = min(clock[i], time.perf_counter() - began_clock)
    return sum(spent) / len(texts), sum(clock) / len(texts)


def together(texts: Texts, direction: str, processes: int) -> None:
    """`read_many` by the clock, the start of its processes included; and what it costs to hand messages over."""
    messages = [(text, SAID_AT, {"direction": direction}) for _, text in zip(range(MANY), cycle(texts), strict=False)]
    began = time.perf_counter()
    readings = list(read_many(messages, processes=processes))
    took = time.perf_counter() - began
    began = time.process_time()
    for i in range(0, len(texts), 250):
        pickle.loads(pickle.dumps(messages[i : i + 250]))
        pickle.loads(pickle.dumps(readings[i : i + 250]))
    handed = (time.process_time() - began) / len(texts)
    print(
        f"  {direction:3} {MANY:,} messages by {processes} processes: {MANY / took:,.0f}/s by the clock;"
        f" {handed * 1e6:.0f} µs of CPU a message to hand them over"
    )


if __name__ == "__main__":
    main()
