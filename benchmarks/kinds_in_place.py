"""Fit what ``deeproot.read.weighed`` weighs last: what all words say of a customer's message, and the facts around it.

    python -m benchmarks.kinds_in_place ROWS FOLDS [--without VOICE] [--out FILE]

``ROWS`` holds the letters of the voices with what stands around them (``kinds_rows``), ``FOLDS`` the weights of words
that have not seen the trades of a fold (``reading_learn --folds``): each message is heard by weights that never met its
trade. A multinomial logistic regression, held back towards what the words say alone and, where little is learnt of a
fact, towards judgement. All voices tell the same stories, so that nothing may lean on its place alone: a letter of a
voice goes in as it stands, once without anything around it, once with what stands around another one, once as a mail
where it stands in a case, and once as it was before we replied. The texts of ``texts/learn`` have nothing around them.
Grave kinds are rare and count more (``COUNTS``). Prints what is found in each voice left out; without ``--without`` it
writes the weights learnt from all of them. The same each time for the same rows.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

from deeproot.read import learnt
from deeproot.read.besides import facts_of_place
from deeproot.read.kinds import facts_of
from deeproot.read.learnt import KINDS, Facts, softmax
from deeproot.read.place import LEFT_AFTER_SORRY, LEFT_AFTER_US, NOBODY_ANSWERED, Around
from deeproot.read.weighed import LEAST, SAYS, WEIGHTS

sys.path.insert(0, str(Path(__file__).parent))
import reading_learn as first
import reading_rows as texts

IN: Final = KINDS["in"]
TEXTS: Final = "texts"
"""The group of what stands in no thread."""
HELD_BACK: Final = 1e-4
"""How strongly the weights are held back."""
COUNTS: Final = {"hardship": 6.0, "complaint": 4.0, "cancel": 3.0, "praise": 2.0, "all_great": 2.0}
"""How much more a letter counts of a kind that must not be missed; chosen on voices left out."""
USUAL: Final = {
    "request": 1.3, "question": 1.4, "thanks": 1.8, "feedback": 1.3, "praise": 0.5, "complaint": 0.5,
    "all_great": 0.3, "cancel": 0.5, "hardship": 0.4,
}  # fmt: skip
"""How much more usual a kind is in people's mail than in the texts, where all are alike."""
BARE, ELSEWHERE, AS_MAIL, JUST_COME, OF_TEXTS = 0.3, 0.3, 0.5, 0.5, 1.0
"""What a letter without its place counts, with another one's, one of a case as if it were none, one before
our reply, and all the texts beside all the letters."""
OF_OUR_REPLY: Final = (
    "we are sorry",
    "we are not sorry",
    "we are only sorry",
    "we comfort",
    "we note it",
    "we thank",
    "we file it",
    "confirms",
)
OF_CASES: Final = frozenset({"by case", "in a case", "first in a case"})
JUDGED: Final[Mapping[str, Mapping[str, float]]] = {
    "we are sorry": {"complaint": 1.7, "thanks": -0.9, "question": -0.7, "feedback": -0.7, "praise": -1.6},
    "we are only sorry": {"hardship": 1.0},
    "we are sorry in a case": {"complaint": 0.7, "thanks": -0.9, "praise": -1.6},
    "we comfort": {"hardship": 2.3, "complaint": -0.4, "thanks": -0.9, "question": -0.5, "praise": -1.2},
    "we note it": {"feedback": 0.7, "complaint": -0.9, "request": -0.5, "hardship": -0.9},
    "we thank": {"praise": 1.1, "thanks": 0.4, "complaint": -1.2},
    "begun by us": {"complaint": -1.9},
    "they wrote complaint": {"complaint": 1.5, "request": -1.0, "question": -1.0, "feedback": -0.5},
    "cues complain loudly": {"complaint": 1.2, "request": -0.8, "question": -0.4},
    "told: patience": {"complaint": 2.6, "request": -1.5},
    NOBODY_ANSWERED: {"complaint": 1.5, "hardship": 1.0},
    LEFT_AFTER_US: {"complaint": 0.7, "feedback": -1.0, "praise": -1.0, "request": -0.3},
    LEFT_AFTER_SORRY: {"complaint": 1.5, "feedback": -0.7, "praise": -1.0, "all_great": -0.7},
    "nothing held against anybody": {"complaint": -1.0},
    "speaks to nobody": {"question": -1.0, "request": -1.0},
    "wants to be told": {"question": 1.0, "request": -1.0},
    "wants a thing or a deed": {"question": -1.0, "request": 1.0},
    "wonders": {"question": 2.5, "feedback": -0.7, "hardship": -0.3},
}
"""What facts weigh where little is learnt of them, set by judgement: the voices' complaints nearly all stand in cases,
and of what our reply makes of a letter they show little elsewhere."""
HELD_MORE: Final = {
    NOBODY_ANSWERED: 100.0,
    LEFT_AFTER_US: 100.0,
    LEFT_AFTER_SORRY: 100.0,
    "they wrote complaint": 30.0,
    "cues complain loudly": 30.0,
    "told: patience": 30.0,
    "wonders": 30.0,
}
"""How much more strongly a fact is held to judgement: in the voices' stories hardly anything but grave letters goes
unanswered, and what follows a complaint is one of three things. A letter to which nobody replied is taken for grave
sooner, for it is then that a miss costs most."""
SELDOM: Final = 20
"""A fact is learnt that holds of so many rows."""
STEPS: Final = 200
Table = NDArray[np.floating[Any]]
Said = Any
"""A sparse array of scipy's, which has no types."""


