"""Which kind does the meaning of a customer's message speak for? Optional: ``pip install deeproot[embed]``.

Words tell a kind by how it sounds; the sentence embedding (``embed``) tells it where the words are new. A logistic
regression over the vectors of made messages (``benchmarks/meaning_learn.py``, ``cues/kinds_in_meaning.npz``) weighs the
message as a whole and each of its sentences, of which the loudest for each kind counts. English, incoming.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from .embed import embedding
from .learnt import softmax

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    Table = NDArray[float32]

READ = 1_500
"""Characters of a text that are heard: a message says early what it is about, and the embedding reads no more."""
MOST_SENTENCES = 12
SENTENCE = re.compile(r"[^.!?\n]{1,400}+[.!?]*+")
LEAST = 3
"""Characters of a sentence."""


def likely_by_meaning(texts: Sequence[str]) -> list[list[float]] | None:
    """The likelihood of each kind of ``learnt.KINDS["in"]`` for each text; None where no embedding is installed."""
    known = embedding()
    if known is None or not texts:
        return None if known is None else []
    parts = [sentences(text) for text in texts]
    distinct = list(dict.fromkeys([*(text[:READ] for text in texts), *(each for some in parts for each in some)]))
    place = {text: i for i, text in enumerate(distinct)}
    said = known.vectors(distinct) @ weights()[:-1] + weights()[-1]
    both = [
        said[place[text[:READ]]] + said[[place[each] for each in some]].max(axis=0)
        for text, some in zip(texts, parts, strict=True)
    ]
    return [softmax(each / 2).tolist() for each in both]


def sentences(text: str) -> list[str]:
    """The sentences of a text that are weighed one by one; of a text without any the text itself."""
    found = [each.strip() for each in SENTENCE.findall(text[:READ])]
    return [each for each in found if len(each) >= LEAST][:MOST_SENTENCES] or [text[:READ]]


@cache
def weights() -> Table:
    """What each number of a vector weighs for each kind, and at last what nothing at all does."""
    import numpy as np

    with (files(__package__) / "cues" / "kinds_in_meaning.npz").open("rb") as file, np.load(file) as table:
        found: Table = table["weights"].astype(np.float32)
        return found
