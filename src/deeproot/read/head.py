"""What an organisation's own corrections teach: a small model over its words and the rules' reading of them.

The rules know every organisation's words a little, and none's well. From ``LEAST`` corrections on, a multinomial
logistic regression with an L2 penalty learns from them, over hashed words, pairs of words and letters, and over what
the rules said. It is used only where it is shown to be better: on the very same corrections, each predicted by a model
that has not seen it (cross-validation), it must do better than the rules by McNemar's exact test, one-sided at 5%:
right counts above unsure, and unsure above wrong. Else there is no head, and the rules go on reading alone.
"""

from __future__ import annotations

import io
import json
import math
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from .label import Label
from .sentences import plain
from .tokens import TOKEN

if TYPE_CHECKING:
    from typing import Any

    from numpy import floating
    from numpy.typing import NDArray

    Table = NDArray[floating[Any]]

LEAST = 32
"""Corrections from which on a head is tried."""
MOST = 1_000
"""The newest corrections that are learnt from: older ones are of an older organisation."""
LEAST_OF_A_VALUE = 4
"""Corrections of a value that a head may then say; rarer ones stay with the rules."""
FOLDS = 5
ALPHA = 0.05
BUCKETS = 4_096
RULES = 512
"""The last buckets hold what the rules said, apart from the words."""
READ = 4_000
"""Characters of a text that are looked at."""
BLOCKS = (("w", 1.0), ("p", 0.7), ("c", 0.7))
OF_RULES = 1.5
STEPS, RATE, MOMENTUM, PENALTY = 150, 0.5, 0.9, 0.002
SURE = 0.5
"""The likelihood from which the head decides; below it the rules do."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How the head did on ``tried`` corrections that it had not seen.

    ``for_head`` counts those on which it did better than the rules, ``for_rules`` those on which it did worse; ``p``
    is how likely so clear a lead were by chance.
    """

    tried: int
    head_right: int
    rules_right: int
    for_head: int
    for_rules: int
    p: float

    @property
    def better(self) -> bool:
        return self.p < ALPHA


@dataclass(frozen=True, slots=True)
class Head:
    """A model of one question (kind, sentiment …) learnt from one organisation's corrections."""

    values: tuple[str, ...]
    weights: Table
    trial: Trial

    def predict(self, text: str, rules: Label[str]) -> Label[str]:
        """The head's reading where it is sure enough, else the rules'; ``words`` are always the rules' own."""
        likely = _likely(features([text], [rules.value]) @ self.weights)[0]
        best = int(likely.argmax())
        if likely[best] < SURE:
            return rules
        value = self.values[best]
        return Label(value, float(likely[best]), rules.words if value == rules.value else ())

    def to_bytes(self) -> bytes:
        """The head as a file: plain numbers and names, nothing that runs."""
        import numpy as np

        told = {"values": self.values, "trial": [getattr(self.trial, name) for name in Trial.__slots__]}
        file = io.BytesIO()
        np.savez_compressed(file, weights=self.weights, told=np.frombuffer(json.dumps(told).encode(), dtype=np.uint8))
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Head:
        """Read what ``to_bytes`` wrote. Raises ``ValueError`` for anything else."""
        import numpy as np

        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                told, weights = json.loads(file["told"].tobytes()), file["weights"]
            values, trial = tuple(map(str, told["values"])), Trial(*told["trial"])
        except Exception as problem:
            raise ValueError("these bytes hold no head; fit it again from the corrections") from problem
        if weights.dtype != np.float32 or weights.shape != (BUCKETS + 1, len(values)):
            raise ValueError("this head was made by another version; fit it again from the corrections")
        return cls(values, weights, trial)


def fit(texts: Sequence[str], labels: Sequence[str], rules: Sequence[str | None]) -> Head | None:
    """A head learnt from corrections, or None where there are too few or it is not shown to be better than the rules.

    ``texts`` were corrected to ``labels``; ``rules`` is what the rules had said of each (None: unsure). Confirmations
    count too, and must be given: a head that only knew mistakes would think everything one. The same corrections give
    the same head. Raises ``ValueError`` where the three differ in length.
    """
    if not len(texts) == len(labels) == len(rules):
        raise ValueError(
            f"texts, labels and rules must be as many: {len(texts)}, {len(labels)}, {len(rules)} were given"
        )
    texts, labels, rules = texts[-MOST:], labels[-MOST:], rules[-MOST:]
    counts = Counter(labels)
    values = tuple(sorted(value for value, count in counts.items() if count >= LEAST_OF_A_VALUE))
    if len(labels) < LEAST or len(values) < 2:
        return None
    held = trial(texts, labels, rules)
    if not held.better:
        return None
    known = [i for i, label in enumerate(labels) if label in values]
    table = features([texts[i] for i in known], [rules[i] for i in known])
    weighs = _fitted(table @ table.T, [values.index(labels[i]) for i in known], len(values))
    return Head(values, table.T @ weighs, held)


