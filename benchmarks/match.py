"""How well items of the library are found for a customer's words, on Banking77; and how many sentences a second.

`./run bench match --data FOLDER`. The folder holds `banking77_test.csv`, the test rows of Banking77 (Casanueva and
others 2020, "Efficient Intent Detection with Dual Sentence Encoders"; CC BY 4.0; columns text and category); without it
nothing is measured. Of each of the 77 categories, its name is an item's title, its first eight rows are asked, the next
two are the item's example sentences. With `asks_train.txt` beside it, sentences of e-mails that no item fits are
asked too.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from figures import interval, mean

from deeproot.read.embed import Embedding, embedding
from deeproot.read.match import Library, Match, Offer

DATA = Path(__file__).parent.parent.parent / "shared" / "data" / "text"
ASKED, SHOWN = 8, 2
KEPT = 0.9
Query = tuple[str, str]


def main(arguments: list[str]) -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--data", type=Path, default=DATA, help="the folder of the labelled texts")
    data: Path = given.parse_args(arguments).data
    if not (data / "banking77_test.csv").is_file():
        print(f"match: skipped, {data} has no banking77_test.csv")
        return
    queries, bare, full = read(data / "banking77_test.csv")
    others = sentences_of_mails(data / "asks_train.txt")
    model = embedding()
    if model is None:
        print("embedding: skipped, it is not installed: ./run setup --embed")
    for name, way in {"letters": None, **({"embedding": model} if model else {})}.items():
        for items, offers in (("titles", bare), (f"titles and {SHOWN} sentences", full)):
            bench(f"{name}, {items}", Library(offers, way), queries, others)
    if model:
        speed(model, [text for text, _ in queries])


def read(path: Path) -> tuple[list[Query], list[Offer], list[Offer]]:
    """What is asked, with the item wanted; the items by title alone; the items with their example sentences."""
    queries: list[Query] = []
    bare, full = [], []
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["category"])
    for category, group in groupby(rows, key=lambda row: row["category"]):
        texts = [row["text"] for row in group]
        title = category.replace("_", " ").rstrip("?").lower()
        queries += [(text, category) for text in texts[:ASKED]]
        bare.append(Offer(category, title))
        full.append(Offer(category, title, examples=tuple(texts[ASKED : ASKED + SHOWN])))
    return queries, bare, full


def sentences_of_mails(path: Path) -> list[str]:
    """Sentences that ask a bank nothing; none where the file is absent."""
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.partition("\t")[2] or line for line in lines[:: max(1, len(lines) // 400)]]


def bench(name: str, library: Library, queries: Sequence[Query], others: Sequence[str]) -> None:
    began = time.process_time()
    found = library.match_many([text for text, _ in queries])
    took = time.process_time() - began
    ranks = [[match.id for match in matches] for matches in found]
    first = [float(wanted in rank[:1]) for rank, (_, wanted) in zip(ranks, queries, strict=True)]
    three = [float(wanted in rank) for rank, (_, wanted) in zip(ranks, queries, strict=True)]
    print(f"{name}: first {mean(first):.3f} {interval(first, mean)}, ", end="")
    print(f"among three {mean(three):.3f} {interval(three, mean)}; {len(queries)} asked, ", end="")
    print(f"{len(queries) / took:,.0f} a second of CPU", end="")
    if others:
        gate = sorted(map(surest, found))[int((1 - KEPT) * len(found))]
        passed = mean([float(surest(matches) >= gate) for matches in library.match_many(others)])
        print(f"; a score of {gate:.2f} keeps {KEPT:.0%} and lets {passed:.0%} of other sentences pass", end="")
    print()


def surest(matches: Sequence[Match]) -> float:
    return matches[0].score if matches else 0.0


def speed(model: Embedding, texts: Sequence[str]) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    model.vectors(texts)
    took, cost = time.perf_counter() - began, time.process_time() - cpu
    print(
        f"embedding: {len(texts) / cost:,.0f} sentences a second of CPU, {len(texts) / took:,.0f} by the clock, ",
        end="",
    )
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
