"""How many messages a second are read, by CPU and by the clock, alone and side by side; how many of them are distinct.

`./run bench reading_speed [--data FOLDER] [--processes 2] [--many 100000]`. Two corpora, each read as incoming and as
outgoing: e-mail sentences by ones and twos (`asks_train.txt` of the folder; skipped where it is absent), and the texts
of the sample company, greetings and signatures included. Every distinct text is read once a round, so that nothing is
read from memory; the sample's texts are read a second time as often as they were sent. Messages are read one by one
(`read`) and some dozens together, as `read_many` does; and together by the rules alone, where the cues say the kind and
what was learnt of all words is not asked. The figure by CPU is that of the best of some rounds, block by block; the
peer is Python's own search for words in the same texts.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from unittest.mock import patch

from deeproot.read import count, read, read_many
from deeproot.read.many import TOGETHER
from deeproot.read.message import Reading, read_together
from deeproot.sample import company

DATA = Path(__file__).parent.parent.parent / "shared" / "data" / "text"
SAID_AT = datetime.fromisoformat("2026-06-10T10:30+00:00")
SEED, CUSTOMERS, UNTIL = 11, 60, datetime.fromisoformat("2026-06-30")
ROUNDS, MANY = 3, 100_000
WORD = re.compile(r"\w+")
Texts = Sequence[str]


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--data", type=Path, default=DATA, help="the folder of the labelled texts")
    given.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given.add_argument("--many", type=int, default=MANY, help="how many messages are read side by side")
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
            side_by_side(distinct, direction, arguments.processes, arguments.many)
            rules_side_by_side(distinct, direction, arguments.processes, arguments.many)


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
    """One process's figures, beside that of the plain search for words."""

    def one_by_one(some: Texts) -> object:
        return [read(text, SAID_AT, direction=direction) for text in some]

    def together(some: Texts) -> object:
        return read_together([(text, SAID_AT, {"direction": direction}) for text in some])

    def rules(some: Texts) -> object:
        return by_rules(some, direction)

    peer, _ = best(lambda some: [WORD.findall(text) for text in some], texts)
    for name, reads in (("one by one", one_by_one), ("together", together), ("the rules alone", rules)):
        spent, clock = best(reads, texts)
        print(
            f"  {direction:3} {which}, {name}: {spent * 1e6:.0f} µs of CPU a message, {1 / spent:,.0f}/s by CPU,"
            f" {1 / clock:,.0f}/s by the clock; {spent / peer:.0f} times the search for words"
        )


def by_rules(texts: Texts, direction: str) -> list[Reading]:
    """What the rules say: the kind by the cues, all else as it is read."""
    with patch("deeproot.read.message.named", lambda messages, _: [facts.by_cues for facts in messages]):
        return read_together([(text, SAID_AT, {"direction": direction}) for text in texts])


def best(reads: Callable[[Texts], object], texts: Texts) -> tuple[float, float]:
    """Seconds a message by CPU and by the clock: each block's best round, after one that warms up."""
    blocks = [texts[i : i + TOGETHER] for i in range(0, len(texts), TOGETHER)]
    spent, clock = [float("inf")] * len(blocks), [float("inf")] * len(blocks)
    for again in range(ROUNDS + 1):
        for i, block in enumerate(blocks):
            began, began_clock = time.process_time(), time.perf_counter()
            reads(block)
            if again:
                spent[i] = min(spent[i], time.process_time() - began)
                clock[i] = min(clock[i], time.perf_counter() - began_clock)
    return sum(spent) / len(texts), sum(clock) / len(texts)


def side_by_side(texts: Texts, direction: str, processes: int, many: int) -> None:
    """`read_many` by the clock and by CPU, the start of its processes included."""
    messages = [(text, SAID_AT, {"direction": direction}) for _, text in zip(range(many), cycle(texts), strict=False)]
    before, began, clock = getrusage(RUSAGE_CHILDREN), time.process_time(), time.perf_counter()
    done = sum(1 for _ in read_many(messages, processes=processes))
    took, here, after = time.perf_counter() - clock, time.process_time() - began, getrusage(RUSAGE_CHILDREN)
    there = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"  {direction:3} {done:,} messages by {processes} processes: {done / took:,.0f}/s by the clock;"
        f" {(here + there) / done * 1e6:.0f} µs of CPU a message, {here / done * 1e6:.0f} of them to hand it over"
    )


def rules_side_by_side(texts: Texts, direction: str, processes: int, many: int) -> None:
    """The rules alone by the clock: each process reads its share, warm and from the same moment on."""
    how = get_context("fork")
    ready = how.Barrier(processes + 1)
    share = [text for _, text in zip(range(many // processes), cycle(texts), strict=False)]
    readers = [how.Process(target=_reads_share, args=(ready, share, direction)) for _ in range(processes)]
    for reader in readers:
        reader.start()
    ready.wait()
    clock = time.perf_counter()
    for reader in readers:
        reader.join()
    done = len(share) * processes
    print(f"  {direction:3} {done:,} messages by the rules alone: {done / (time.perf_counter() - clock):,.0f}/s")


def _reads_share(ready: Barrier, share: Texts, direction: str) -> None:
    blocks = [share[i : i + TOGETHER] for i in range(0, len(share), TOGETHER)]
    by_rules(blocks[0], direction)
    ready.wait()
    for block in blocks:
        by_rules(block, direction)


if __name__ == "__main__":
    main()
