"""Fit what ``deeproot.read.promised`` weighs: ``python benchmarks/promised_learn.py [--try] [--data ../shared/data]``.

What is learnt from: ``benchmarks/texts/promised``, sentences of ours by what they promise, a file an author or a
language, written for this; the sentences of our messages in ``benchmarks/texts/learn``, of which the cues say what
they promise (those that they miss stand in ``texts/promised/letters.txt``); and the e-mail sentences of the data, in
the same way: they show how rare promises are. Every figure printed is of authors that nothing was learnt from, five or
six left out at a time, and of the other half of the e-mail sentences. ``--try`` writes nothing.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import md5
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

from deeproot.read import due
from deeproot.read.commitments import commitments
from deeproot.read.promised import LABELS, Dated, look_of, names_of, scale_of, tokens_of
from deeproot.read.sentences import plain, sentences

sys.path.insert(0, str(Path(__file__).parent))
from figures import half
from reading_fit import sentences_of

HERE = Path(__file__).parent
TEXTS = HERE / "texts" / "promised"
LETTERS = HERE / "texts" / "learn"
STORE = HERE.parent / "src/deeproot/read/cues/promised.npz"
DATA = HERE.parent.parent / "shared" / "data"
SAID_AT = datetime.fromisoformat("2026-06-10T10:30")
LANGUAGES = ("german", "french", "spanish")
MARKS = re.compile(r"^(?:\[[a-z]+\]\s*)+")
PROMISE_NOTHING = ("pitch", "value", "care", "miss_you", "appreciation", "renewal")
"""Kinds whose sentences promise nothing where no cue says so."""
MAY_PROMISE = ("answer", "admin", "holding")
"""Kinds of which only those are taken that name no moment and tell of what was done."""
TELLS = re.compile(
    r"\b(?:i've|we've|i have|we have|has been|have been|was|were|went|attached|enclosed|you asked|you will find)\b"
)
OF_LETTERS, OF_MAILS = 0.5, 0.5
"""How much a sentence counts of which only the cues say what it promises."""
FOLDS = 8
HELD = 1e-4
"""How strongly the weights are held back."""
HELD_SINGLE = 1e-3
STEPS = 150
OFTEN = 2
LEAST = 2
"""Names that weigh less than this of 127 for every label are left out."""
Table = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence to learn from: its author, what it promises, how much it counts, its fold, and what is weighed."""

    author: str
    label: str
    text: str
    counts: float
    fold: int
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
    given.add_argument("--data", type=Path, default=DATA)
    asked = given.parse_args()
    rows = written() + letters()
    mails = of_mails(asked.data)
    shown, hidden = [row for row in mails if half(row.text) == "dev"], [r for r in mails if half(r.text) != "dev"]
    print(f"{len(rows)} sentences, {Counter(row.label for row in rows)}; {len(mails)} e-mail sentences")
    left_out(rows + shown)
    alarms(fitted(rows + shown, HELD), hidden)
    if not asked.only_try:
        store(fitted(rows + mails, HELD), singles(rows + mails))


def written() -> list[Row]:
    """The sentences written for this; those of one author are left out together."""
    found: list[Row] = []
    for number, path in enumerate(sorted(TEXTS.glob("*.txt"))):
        label = ""
        for line in filter(str.strip, path.read_text("utf-8").splitlines()):
            if line.startswith("## "):
                label = line[3:].strip()
            else:
                fold = _by_chance(line) if path.stem in LANGUAGES else number % FOLDS
                found.append(_row(path.stem, label, line, 1.0, fold))
    return found


def letters() -> list[Row]:
    """The sentences of our messages of forty trades, by the cues' word; those in ``letters.txt`` are known better."""
    known = set((TEXTS / "letters.txt").read_text("utf-8").splitlines())
    found: list[Row] = []
    for path in sorted(LETTERS.glob("*.txt")):
        kind = ""
        for line in filter(str.strip, path.read_text("utf-8").splitlines()):
            if line.startswith("## "):
                kind = line[3:].strip()
            elif kind in PROMISE_NOTHING or kind in MAY_PROMISE or kind == "beside out":
                found += [row for row in _sentences(path.stem, kind, MARKS.sub("", line)) if row.text not in known]
    return found


def _sentences(author: str, kind: str, text: str) -> list[Row]:
    rows = []
    for start, end in sentences(plain(text)):
        sentence = text[start:end].strip()
        label, told = by_cues_or_none(sentence), TELLS.search(plain(sentence)) and dated(sentence) != "dated"
        if (kind in MAY_PROMISE and (label != "none" or told)) or (kind not in MAY_PROMISE and label == "none"):
            rows.append(_row(author, label, sentence, OF_LETTERS, _by_chance(author)))
    return rows


