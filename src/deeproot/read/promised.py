"""How likely does a sentence of ours promise, by all its words? What was learnt from the sentences of many hands.

Cues (``commitments``) know the phrases that somebody thought of; this knows how promises sound: "Quote over to you
Thu.", "Marta sends you the file tomorrow". Words, neighbours and threes of them, beginnings and endings of words weigh
for a firm promise, a conditional one or none; weekdays, months and numbers count as one word each. Whether a due moment
is named and what the cues said go in beside them. ``benchmarks/promised_learn.py`` fits the weights
(``cues/promised.npz``), the same each time; what they reach for authors left out is in docs/reading-measured.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from .cues import load

if TYPE_CHECKING:
    from typing import Any

    from numpy import floating
    from numpy.typing import NDArray

    Row = NDArray[floating[Any]]

LABELS = ("firm", "conditional", "none")
Dated = Literal["dated", "vague", "none"]
"""Whether a sentence names a definite due moment, a vague one ("soon") or none."""
TOKEN = re.compile(r"\d[\d.,:/-]*|[^\W_]+(?:'[^\W_]+)*|[?!,:;]")
CONTRACTED = ("ll", "re", "ve", "s", "d", "m")
MOST_TOKENS = 60
"""Tokens of a sentence that are looked at."""
ENDING, BEGINNING = 3, 5
"""Letters by which the ends and beginnings of words are known."""
SCALE = 4.0
"""A sentence's weights are summed and divided by a quarter of the root of how many there are."""
FEWEST = 2
KNOWN = 0.5
"""The share of a sentence's words that must be known to weigh."""
FIRST_LOOK = -1.5
"""The log odds by single words from which a sentence is worth hearing whole: half of all mail, 99 of 100 promises."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each name weighs for each of ``LABELS``: ``place`` of a name in ``rows``; ``single`` is a first look."""

    place: Mapping[str, int]
    rows: Row
    bias: Row
    single: Mapping[str, float]


def worth_hearing(tokens: Sequence[str]) -> bool:
    """Whether the single words of a sentence leave it possible that it promises: a cheap first look.

    Too few words, or too few that are known (another language), are not worth it.
    """
    if len(tokens) < FEWEST:
        return False
    single = weights().single
    weighs = [weight for token in tokens if (weight := single.get(token)) is not None]
    if len(weighs) < KNOWN * len(tokens):
        return False
    return sum(weighs) / math.sqrt(len(tokens) + 1) + single[""] >= FIRST_LOOK


def likely(tokens: Sequence[str], dated: Dated, by_cues: str = "none") -> tuple[float, float]:
    """How likely a sentence promises: firmly, and on a condition."""
    by = weights()
    found = names(tokens, dated, by_cues)
    places = [place for name in found if (place := by.place.get(name)) is not None]
    scores: Row = by.rows.take(places, axis=0).sum(axis=0) * (SCALE / math.sqrt(len(found) + 1)) + by.bias
    firm, conditional, none = (math.exp(score) for score in (scores - scores.max()).tolist())
    total = firm + conditional + none
    return firm / total, conditional / total


def tokens_of(words: str) -> list[str]:
    """The words and marks of a ``plain`` sentence; weekdays, months and numbers alike, "you'll" as two."""
    known = named()
    found: list[str] = []
    for word in TOKEN.findall(words)[:MOST_TOKENS]:
        if word[0].isdecimal():
            found.append("<#>")
        elif "'" in word and (cut := word.partition("'"))[2] in CONTRACTED:
            found += (cut[0], f"'{cut[2]}")
        else:
            found.append(known.get(word, word))
    return found


def names(tokens: Sequence[str], dated: Dated, by_cues: str) -> set[str]:
    """All that is weighed of a sentence: words, twos and threes, ends and beginnings, length, moment, cues."""
    framed = ["^", *tokens, "$"]
    pairs = [f"{a} {b}" for a, b in pairwise(framed)]
    found = {*tokens, *pairs, *(f"{pair} {c}" for pair, c in zip(pairs, framed[2:], strict=False))}
    found.update(f"~{word[-ENDING:]}" for word in tokens if len(word) > ENDING + 1 and word[0] != "<")
    found.update(f"*{word[:BEGINNING]}" for word in tokens if len(word) > BEGINNING and word[0] != "<")
    found.update((f"=length {min(5, len(tokens) // 4)}", f"=due {dated}", f"=cues {by_cues}"))
    return found


def telling(words: str) -> str:
    """The two neighbouring words of a ``plain`` sentence that speak most for a promise, as they stand there."""
    by = weights()
    spans = [match.span() for match in TOKEN.finditer(words)][:MOST_TOKENS]
    best, found = -math.inf, words.strip()
    for (start, _), (_, end) in pairwise(spans):
        weight = _speaks(tokens_of(words[start:end]), by)
        if weight > best:
            best, found = weight, words[start:end]
    return found


def _speaks(tokens: Iterable[str], by: Weights) -> float:
    """How much two words and their being neighbours speak for a firm promise against none."""
    tokens = list(tokens)
    places = (by.place.get(name) for name in (*tokens, " ".join(tokens)))
    return sum(float(by.rows[place, 0] - by.rows[place, 2]) for place in places if place is not None)


@cache
def named() -> dict[str, str]:
    """Weekdays and months of all languages by the one word that stands for them, but "may" and "mar"."""
    topics = [topic["words"] for topic in load("due").values()]
    months = {word: "<month>" for words in topics for word in words.get("month", {}) if word not in ("may", "mar")}
    return months | {word: "<day>" for words in topics for word in words.get("weekday", {})}


@cache
def weights() -> Weights:
    """What names weigh, read once. They are kept as eight-bit numbers and a scale a label."""
    import numpy as np

    with (files(__package__) / "cues" / "promised.npz").open("rb") as file, np.load(file) as table:
        known = bytes(table["names"]).decode().split("\t")
        rows = table["rows"].astype(np.float32) * table["scale"]
        single = bytes(table["single_names"]).decode().split("\t")
        return Weights(
            {name: i for i, name in enumerate(known)},
            rows,
            table["bias"],
            dict(zip(single, (table["single"].astype(np.float32) * table["single_scale"]).tolist(), strict=True)),
        )
