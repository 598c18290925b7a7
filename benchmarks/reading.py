"""How well and how fast texts are read: promises, due moments, questions, kinds; with intervals, by source.

`./run bench reading`. The labelled texts are looked for in ../shared/data/text beside the repository (or --data); what
needs absent ones is skipped and says so. The halves are those of docs/reading-measured.md: the rules were developed on
"dev" and first scored on "blind". Both are known to the rules' author by now, so neither figure is blind any more. The
texts written for this project (``reading_made``, ``reading_mails``) need no data.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from deeproot.read import commitment, count, due, kind, needs_answer, promises, read, sentiment, split
from deeproot.read import likelihood as likelihood_of

sys.path.insert(0, str(Path(__file__).parent))
import reading_fit
import reading_made
import reading_mails
from figures import half, interval, mean

DATA = Path(__file__).parent.parent.parent / "shared" / "data" / "text"
ALIASES = {
    "churn": "cancel",
    "feature": "feedback",
    "empty_ok": "all_great",
    "followup": "answer",
    "hollow": "miss_you",
}
Pairs = list[tuple[bool, bool]]
Row = dict[str, str]


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=DATA, help="the folder of the labelled texts")
    asked.add_argument("--seconds", type=float, default=2.0, help="how long each function is timed")
    given = asked.parse_args(arguments)
    for name, bench in BENCHES.items():
        if missing := [file for file in bench[1] if not (given.data / file).is_file()]:
            print(f"{name}: skipped, {given.data} has no {', '.join(missing)}")
        else:
            bench[0](given.data)
    for made in (*reading_made.BENCHES, reading_mails.mail_bench):
        made()
    speeds(given.data, given.seconds)


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def promise_bench(data: Path) -> None:
    """Firm promises: precision, recall and F1, by half and by source."""
    found = rows(data / "promises_a.csv") + rows(data / "promises_b.csv")
    groups: dict[str, Pairs] = defaultdict(list)
    for row in found:
        pair = (row["kind"] == "firm", commitment(row["text"]).value == "firm")
        source = "e-mail" if row["source"] == "enron" else "support tweets"
        for group in ("all", half(row["id"]), source, "unambiguous" if row["ambiguous"] != "1" else ""):
            groups[group].append(pair)
    for group, pairs in groups.items():
        if group:
            print(f"promises, firm, {group}: {scored(pairs)}")


def false_alarm_bench(data: Path) -> None:
    """Firm promises seen in sentences that have no cue word of one."""
    cues = ("will", "'ll", "’ll", "shall", "going to", "gonna", "promise", "guarantee", "let me", "let us", "let's")
    texts = [text for _, text in reading_fit.sentences_of(data.parent)]
    without = [text for text in texts if not any(cue in text.lower() for cue in cues)]
    alarms = sum(commitment(text).value == "firm" for text in without)
    print(f"promises, false alarms: {alarms} of {len(without)} sentences without a cue word")


def due_bench(data: Path) -> None:
    """Whether the first due moment lies in the accepted range, and how many decoys are dated."""
    for name in ("date_phrases.csv", "date_real.csv"):
        right: dict[str, list[bool]] = defaultdict(list)
        dated = decoys = 0
        for row in rows(data / name):
            found = due(row["sentence"], datetime.fromisoformat(row["ref"]))
            day = found.at.date() if found and found.at else None
            if row["lo"]:
                low, high = date.fromisoformat(row["lo"]), date.fromisoformat(row["hi"])
                right[half(row["id"])].append(day is not None and low <= day <= high)
            else:
                decoys += 1
                dated += day is not None
        for group, hits in sorted(right.items()):
            print(f"due, {name}, {group}: {sum(hits)} of {len(hits)} right {interval(hits, mean)}")
        print(f"due, {name}: {dated} of {decoys} decoys dated")


def asking_bench(data: Path) -> None:
    """Sentences that ask: the shipped model is fitted on all of them, so it is fitted anew on one half here."""
    labelled = reading_fit.sentences_of(data.parent)
    shipped = likelihood_of._model
    weights = reading_fit.fit([row for row in labelled if half(row[1]) == "dev"])
    fitted = likelihood_of.Model(weights)
    likelihood_of._model = lambda: fitted  # type: ignore[assignment]
    pairs = [(asks, bool(needs_answer(text).value)) for asks, text in labelled if half(text) == "blind"]
    likelihood_of._model = shipped
    print(f"needs_answer, fitted on the other half: {scored(pairs)}")


def kind_bench(data: Path) -> None:
    """The kinds of short messages written for this project; known to the rules' author."""
    for side in ("in", "out"):
        pairs = []
        for row in rows(data / f"{side}bound_kinds.csv"):
            wanted = ALIASES.get(row["kind"], row["kind"])
            found = kind(row["text"], direction=side).value
            pairs.append((wanted, "question" if wanted == "question" and found == "request" else found))
        covered = sum(found is not None for _, found in pairs)
        print(f"kinds, {side}: macro F1 {macro(pairs):.2f}, covered {covered} of {len(pairs)}")