def of_mails(data: Path) -> list[Row]:
    """The e-mail sentences of the data, by the cues' word; none where the data are absent."""
    if not (data / "text" / "asks_train.txt").is_file():
        print(f"{data} has no e-mail sentences: false alarms will be more")
        return []
    return [_row("mails", by_cues_or_none(text), text, OF_MAILS, _by_chance(text)) for _, text in sentences_of(data)]


def _row(author: str, label: str, text: str, counts: float, fold: int) -> Row:
    tokens = tokens_of(plain(text))
    return Row(author, label, text, counts, fold, tuple(tokens), tuple(names_of(tokens, dated(text), by_cues(text))))


@cache
def by_cues(text: str) -> str:
    """What the cues alone say that a sentence promises; "denied" where they come to nothing."""
    low = plain(text)
    told = [commitments(low, a, b, lambda: dated(text) == "dated") for a, b in sentences(low)]
    firmness = {each.firmness for made in told for each in made or ()}
    if firmness:
        return "firm" if "firm" in firmness else "conditional"
    return "denied" if any(made is not None for made in told) else "none"


def by_cues_or_none(text: str) -> str:
    return "none" if by_cues(text) == "denied" else by_cues(text)


@cache
def dated(text: str) -> Dated:
    when = due(text, SAID_AT)
    return "none" if when is None else "vague" if when.vague else "dated"


