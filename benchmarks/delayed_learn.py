"""Fit what ``deeproot.read.delayed`` weighs: ``python benchmarks/delayed_learn.py [--try] [--without VOICE --to F]``.

What is learnt from: ``benchmarks/texts/delayed``, pairs of a promise and our later message, a file a trade, written for
this; what the voices of ``benchmarks/voices`` and the sample itself say later of a promise, by the truth that they were
told with; the threads of ``benchmarks/threads.py`` in English; and, without a promise, our holding replies, answers
and what brings nothing that was promised in ``benchmarks/texts/learn``, and ``texts/promised/holding.txt``.
Every figure printed is of a trade, or of a voice, that nothing was learnt from. ``--try`` writes nothing; ``--without``
leaves a voice out and writes what was learnt to a file beside, to score that voice with it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

from deeproot.read.delayed import LABELS, names_of, scale_of, tokens_of
from deeproot.read.parts import split
from deeproot.read.sentences import plain
from deeproot.sample import Company

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from benchmarks.threads import bank  # noqa: E402
from benchmarks.voices import LEARNT_FROM  # noqa: E402
from benchmarks.voices.telling import NOW, told  # noqa: E402
from benchmarks.voices.voice import voice  # noqa: E402

PAIRS = HERE / "texts" / "delayed"
PLAINLY = "plainly"
"""The shortest words for it, by the rules' author: learnt from, never scored."""
LETTERS = HERE / "texts" / "learn"
HOLDING = HERE / "texts" / "promised" / "holding.txt"
VOICES = HERE / "voices"
STORE = HERE.parent / "src/deeproot/read/cues/delayed.npz"
OWN = "the sample"
OTHER_LANGUAGES = ("french", "german", "spanish")
MARKS = re.compile(r"^(?:\[[a-z]+\]\s*)+")
BESIDE = ("care", "appreciation", "renewal", "pitch", "miss_you")
OF_LETTERS = {"holding": ("holding", 0.7), "answer": ("delivers", 0.5), **dict.fromkeys(BESIDE, ("beside", 0.25))}
"""What our letters without a promise are taken for, and how much each counts."""
OF_THREADS, OF_PROMISES = 1.0, 0.5
OF_VOICE = {"delivers": 60.0, "holding": 60.0, "withdraws": 40.0, "beside": 20.0}
"""How much all messages of one voice count together: they repeat a few templates."""
SEEDS, CUSTOMERS = (1, 2, 3, 4, 5), 45
SOME = 0.15
"""The share of a voice's letters of other kinds that is held against a promise drawn by chance."""
FOLDS = 8
OFTEN, HANDS = 2, 3
"""A name is weighed that so many messages have, of so many trades, voices or sorts."""
HELD = 1e-4
STEPS = 120
LEAST = 2
"""Names that weigh less than this of 127 for every meaning are left out."""
Table = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """One message: which sort of text, by which hand, what it means, beside which promise, how much it counts."""

    sort: str
    hand: str
    label: str
    promise: str
    later: str
    counts: float
    tokens: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights of names: one row of ``rows`` a name, the last one for nothing at all."""

    place: dict[str, int]
    rows: Table


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--try", action="store_true", dest="only_try")
    given.add_argument("--without", help="a voice that nothing is learnt from")
    given.add_argument("--to", type=Path, default=STORE)
    asked = given.parse_args()
    rows = [*pairs(), *other_promises(), *letters(), *threads(), *voices()]
    print(f"{len(rows)} messages, {dict(Counter(f'{row.sort} {row.label}' for row in rows))}")
    if asked.without:
        store(fitted([row for row in rows if row.hand != asked.without]), asked.to)
        return
    left_out(rows)
    if not asked.only_try:
        store(fitted(rows), asked.to)


def pairs() -> Iterator[Row]:
    """Promises and later messages, written for this: a file a trade."""
    for path in sorted(PAIRS.glob("*.txt")):
        for label, line in _lines(path):
            promise, _, later = line.partition("=>")
            sort = "plainly" if path.stem == PLAINLY else "pairs"
            yield row_of(sort, path.stem, label, promise.strip(), later.strip())


def other_promises() -> Iterator[Row]:
    """A promise of another thing than was promised before puts nothing off: each promise of a trade after another."""
    for path in sorted(PAIRS.glob("*.txt")):
        made = list(dict.fromkeys(line.partition("=>")[0].strip() for _, line in _lines(path)))
        for before, after in pairwise(made):
            yield row_of("promises", path.stem, "beside", before, after, OF_PROMISES)


def letters() -> Iterator[Row]:
    """Our letters of forty trades, and sentences that put off; none of them beside a promise."""
    for path in sorted(LETTERS.glob("*.txt")):
        for kind, line in _lines(path):
            if kind in OF_LETTERS and path.stem not in OTHER_LANGUAGES:
                label, counts = OF_LETTERS[kind]
                yield row_of("letters", path.stem, label, "", MARKS.sub("", line), counts)
    for firmness, line in _lines(HOLDING):
        if firmness != "none":
            yield row_of("letters", HOLDING.stem, "holding", "", line, OF_LETTERS["holding"][1])


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Each line below its heading."""
    heading = ""
    for line in filter(str.strip, path.read_text("utf-8").splitlines()):
        if line.startswith("## "):
            heading = line[3:].strip()
        else:
            yield heading, line.strip().replace("¶", "\n\n")


