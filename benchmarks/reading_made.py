"""How well texts written for this project are read: threads, kinds, due moments. See docs/reading-measured.md.

All of them were written and committed before their author had seen a cue, and scored once as the rules stood then:
those are the blind figures of docs/reading-measured.md. The rules were improved since, on the misses of the half called
"dev"; their author knew both halves, so neither figure printed here is blind.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

from deeproot.read import Outcome, due, kind, outcome, read

sys.path.insert(0, str(Path(__file__).parent))
from figures import half, interval, mean
from threads import Later, threads

TEXTS = Path(__file__).parent / "texts"
WRITTEN = datetime.fromisoformat("2026-06-10T10:30")
Told = tuple[str | None, str | None]
Row = dict[str, str]
SAYS = {"a": ("answers", True), "n": ("answers", False), "g": ("gives", True), "b": ("personal", False)}


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def thread_bench() -> None:
    """What became of a promise: each meaning, over all pairs of a promise and a later message."""
    pairs: dict[str, list[Told]] = defaultdict(list)
    days: dict[str, list[bool]] = defaultdict(list)
    for message in (message for told in threads() for message in told):
        found = became(message)
        part = half(message.wording)
        for group in ("all", part, message.language, f"scene: {message.scene}"):
            pairs[group].append((message.means, found.value))
        if message.new_day and found.value == "holding":
            at = found.new_due and found.new_due.at
            days[part].append(bool(at and at.date() == message.new_day))
    for group, told in pairs.items():
        report(f"outcome, {group}", told)
    for part, hits in days.items():
        print(f"outcome, the new day of a holding reply, {part}: {sum(hits)} of {len(hits)} {interval(hits, mean)}")


def became(message: Later) -> Outcome:
    return outcome(
        message.promise,
        message.text,
        message.said_at,
        direction=message.direction,
        same_thread=message.same_thread,
        others=message.others,
        delivered=message.delivered,
    )


def kind_bench() -> None:
    """The kinds of messages, with the facts of their thread and without, and whether they ask."""
    for facts in (True, False):
        pairs: dict[str, list[Told]] = defaultdict(list)
        for row in rows(TEXTS / "kinds.tsv"):
            found = kind_of(row, facts=facts)
            for group in (f"{row['direction']}", f"{row['direction']}, {half(row['text'])}"):
                pairs[group].append((row["kind"], found))
            if row["language"] != "en":
                pairs[row["language"]].append((row["kind"], found))
        for group, told in sorted(pairs.items()):
            report(f"kinds {'with' if facts else 'without'} facts, {group}", told)


def kind_of(row: Row, *, facts: bool) -> str | None:
    known = dict(SAYS[letter] for letter in row["facts"]) if facts else {}
    channel = row["channel"] if facts else "email"
    return kind(row["text"], direction=row["direction"], channel=channel, **known).value  # type: ignore[arg-type]


def asking_bench() -> None:
    """Whether questions and requests are seen to want an answer, by their own words and by their kind."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for row in rows(TEXTS / "kinds.tsv"):
        if row["kind"] in ("question", "request"):
            reading = read(row["text"], WRITTEN, direction=row["direction"])
            hits[half(row["text"])].append(bool(reading.needs_answer.value))
        elif row["kind"] in ("thanks", "praise", "all_great"):
            reading = read(row["text"], WRITTEN, direction=row["direction"])
            hits["not asking, " + half(row["text"])].append(not reading.needs_answer.value)
    for group, told in sorted(hits.items()):
        print(f"needs_answer, {group}: {sum(told)} of {len(told)} right {interval(told, mean)}")


def due_bench() -> None:
    """Whether the first due moment is right, and how many decoys are dated."""
    right: dict[str, list[bool]] = defaultdict(list)
    decoys: dict[str, list[bool]] = defaultdict(list)
    for row in rows(TEXTS / "due.tsv"):
        day = day_of(row["text"])
        if row["low"]:
            low, high = date.fromisoformat(row["low"]), date.fromisoformat(row["high"])
            right[half(row["text"])].append(day is not None and low <= day <= high)
        else:
            decoys[half(row["text"])].append(day is not None)
    for part, hits in sorted(right.items()):
        print(f"due, {part}: {sum(hits)} of {len(hits)} right {interval(hits, mean)}; ", end="")
        print(f"{sum(decoys[part])} of {len(decoys[part])} decoys dated")


def day_of(text: str) -> date | None:
    found = due(text, WRITTEN, country="GB")
    return found.at.date() if found and found.at else None


def report(name: str, told: Sequence[Told]) -> None:
    covered = sum(found is not None for wanted, found in told if wanted is not None)
    there = sum(wanted is not None for wanted, _ in told)
    print(f"{name}: macro F1 {macro(told):.2f} {interval(told, macro)}, covered {covered} of {there}, n {len(told)}")
    if name.count(",") <= 1 and "scene" not in name:
        for each in labels(told):
            precision, recall = shares(told, each)
            figure = partial(f1, label=each)
            figures = f"P {precision:.2f} R {recall:.2f} F1 {figure(told):.2f} {interval(told, figure)}"
            print(f"    {each}: {figures}")


def labels(told: Sequence[Told]) -> list[str]:
    return sorted({wanted for wanted, _ in told if wanted is not None})


def shares(told: Sequence[Told], label: str) -> tuple[float, float]:
    right = sum(wanted == found == label for wanted, found in told)
    seen, there = sum(found == label for _, found in told), sum(wanted == label for wanted, _ in told)
    return right / max(1, seen), right / max(1, there)


def f1(told: Sequence[Told], label: str) -> float:
    precision, recall = shares(told, label)
    return 2 * precision * recall / max(1e-9, precision + recall)


def macro(told: Sequence[Told]) -> float:
    return mean([f1(told, label) for label in labels(told)])


BENCHES = (thread_bench, kind_bench, asking_bench, due_bench)

if __name__ == "__main__":
    for bench in BENCHES:
        bench()
