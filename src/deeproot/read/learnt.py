"""How likely is each kind, by all the words of a message? What was learnt from some 8,900 messages of forty trades.

Cues know phrases that somebody thought of; this knows how kinds sound. Each word and each pair of neighbours weighs for
or against each kind, a word never met in the messages by its meaning (distilled from all-MiniLM-L6-v2, Apache-2.0).
A message is heard as a whole and by its most telling sentence; what the cues voted and what is known besides the
words (:class:`Facts`) goes in beside them. ``benchmarks/reading_learn.py`` fits the weights
(``cues/kinds_<side>.npz``), the same each time; what they reach on trades left out is in docs/reading-measured.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from .label import Label
from .sentences import plain

if TYPE_CHECKING:
    from typing import Any

    from numpy import floating
    from numpy.typing import NDArray

    Row = NDArray[floating[Any]]

KINDS = {
    "in": ("cancel", "hardship", "complaint", "request", "question", "feedback", "praise", "thanks", "all_great"),
    "out": ("renewal", "holding", "pitch", "miss_you", "appreciation", "answer", "value", "care", "admin"),
}
TOKEN = re.compile(r"\d[\d.,:/-]*|[^\W_]+(?:'[^\W_]+)*|[?!.:,\n$€£%]")
READ = 3_000
"""Characters of a text that are looked at: a message says early what it is about."""
MOST_TOKENS = 300
ENDS = frozenset("?!.")
BEGINNING = 5
"""Letters by which a word is known of which nothing else is."""
KNOWN = 0.4
"""The share of a text's tokens that must be known; else its language is another one and the cues decide."""
VOTES = 4.0
"""Votes are counted up to about twice this many: the hyperbolic tangent of votes / VOTES."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What goes in beside the words: what the cues say, and what is known of the message besides its words."""

    text: str
    by_subject: bool
    """Whether the text was silent and the subject was asked."""
    votes: Mapping[str, float]
    by_cues: Label[str]
    answers: bool | None
    reply: bool
    personal: bool
    gives: bool
    channel: str
    asks: float
    """How likely it asks something, from 0 to 1."""
    feels: float
    """How it feels, from -1 to 1."""
    english: bool
    """False where it is known to be in another language: cues then count more than words met seldom."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What one side's words weigh: ``place`` of a word or pair in ``words``; ``facts`` weighs what comes after."""

    place: Mapping[str, int]
    words: Row
    bias: Row
    facts: Row


@dataclass(frozen=True, slots=True)
class Heard:
    """What the words of a text say for each kind: as a whole, in the sentence that says most; the tokens and places."""

    tokens: Sequence[str]
    places: Sequence[int]
    known: float
    whole: Row
    most: Row


def likely(facts: Facts, side: str) -> Row | None:
    """The likelihood of each kind of ``KINDS[side]``; None where too few of the words are known."""
    found = hear(facts.text, side)
    if found is None or found.known < KNOWN:
        return None
    return softmax(features(found, side, facts) @ weights(side).facts)


@lru_cache(maxsize=4)
def hear(text: str, side: str) -> Heard | None:
    """What the words of ``text`` say for each kind of a side; None where it has no words."""
    found = tokens(text)
    return heard(found, weights(side)) if found else None


def heard(found: Sequence[str], by: Weights) -> Heard:
    """The weights of each token and of the pair it makes with the one before, summed over the text and by sentence."""
    import numpy as np

    place = by.place
    singles = [place.get(word) or place.get(word[:BEGINNING] + "*", 0) for word in found]
    pairs = [place.get(f"{a} {b}", 0) for a, b in pairwise(["^", *found, "$"])]
    sums = by.words.take(singles, axis=0)
    sums += by.words.take(pairs[:-1], axis=0)
    sums[-1] += by.words[pairs[-1]]
    whole = sums.sum(axis=0)
    starts = [0, *(i + 1 for i, word in enumerate(found[:-1]) if word in ENDS and found[i + 1] not in ENDS)]
    known = 1 - singles.count(0) / len(singles)
    if len(starts) == 1:
        whole = whole / math.sqrt(len(found) + 1) + by.bias
        return Heard(found, singles, known, whole, whole)
    lengths = np.diff([*starts, len(found)])
    each = np.add.reduceat(sums, starts, axis=0) / np.sqrt(lengths + 1.0)[:, None]
    return Heard(found, singles, known, whole / math.sqrt(len(found) + 1) + by.bias, each.max(axis=0) + by.bias)


def tokens(text: str) -> list[str]:
    """Words and marks of a text in lower case; numbers alike."""
    found = TOKEN.findall(plain(text[:READ]))[:MOST_TOKENS]
    return ["#" if word[0].isdecimal() else "." if word == "\n" else word for word in found]


def features(heard: Heard, side: str, facts: Facts) -> Row:
    """All that speaks for a kind, as one row of numbers: what words, cues and facts say."""
    import numpy as np

    kinds = KINDS[side]
    size = len(heard.tokens)
    votes, by_cues = facts.votes, facts.by_cues
    row = [math.tanh(votes.get(kind, 0.0) / VOTES) for kind in kinds]
    row += [by_cues.confidence if kind == by_cues.value else 0.0 for kind in kinds]
    row += [
        float(by_cues.value is None),
        float(facts.answers is True),
        float(facts.answers is False),
        float(facts.reply),
        float(not facts.personal),
        float(facts.gives),
        float(facts.channel in ("call", "meeting")),
        float(facts.channel == "survey"),
        float("?" in heard.tokens),
        float(heard.tokens[-1] == "?"),
        math.log(size) / 3,
        float(size <= 5),
        float(size <= 15),
        facts.asks,
        facts.feels,
        1.0,
    ]
    away = (*heard.whole, *row[: 2 * len(kinds)]) if not facts.english else (0.0,) * (3 * len(kinds))
    return np.concatenate((heard.whole, heard.most, row, away))


def telling(text: str, kind: str, side: str) -> tuple[str, ...]:
    """The words of ``text`` that speak most for a kind, as written, at most three, in their order."""
    heard_ = hear(text, side)
    if heard_ is None:
        return ()
    column = weights(side).words[list(heard_.places), KINDS[side].index(kind)]
    best = sorted(sorted(range(len(column)), key=lambda i: -column[i])[:3])
    spans = [match.span() for match in TOKEN.finditer(plain(text[:READ]))]
    return tuple(text[slice(*spans[i])] for i in best if column[i] > 0 and heard_.tokens[i].isalpha())


def softmax(scores: Row) -> Row:
    import numpy as np

    raised: Row = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Row = raised / raised.sum(axis=-1, keepdims=True)
    return shares


@cache
def weights(side: str) -> Weights:
    """What the words of a side weigh, read once. Words' weights are kept as eight-bit numbers and a scale a kind."""
    import numpy as np

    with (files(__package__) / "cues" / f"kinds_{side}.npz").open("rb") as file, np.load(file) as table:
        names = bytes(table["names"]).decode().split("\t")
        words = table["words"].astype(np.float32) * table["scale"]
        return Weights({name: i for i, name in enumerate(names)}, words, table["bias"], table["facts"])