@dataclass(frozen=True)
class Row:
    """One message: whose, what it is, what the words say and which facts hold; ``counts`` is its weight."""

    group: str
    true: str
    said: tuple[float, ...]
    facts: tuple[str, ...]
    counts: float
    placed: bool = False


def rows_of(rows: Path, folds: Path) -> list[Row]:
    """All that is learnt from; ``counts`` is not yet that of the kind."""
    heard = [first_step(folds / f"kinds_in-{fold}.npz") for fold in range(texts.FOLDS)]
    names = sorted({path.stem.rpartition("-")[0] for path in rows.glob("*.jsonl")})
    found = [row for voice in names for row in of_voice(voice, rows, heard[texts.fold_of(voice)])]
    letters = sum(row.counts for row in found if row.placed)
    return found + list(of_texts(heard, OF_TEXTS * letters))


def of_voice(voice: str, folder: Path, by: learnt.Weights) -> list[Row]:
    """The letters of a voice three times: as they stand, with nothing around them, with what is around another one."""
    lines = [line for path in sorted(folder.glob(f"{voice}-*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    told = [json.loads(line) for line in dict.fromkeys(lines)]
    placed = [facts(row) for row in told]
    bare = [replace(each, after=None, around=None, answers=None) for each in placed]
    others = list(placed)
    Random(voice).shuffle(others)
    moved = [
        replace(each, after=other.after, around=other.around, answers=other.answers)
        for each, other in zip(placed, others, strict=True)
    ]
    kinds, many = [row["true"] for row in told], len(told)
    stand = [replace(row, placed=True) for row in _rows(voice, kinds, placed, by, [1.0] * many)]
    return [
        *stand,
        *map(without_channel, _rows(voice, kinds, bare, by, [BARE] * many)),
        *map(without_channel, _rows(voice, kinds, moved, by, [ELSEWHERE] * many)),
        *(as_mail(row) for row in stand if not OF_CASES.isdisjoint(row.facts)),
        *(just_come(row) for row in stand if "we comfort" in row.facts or "we comfort not" in row.facts),
    ]


def without_channel(row: Row) -> Row:
    return replace(row, facts=tuple(name for name in row.facts if not name.startswith("by ")))


def just_come(row: Row) -> Row:
    """A letter as it were before we replied: in a record that is told to its end nearly every grave one has a reply."""
    facts = [name for name in row.facts if not name.startswith(OF_OUR_REPLY)]
    return replace(row, facts=tuple(facts), counts=JUST_COME * row.counts, placed=False)


def as_mail(row: Row) -> Row:
    """A letter of a case as it were where nobody keeps cases: all voices complain in cases, real people in mails."""
    facts = [name.removesuffix(" in a case") for name in row.facts if name not in OF_CASES]
    if "we are sorry" in facts and "we comfort" not in facts:
        facts.append("we are only sorry")
    return replace(row, facts=tuple(facts), counts=AS_MAIL * row.counts, placed=False)


def facts(row: Mapping[str, Any]) -> Facts:
    """What is known of a letter of a voice, as the application knows it."""
    known = {name: row[name] for name in ("channel", "personal", "gives", "answers", "after")}
    around = row["around"] and dict(row["around"])
    if around:
        around["said"] = frozenset(around["said"])
    if around and around["replied"] is not None:
        around["replied"] = frozenset(around["replied"])
    return facts_of(row["text"], row["subject"], "in", around=around and Around(**around), **known)


def of_texts(heard: Sequence[learnt.Weights], together: float) -> Iterator[Row]:
    """The texts of ``texts/learn``, and once more with sentences around that say nothing; as usual as kinds are."""
    ours, beside = texts.messages()
    theirs, more = texts.messages(texts.CUSTOMERS)
    rows = [row for row in (*ours, *theirs) if row.kind in IN]
    both = [*rows, *texts.bare(texts.hidden(rows, {**beside, **more}, "in"))]
    many = Counter(row.kind for row in both)
    usual = sum(USUAL.values())
    for fold, by in enumerate(heard):
        here = [row for row in both if row.fold == fold]
        counts = [together * USUAL[row.kind] / usual / many[row.kind] for row in here]
        placed = [first.fact(row, "in") for row in here]
        yield from _rows(TEXTS, [row.kind for row in here], placed, by, counts)


def _rows(
    group: str, kinds: Sequence[str], messages: Sequence[Facts], by: learnt.Weights, counts: Sequence[float]
) -> Iterator[Row]:
    """Those of which the words are known; what stands there several times counts less each time."""
    often = Counter(map(_same, messages))
    for kind, each, said, one in zip(kinds, messages, likely(messages, by), counts, strict=True):
        if said is not None:
            yield Row(group, kind, tuple(said), tuple(facts_of_place(each)), one / math.sqrt(often[_same(each)]))


def _same(each: Facts) -> tuple[object, ...]:
    return each.text, each.after, each.around, each.answers


def first_step(path: Path) -> learnt.Weights:
    """Weights of words as they were kept."""
    with np.load(path) as table:
        names = bytes(table["names"]).decode().split("\t")
        words = table["words"].astype(np.float32) * table["scale"]
        place = {name: i for i, name in enumerate(names)}
        return learnt.Weights(place, words, table["bias"], table["facts"].astype(np.float64))


def likely(messages: Sequence[Facts], by: learnt.Weights) -> list[list[float] | None]:
    """What the words say, by these weights."""
    with patch.object(learnt, "weights", lambda _: by):
        return learnt.likely_together(learnt.hear([each.text for each in messages], "in"), messages, "in")


def table_of(rows: Sequence[Row], places: Mapping[str, int]) -> Said:
    """A row of numbers for each message: the logarithms of what the words say, then a one for each fact."""
    at, columns, values = [], [], []
    for i, row in enumerate(rows):
        known = [places[name] for name in row.facts if name in places]
        said = [max(math.log(max(share, 1e-9)), LEAST) for share in row.said]
        columns += [*range(len(IN)), *known]
        values += [*said, *([1.0] * len(known))]
        at += [i] * (len(IN) + len(known))
    return csr_array((values, (at, columns)), shape=(len(rows), len(places) + len(IN)))


def fitted(table: Said, rows: Sequence[Row], places: Mapping[str, int]) -> Table:
    """The weights: a multinomial logistic regression with an L2 penalty on what departs from words and judgement."""
    counts = np.array([row.counts * COUNTS.get(row.true, 1.0) for row in rows])
    counts /= counts.sum()
    wanted = np.eye(len(IN))[[IN.index(row.true) for row in rows]]
    alone = np.zeros((table.shape[1], len(IN)))
    alone[: len(IN)] = np.eye(len(IN))
    for name, judged in JUDGED.items():
        for kind, weight in judged.items():
            alone[places[name], IN.index(kind)] = weight
    held = np.full((table.shape[1], 1), HELD_BACK)
    for name, more in HELD_MORE.items():
        held[places[name]] *= more
    turned = table.T.tocsr()

    def loss(flat: Table) -> tuple[float, Table]:
        weighs = flat.reshape(alone.shape)
        shares = softmax(table @ weighs)
        told = counts * np.log(np.maximum((shares * wanted).sum(axis=1), 1e-30))
        slope = turned @ (counts[:, None] * (shares - wanted)) + held * (weighs - alone)
        return float((held / 2 * (weighs - alone) ** 2).sum() - told.sum()), slope.ravel()

    best = minimize(loss, alone.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    found: Table = best.reshape(alone.shape)
    return found


def places_of(rows: Sequence[Row]) -> dict[str, int]:
    """The column of every fact that is not too seldom."""
    counts = Counter(name for row in rows for name in row.facts)
    known = sorted(name for name, count in counts.items() if count >= SELDOM)
    return {name: len(IN) + i for i, name in enumerate(known)}


def store(path: Path, places: Mapping[str, int], weighs: Table) -> None:
    """A line for what each kind's likelihood by the words weighs, then one a fact; less what all kinds have alike."""
    centred = weighs - weighs.mean(axis=1, keepdims=True)
    names = [*(SAYS + kind for kind in IN), *places]
    lines = ["\t".join(["fact", *IN])]
    lines += [
        "\t".join([name, *(f"{x + 0.0:.2f}" for x in row)]) for name, row in zip(names, centred.round(2), strict=True)
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def report(name: str, rows: Sequence[Row], found: Table) -> None:
    """Recall and precision of each kind, and macro F1."""
    true, said = [row.true for row in rows], [IN[int(each.argmax())] for each in found]
    told, scores = [], []
    for kind in IN:
        hits = sum(a == b == kind for a, b in zip(true, said, strict=True))
        recall, precision = hits / max(1, true.count(kind)), hits / max(1, said.count(kind))
        scores.append(2 * recall * precision / max(1e-9, recall + precision))
        told.append(f"{kind} {recall:.2f}/{precision:.2f}")
    print(f"{name} ({len(rows)}): macro F1 {sum(scores) / len(scores):.3f}; {', '.join(told)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("folds", type=Path)
    parser.add_argument("--without", action="append", help="leave this voice out; may be given several times")
    parser.add_argument("--out", type=Path, default=first.CUES / WEIGHTS)
    given = parser.parse_args()
    rows = rows_of(given.rows, given.folds)
    if given.without:
        rows_left = [row for row in rows if row.group not in given.without]
        places = places_of(rows_left)
        store(given.out, places, fitted(table_of(rows_left, places), rows_left, places))
        return
    places = places_of(rows)
    table = table_of(rows, places)
    for voice in sorted({row.group for row in rows} - {TEXTS}):
        seen = [i for i, row in enumerate(rows) if row.group != voice]
        here = [i for i, row in enumerate(rows) if row.group == voice and row.placed]
        weighs = fitted(table[seen], [rows[i] for i in seen], places)
        report(f"{voice}, left out", [rows[i] for i in here], softmax(table[here] @ weighs))
    store(given.out, places, fitted(table, rows, places))


if __name__ == "__main__":
    main()