def threads() -> Iterator[Row]:
    """The sentences of the made threads, in English; those that all matters share go with one matter each."""
    said = bank("en")
    matters = said["matter"]

    def row(label: str, number: int, form: str) -> Row:
        matter = matters[number % len(matters)]
        thing = matter["thing"]
        when = {"when": "by Friday", "when_bare": "Friday"}
        promise, later = (
            each.format(thing=thing, Thing=thing[0].upper() + thing[1:], **when)
            for each in (matter["promise"][number % len(matter["promise"])], form)
        )
        return row_of("threads", f"matter {number % FOLDS}", label, promise, later, OF_THREADS)

    for number, matter in enumerate(matters):
        yield from (row("delivers", number, form) for form in matter["done"])
        yield from (row("beside", number, form) for form in matter["near"])
    holding = [*said["holding"]["dated"], *said["holding"]["undated"]]
    for label, forms in (("holding", holding), ("withdraws", said["withdraws"]["said"])):
        yield from (row(label, number, form) for number, form in enumerate(forms))


def voices() -> Iterator[Row]:
    """What is said later of a promise in the voices learnt from and in the sample's own, distinct messages."""
    for path in (*(VOICES / f"{name}.toml" for name in LEARNT_FROM), None):
        hand = path.stem if path else OWN
        found = {
            (label, promise, later): None
            for seed in SEEDS
            for label, promise, later in _later(told(path and voice(path), seed, CUSTOMERS, NOW), seed)
        }
        rows = [row_of("voices", hand, label, promise, later) for label, promise, later in found]
        distinct = {(row.label, row.tokens): row for row in rows}
        many = Counter(label for label, _ in distinct)
        for row in distinct.values():
            counts = min(1.0, OF_VOICE[row.label] / many[row.label])
            yield Row(row.sort, hand, row.label, row.promise, row.later, counts, row.tokens, row.names)


def _later(company: Company, seed: int) -> Iterator[tuple[str, str, str]]:
    """Meaning, promise and later message of all promises of a company, and some letters of other kinds."""
    sent = {row["interaction_id"]: row for row in company.tables["interactions"] if row["direction"] == "out"}
    english = {one for one in sent if company.truth["texts"].get(one, {}).get("language", "en") == "en"}
    meant: dict[str, tuple[str, str]] = {}
    for promise in company.tables["promises"]:
        meant |= dict.fromkeys(promise["holding"], ("holding", promise["text"]))
        meant[promise["kept_in"] or ""] = ("delivers", promise["text"])
        if promise["withdrawn_at"]:
            meant |= {one: ("withdraws", promise["text"]) for one in sent if _takes_back(sent[one], promise)}
    chance, texts = Random(seed), [promise["text"] for promise in company.tables["promises"]]
    for one, row in sent.items():
        if one in meant or (row["kind"] in BESIDE and chance.random() < SOME):
            label, text = meant.get(one) or ("beside", chance.choice(texts))
            if one in english and one in company.texts:
                yield label, text, split(company.texts[one][1]).body


def _takes_back(row: dict[str, Any], promise: dict[str, Any]) -> bool:
    return row["happened_at"] == promise["withdrawn_at"] and row["customer_id"] == promise["customer_id"]


def row_of(sort: str, hand: str, label: str, promise: str, later: str, counts: float = 1.0) -> Row:
    tokens = tokens_of(plain(promise), plain(later))
    return Row(sort, hand, label, promise, later, counts, tuple(tokens), tuple(names_of(plain(promise), tokens)))