def trial(texts: Sequence[str], labels: Sequence[str], rules: Sequence[str | None]) -> Trial:
    """How a head does against the rules on corrections that it has not seen, each held out once."""
    import numpy as np

    table = features(texts, rules)
    alike = table @ table.T
    said: list[str | None] = list(rules)
    fold = _folds(labels)
    for held in range(FOLDS):
        seen = [i for i in range(len(labels)) if fold[i] != held]
        counts = Counter(labels[i] for i in seen)
        values = sorted(value for value, count in counts.items() if count >= LEAST_OF_A_VALUE - 1)
        seen = [i for i in seen if labels[i] in values]
        out = [i for i in range(len(labels)) if fold[i] == held]
        if len(values) < 2 or not out:
            continue
        weighs = _fitted(alike[np.ix_(seen, seen)], [values.index(labels[i]) for i in seen], len(values))
        for i, likely in zip(out, _likely(alike[np.ix_(out, seen)] @ weighs), strict=True):
            if likely.max() >= SURE:
                said[i] = values[int(likely.argmax())]
    return _compared(labels, said, rules)


def _folds(labels: Sequence[str]) -> list[int]:
    """Which fold each correction is held out in: every value spread evenly, in the order given."""
    seen: Counter[str] = Counter()
    first = {value: i for i, value in enumerate(sorted(set(labels)))}
    folds = []
    for label in labels:
        folds.append((seen[label] + first[label]) % FOLDS)
        seen[label] += 1
    return folds


def _compared(labels: Sequence[str], head: Sequence[str | None], rules: Sequence[str | None]) -> Trial:
    pairs = [(_worth(a, label), _worth(b, label)) for label, a, b in zip(labels, head, rules, strict=True)]
    for_head = sum(a > b for a, b in pairs)
    for_rules = sum(b > a for a, b in pairs)
    apart = for_head + for_rules
    p = sum(math.comb(apart, k) for k in range(for_head, apart + 1)) / 2**apart
    right = [sum(each > 0 for each in side) for side in zip(*pairs, strict=True)]
    return Trial(len(labels), right[0], right[1], for_head, for_rules, p)


def _worth(said: str | None, label: str) -> int:
    """Right is better than unsure, and unsure than wrong: guessing where the rules are silent gains nothing."""
    return 0 if said is None else 1 if said == label else -1


def features(texts: Sequence[str], rules: Sequence[str | None]) -> Table:
    """One row a text: hashed words, pairs and letters, of one length each; what the rules said; a constant."""
    import numpy as np

    table = np.zeros((len(texts), BUCKETS + 1), dtype=np.float32)
    for row, text, said in zip(table, texts, rules, strict=True):
        low = plain(text[:READ])
        words = TOKEN.findall(low)
        spaced = " " + " ".join(words) + " "
        named = {
            "w": words,
            "p": [f"{a} {b}" for a, b in pairwise(words)],
            "c": [spaced[i : i + 4] for i in range(len(spaced) - 3)],
        }
        for block, weight in BLOCKS:
            if found := {f"{block}{name}" for name in named[block]}:
                for name in found:
                    row[zlib.crc32(name.encode()) % (BUCKETS - RULES)] += weight / math.sqrt(len(found))
        row[BUCKETS - RULES + zlib.crc32(f"r{said}".encode()) % RULES] = OF_RULES
        row[BUCKETS] = 1.0
    return table


def _fitted(alike: Table, wanted: Sequence[int], many: int) -> Table:
    """Multinomial logistic regression with an L2 penalty, by gradient steps with momentum.

    ``alike`` is how alike the corrections are (rows times rows): what is learnt is what each of them weighs, so that
    a step costs their number squared and not the number of buckets.
    """
    import numpy as np

    weighs: Table = np.zeros((len(alike), many), dtype=np.float32)
    speed: Table = np.zeros((len(alike), many), dtype=np.float32)
    target = np.eye(many, dtype=np.float32)[list(wanted)]
    for _ in range(STEPS):
        slope = (_likely(alike @ weighs) - target) / np.float32(len(alike)) + PENALTY * weighs
        speed = MOMENTUM * speed - RATE * slope
        weighs += speed
    return weighs


def _likely(scores: Table) -> Table:
    import numpy as np

    raised: Table = np.exp(scores - scores.max(axis=1, keepdims=True))
    likely: Table = raised / raised.sum(axis=1, keepdims=True)
    return likely