def _by_chance(text: str) -> int:
    return int(md5(text.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def fitted(rows: Sequence[Row], held: float) -> Fit:
    """What every name weighs: multinomial logistic regression with an L2 penalty (L-BFGS)."""
    counted = Counter(name for row in rows for name in set(row.names))
    place = {name: i for i, name in enumerate(sorted(name for name, many in counted.items() if many >= OFTEN))}
    said = table(rows, place)
    return Fit(place, _weights(said, [LABELS.index(row.label) for row in rows], rows, len(LABELS), held))


def _weights(said: Any, wanted: Sequence[int], rows: Sequence[Row], labels: int, held: float) -> Table:
    turned, right = said.T.tocsr(), np.eye(labels)[list(wanted)]
    counts = np.array([row.counts for row in rows])
    counts = counts / counts.sum()

    def loss(flat: Table) -> tuple[float, Table]:
        weighs = flat.reshape(-1, labels)
        shares = softmax(said @ weighs)
        told = counts * np.log(np.maximum((shares * right).sum(axis=1), 1e-30))
        down = turned @ (counts[:, None] * (shares - right)) + held * weighs
        return -float(told.sum()) + held / 2 * float(np.square(weighs).sum()), down.ravel()

    best = minimize(loss, np.zeros(said.shape[1] * labels), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    weighs: Table = best.x.reshape(-1, labels)
    return weighs


def table(found: Sequence[Row], place: dict[str, int]) -> Any:
    """How often each name stands in each sentence, scaled by its length; the last column is always one."""
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


def shares_of(by: Fit, rows: Sequence[Row]) -> Table:
    return softmax(table(rows, by.place) @ by.rows)


def left_out(rows: Sequence[Row]) -> None:
    """How well promises are heard of authors that nothing was learnt from: alone, and where cues are silent."""
    found: dict[int, Table] = {}
    looks: dict[int, float] = {}
    for fold in range(FOLDS):
        seen = [row for row in rows if row.fold != fold]
        there = [i for i, row in enumerate(rows) if row.fold == fold and row.counts == 1.0]
        shares = shares_of(fitted(seen, HELD), [rows[i] for i in there])
        first = singles(seen)
        found |= dict(zip(there, shares, strict=True))
        looks |= {i: first.look(rows[i].tokens) for i in there}
    for name, is_here in SORTS.items():
        here = [i for i in found if is_here(rows[i].author)]
        firm = np.array([rows[i].label == "firm" for i in here])
        cues = np.array([by_cues_or_none(rows[i].text) for i in here])
        heard = np.array([found[i][0] for i in here])
        print(f"{name}: {len(here)} sentences, {firm.sum()} firm; cues {_scored(firm, cues == 'firm')}")
        for least in (0.4, 0.5, 0.6, 0.7, 0.8):
            both = (cues == "firm") | ((cues == "none") & (heard >= least))
            print(f"    from {least} {_scored(firm, heard >= least)}; with the cues {_scored(firm, both)}")
        print("    " + _calibrated(firm, heard))
        seen_first = np.array([looks[i] for i in here])
        for look in (-3.0, -2.5, -2.0, -1.5, -1.0, -0.5):
            lost = (firm & (heard >= 0.5) & (seen_first < look)).sum() / max(1, (firm & (heard >= 0.5)).sum())
            print(
                f"    a first look from {look} hears {np.mean(seen_first >= look):.2f}, loses {lost:.3f} of those found"
            )


SORTS: dict[str, Callable[[str], bool]] = {
    "English, authors left out": lambda author: author not in LANGUAGES,
    **{name: (lambda author, name=name: author == name) for name in LANGUAGES},  # type: ignore[misc]
}


def _scored(firm: Any, said: Any) -> str:
    right = (firm & said).sum()
    return f"P {right / max(1, said.sum()):.2f} R {right / max(1, firm.sum()):.2f}"


def _calibrated(firm: Any, heard: Table) -> str:
    """Of what is said with some likelihood, how much is right."""
    bands = [(a / 10, (a + 1) / 10) for a in range(3, 10)]
    here = [(a, firm[(heard >= a) & (heard < b)]) for a, b in bands]
    return "right of those heard with " + ", ".join(f"{a}: {np.mean(some):.2f}" for a, some in here if len(some))


def alarms(by: Fit, mails: Sequence[Row]) -> None:
    """Firm promises heard in e-mail sentences nothing was learnt from, where the cues are silent."""
    if not mails:
        return
    heard = shares_of(by, mails)[:, 0]
    silent = np.array([by_cues_or_none(row.text) == "none" for row in mails])
    on_days = np.array([dated(row.text) == "dated" for row in mails])
    for least in (0.4, 0.5, 0.6, 0.7, 0.8):
        some = (heard >= least) & silent
        print(f"e-mail, from {least}: {some.sum()} of {len(mails)}, {(some & on_days).sum()} with a due moment")
    for i in sorted(range(len(mails)), key=lambda i: -heard[i])[: 80 if "--try" in sys.argv else 0]:
        if silent[i] and heard[i] >= 0.4:
            print(f"    {heard[i]:.2f} {mails[i].text}")


@dataclass(frozen=True, slots=True)
class Singles:
    """What single words weigh, for a first look; the empty word for none at all."""

    weighs: dict[str, float]

    def look(self, tokens: Sequence[str]) -> float:
        return sum(self.weighs.get(token, 0.0) for token in tokens) * look_of(len(tokens)) + self.weighs[""]


def singles(rows: Sequence[Row]) -> Singles:
    """What single words weigh for a promise of any sort against none."""
    counted = Counter(token for row in rows for token in set(row.tokens))
    place = {token: i for i, token in enumerate(sorted(token for token, many in counted.items() if many >= OFTEN))}
    which, columns, values = [], [], []
    for i, row in enumerate(rows):
        here = [place[token] for token in row.tokens if token in place]
        which += [i] * (len(here) + 1)
        columns += [*here, len(place)]
        values += [look_of(len(row.tokens))] * len(here) + [1.0]
    said = csr_array((np.array(values), (which, columns)), shape=(len(rows), len(place) + 1))
    weighs = _weights(said, [int(row.label == "none") for row in rows], rows, 2, HELD_SINGLE)
    odds = weighs[:, 0] - weighs[:, 1]
    return Singles({**{token: float(odds[i]) for token, i in place.items()}, "": float(odds[-1])})


def store(by: Fit, first: Singles) -> None:
    """Weights against none as small numbers: eight bits and a scale a label; names that weigh nothing are left out."""
    against = by.rows[:, :2] - by.rows[:, 2:]
    scale = np.abs(against[:-1]).max(axis=0) / 127
    small = np.round(against[:-1] / scale).astype(np.int8)
    known = list(by.place)
    kept = [i for i in range(len(known)) if np.abs(small[i]).max() >= LEAST]
    single_scale = max(map(abs, first.weighs.values())) / 127
    tokens = {token: round(weight / single_scale) for token, weight in first.weighs.items()}
    tokens = {token: weight for token, weight in tokens.items() if weight or not token}
    np.savez_compressed(
        STORE,
        names=np.frombuffer("\t".join(known[i] for i in kept).encode(), dtype=np.uint8),
        rows=small[kept],
        scale=scale.astype(np.float32),
        bias=against[-1].astype(np.float32),
        single_names=np.frombuffer("\t".join(tokens).encode(), dtype=np.uint8),
        single=np.array(list(tokens.values()), dtype=np.int8),
        single_scale=np.float32(single_scale),
    )
    print(f"{len(kept)} names and {len(tokens)} single words written to {STORE.name}")


if __name__ == "__main__":
    main()