def fitted(rows: Sequence[Row]) -> Fit:
    """What every name weighs: multinomial logistic regression with an L2 penalty (L-BFGS)."""
    counted: Counter[str] = Counter()
    hands = defaultdict(set)
    for row in rows:
        for name in set(row.names):
            counted[name] += 1
            hands[name].add(row.hand)
    names = sorted(name for name, many in counted.items() if many >= OFTEN and len(hands[name]) >= HANDS)
    place = {name: i for i, name in enumerate(names)}
    said = table(rows, place)
    turned, right = said.T.tocsr(), np.eye(len(LABELS))[[LABELS.index(row.label) for row in rows]]
    counts = np.array([row.counts for row in rows])
    counts = counts / counts.sum()

    def loss(flat: Table) -> tuple[float, Table]:
        weighs = flat.reshape(-1, len(LABELS))
        shares = softmax(said @ weighs)
        heard = counts * np.log(np.maximum((shares * right).sum(axis=1), 1e-30))
        down = turned @ (counts[:, None] * (shares - right)) + HELD * weighs
        return -float(heard.sum()) + HELD / 2 * float(np.square(weighs).sum()), down.ravel()

    start = np.zeros(said.shape[1] * len(LABELS))
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return Fit(place, best.x.reshape(-1, len(LABELS)))


def table(found: Sequence[Row], place: dict[str, int]) -> Any:
    """How often each name stands in each message, scaled by its length; the last column is always one."""
    rows, columns, values = [], [], []
    for i, each in enumerate(found):
        here = Counter(place[name] for name in each.names if name in place)
        scale = scale_of(len(each.tokens))
        rows += [i] * (len(here) + 1)
        columns += [*here, len(place)]
        values += [*(many * scale for many in here.values()), 1.0]
    return csr_array((np.array(values), (rows, columns)), shape=(len(found), len(place) + 1))


def softmax(scores: Table) -> Table:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Table = raised / raised.sum(axis=1, keepdims=True)
    return shares


def left_out(rows: Sequence[Row]) -> None:
    """How well messages are heard of trades and voices that nothing was learnt from."""
    trades = sorted({row.hand for row in rows if row.sort == "pairs"})
    heard = [shares_without(rows, "pairs", set(trades[fold::FOLDS])) for fold in range(FOLDS)]
    scored("pairs, two trades left out at a time", [row for some, _ in heard for row in some], [s for _, s in heard])
    for hand in dict.fromkeys(row.hand for row in rows if row.sort == "voices"):
        some, shares = shares_without(rows, "voices", {hand})
        scored(hand, some, [shares])


def shares_without(rows: Sequence[Row], sort: str, hands: set[str]) -> tuple[list[Row], Table]:
    """The messages of some hands, and what is heard in them by what the others taught."""
    away = [row for row in rows if row.sort == sort and row.hand in hands]
    by = fitted([row for row in rows if row.hand not in hands or row.sort == "letters"])
    return away, softmax(table(away, by.place) @ by.rows)


def scored(title: str, rows: Sequence[Row], heard: Iterable[Table]) -> None:
    shares = np.vstack(list(heard))
    right, said = np.array([LABELS.index(row.label) for row in rows]), shares.argmax(axis=1)
    figures = []
    for i, label in enumerate(LABELS):
        both = ((right == i) & (said == i)).sum()
        figures.append(f"{label} R {both / max(1, (right == i).sum()):.2f} P {both / max(1, (said == i).sum()):.2f}")
    apart = np.log(shares[:, 1] / shares[:, 0])
    late, brought = apart[right == 1], apart[right == 0]
    order = np.mean(late[:, None] > brought[None, :])
    print(f"{title}: {len(rows)} messages; {', '.join(figures)}; holding above delivery {order:.3f}")


def store(by: Fit, file: Path) -> None:
    """Weights against saying nothing as small numbers: eight bits and a scale a meaning.

    What weighs nothing is left out, but for words, which are then known to be English.
    """
    against = by.rows[:, :3] - by.rows[:, 3:]
    scale = np.abs(against[:-1]).max(axis=0) / 127
    small = np.round(against[:-1] / scale).astype(np.int8)
    known = list(by.place)
    kept = [i for i, name in enumerate(known) if np.abs(small[i]).max() >= LEAST or name.isalpha()]
    np.savez_compressed(
        file,
        names=np.frombuffer("\t".join(known[i] for i in kept).encode(), dtype=np.uint8),
        rows=small[kept],
        scale=scale.astype(np.float32),
        bias=against[-1].astype(np.float32),
    )
    print(f"{len(kept)} names written to {file.name}")


if __name__ == "__main__":
    main()