def speeds(data: Path, seconds: float) -> None:
    """Texts a second of one process, by CPU time, on messages of three sentences."""
    path = data / "asks_train.txt"
    sentences = [text for _, text in reading_fit.sentences_of(data.parent)] if path.is_file() else [PLAIN] * 300
    texts = [" ".join(sentences[i : i + 3]) for i in range(0, min(len(sentences), 1500), 3)]
    words = mean([count(text) for text in texts])
    moment = datetime.fromisoformat("2026-06-10T10:30")
    calls: dict[str, Callable[[str], object]] = {
        "count": count,
        "split": split,
        "kind": kind,
        "needs_answer": needs_answer,
        "promises": lambda text: promises(text, moment),
        "sentiment": sentiment,
        "read, a customer's": lambda text: read(text, moment),
        "read, ours": lambda text: read(text, moment, direction="out"),
    }
    for name, call in calls.items():
        print(f"speed, {name}: {speed(call, texts, seconds):,.0f} messages of {words:.0f} words a second")


PLAIN = "Could you please send us the corrected invoice? We will pay it by Friday. The last one was wrong again."


def speed(call: Callable[[str], object], texts: Sequence[str], seconds: float) -> float:
    """No text comes twice, for what was just read is remembered: each round's have the round's number at their end."""
    for text in texts:
        call(text)
    done, again, started = 0, 0, time.process_time()
    while time.process_time() - started < seconds:
        again += 1
        for text in texts:
            call(f"{text} {again}")
        done += len(texts)
    return done / (time.process_time() - started)


def scored(pairs: Pairs) -> str:
    right = sum(a and b for a, b in pairs)
    seen, there = sum(b for _, b in pairs), sum(a for a, _ in pairs)
    precision, recall = right / max(1, seen), right / max(1, there)
    return f"n {len(pairs)} ({there}), P {precision:.3f}, R {recall:.3f}, F1 {f1(pairs):.3f} {interval(pairs, f1)}"


def f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    right = wrong = 0
    for wanted, found in pairs:
        right += wanted and found
        wrong += wanted != found
    return 2 * right / max(1, 2 * right + wrong)


def macro(pairs: Sequence[tuple[str, str | None]]) -> float:
    kinds = sorted({wanted for wanted, _ in pairs})
    return mean([f1([(wanted == each, found == each) for wanted, found in pairs]) for each in kinds])


BENCHES: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "promises": (promise_bench, ("promises_a.csv", "promises_b.csv")),
    "false alarms": (false_alarm_bench, ("asks_train.txt",)),
    "due moments": (due_bench, ("date_phrases.csv", "date_real.csv")),
    "questions": (asking_bench, ("asks_train.txt",)),
    "kinds": (kind_bench, ("inbound_kinds.csv", "outbound_kinds.csv")),
}

if __name__ == "__main__":
    main(sys.argv[1:])
