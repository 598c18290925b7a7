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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

from .cues import load
from .names import ROOM, by_what_they_name
from .remembered import Remembered

LABELS = ("firm", "conditional", "none")
Dated = Literal["dated", "vague", "none"]
"""Whether a sentence names a definite due moment, a vague one ("soon") or none."""
DATED: tuple[Dated, ...] = ("dated", "vague", "none")
SHORT = r"'(?:ll|re|ve|s|d|m)(?!\w)"
TOKEN = re.compile(rf"\d[\d.,:/-]*|[^\W_]+(?:(?!{SHORT})'[^\W_]+)*|{SHORT}|[?!,:;]")
"""Numbers, words ("you'll" as two) and marks."""
ASCII_SHORT = r"'(?:ll|re|ve|s|d|m)(?![a-z0-9_])"
ASCII_TOKEN = re.compile(rf"[a-z][a-z0-9]*+(?:(?!{ASCII_SHORT})'[a-z0-9]++)*+|[?!,:;]|[0-9][0-9.,:/-]*+|{ASCII_SHORT}")
"""The same in a text of plain small letters, in half the time."""
MOST_TOKENS = 60
"""Tokens of a sentence that are looked at."""
FEWEST = 2
UNKNOWN = -1
MOST_UNKNOWN = 0.5
"""The share of a sentence's words that may be unknown: more, and it is in another language."""
ENDING, BEGINNING = 3, 5
"""Letters by which the ends and beginnings of words are known."""
SCALE = 2.0
"""The weights of a sentence are summed, doubled and divided by the root of how many words it has."""
FIRST_LOOK = -1.25
"""What the single words of a sentence must say at least for it to be heard whole."""
Met = tuple[int, float, float]
Weight = tuple[float, float]
"""How much something speaks for a firm promise, and for a conditional one, against none."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What weighs: ``words`` by their number and weight, neighbours by their numbers, other facts by name.

    ``alone`` is what single words weigh for any promise where nothing else is asked: for the first look.
    """

    words: Mapping[str, tuple[int, float, float]]
    alone: Mapping[str, float]
    ends: Mapping[str, Weight]
    together: Mapping[int, Weight]
    facts: Mapping[str, Weight]


@dataclass(frozen=True, slots=True)
class Said:
    """What all the words of a sentence say for a promise, before its moment and the cues are known."""

    firm: float
    conditional: float
    scale: float

    def moved(self, by: float) -> Said:
        """The same where a promise is likelier, or less likely, by so much in log odds."""
        return Said(self.firm + by / self.scale, self.conditional + by / self.scale, self.scale)


def hear(words: str, owed: float = 0.0) -> Said | None:
    """What a ``plain`` sentence says; None where it has too few words, or known ones, or single words rule it out.

    ``owed`` is how much likelier a promise is for what is known besides the words, in log odds.
    """
    tokens = _tokens(words)
    if len(tokens) < FEWEST:
        return None
    by = weights()
    if sum(map(LOOKS.__getitem__, tokens)) * look_of(len(tokens)) + by.alone[""] < FIRST_LOOK - max(0.0, owed):
        return None
    numbers, firm, conditional = zip(*map(words_met().__getitem__, tokens), strict=True)
    if numbers.count(UNKNOWN) > MOST_UNKNOWN * len(tokens):
        return None
    more = _together((by.words["^"][0], *numbers, by.words["$"][0]), by.together)
    length = by.facts.get(length_of(len(tokens)), NOTHING)
    said = Said(sum(firm) + more[0] + length[0], sum(conditional) + more[1] + length[1], scale_of(len(tokens)))
    return said.moved(owed) if owed else said


def _tokens(words: str) -> list[str]:
    """The words and marks that are looked at of a ``plain`` sentence, as they stand there."""
    return (ASCII_TOKEN if words.isascii() else TOKEN).findall(words)[:MOST_TOKENS]


def likely(said: Said, dated: Dated) -> Weight:
    """How likely a sentence of which no cue says anything promises: firmly, and on a condition."""
    facts = weights().facts
    due, cues, bias = facts[f"=due {dated}"], facts["=cues none"], facts["bias"]
    firm = math.exp((said.firm + due[0] + cues[0]) * said.scale + bias[0])
    conditional = math.exp((said.conditional + due[1] + cues[1]) * said.scale + bias[1])
    total = firm + conditional + 1
    return firm / total, conditional / total


def most_likely(said: Said) -> float:
    """How likely a sentence promises at all, whatever moment it may name."""
    return max(sum(likely(said, dated)) for dated in DATED)


NOTHING = (0.0, 0.0)


def _together(numbers: Sequence[int], known: Mapping[int, Weight]) -> Weight:
    """What neighbours weigh, by twos and threes."""
    firm = conditional = 0.0
    before = -1
    last = numbers[0]
    for number in numbers[1:]:
        pair = last * ROOM + number if number >= 0 and last >= 0 else -1
        if pair >= 0 and (weight := known.get(pair)) is not None:
            firm += weight[0]
            conditional += weight[1]
        if before >= 0 and number >= 0 and (weight := known.get(before * ROOM + number)) is not None:
            firm += weight[0]
            conditional += weight[1]
        before, last = pair, number
    return firm, conditional


@cache
def words_met() -> Remembered[Met]:
    """Every word's number (-1 where it is not known), and what it weighs with its end and beginning."""
    return Remembered(_met)


def _met(word: str) -> Met:
    token = _token(word)
    by = weights()
    number, firm, conditional = by.words.get(token, (UNKNOWN, 0.0, 0.0))
    for name in ends_of(token):
        weight = by.ends.get(name, NOTHING)
        firm, conditional = firm + weight[0], conditional + weight[1]
    return number, firm, conditional


def _look(word: str) -> float:
    return weights().alone.get(_token(word), 0.0)


LOOKS = Remembered(_look)
"""What a word weighs in the first look."""


def _token(word: str) -> str:
    return "<#>" if word[0].isdecimal() else named().get(word, word)


def tokens_of(words: str) -> list[str]:
    """The words and marks of a ``plain`` sentence; weekdays, months and numbers alike."""
    return list(map(_token, _tokens(words)))


def names_of(tokens: Sequence[str], dated: Dated, by_cues: str) -> list[str]:
    """All that is weighed of a sentence, as what learns it counts it: the names under which weights are kept."""
    framed = ["^", *tokens, "$"]
    pairs = [f"{a} {b}" for a, b in pairwise(framed)]
    threes = [f"{pair} {c}" for pair, c in zip(pairs, framed[2:], strict=False)]
    ends = [name for token in tokens for name in ends_of(token)]
    return [*tokens, *pairs, *threes, *ends, length_of(len(tokens)), f"=due {dated}", f"=cues {by_cues}"]


def ends_of(token: str) -> list[str]:
    """The end and the beginning of a word, where it is long enough to have them."""
    if token[0] == "<":
        return []
    ends = [f"~{token[-ENDING:]}"] if len(token) > ENDING + 1 else []
    return [*ends, f"*{token[:BEGINNING]}"] if len(token) > BEGINNING else ends


def length_of(tokens: int) -> str:
    return f"=length {min(5, tokens // 4)}"


def scale_of(tokens: int) -> float:
    """By what the sum of all weights is multiplied: a long sentence has more of them."""
    return SCALE / math.sqrt(tokens + 2)


def look_of(tokens: int) -> float:
    """By what the sum of single words is multiplied for the first look."""
    return 1 / math.sqrt(tokens + 1)


def telling(words: str) -> str:
    """The two neighbouring words of a ``plain`` sentence that speak most for a promise, as they stand there."""
    spans = [match.span() for match in TOKEN.finditer(words)][:MOST_TOKENS]
    best, found = -math.inf, words.strip()
    for (start, _), (_, end) in pairwise(spans):
        each = [words_met()[word] for word in TOKEN.findall(words[start:end])]
        weight = sum(met[1] for met in each) + _together([met[0] for met in each], weights().together)[0]
        if weight > best:
            best, found = weight, words[start:end]
    return found


@cache
def named() -> dict[str, str]:
    """Weekdays and months of all languages by the one word that stands for them, but "may" and "mar"."""
    topics = [topic["words"] for topic in load("due").values()]
    months = {word: "<month>" for words in topics for word in words.get("month", {}) if word not in ("may", "mar")}
    return months | {word: "<day>" for words in topics for word in words.get("weekday", {})}


@cache
def weights() -> Weights:
    """What weighs, read once. Weights are kept as eight-bit numbers and a scale a label."""
    import numpy as np

    with (files(__package__) / "cues" / "promised.npz").open("rb") as file, np.load(file) as table:
        names = bytes(table["names"]).decode().split("\t")
        rows = (table["rows"].astype(np.float32) * table["scale"]).tolist()
        singles = bytes(table["single_names"]).decode().split("\t")
        alone = (table["single"].astype(np.float32) * table["single_scale"]).tolist()
        bias: Weight = (float(table["bias"][0]), float(table["bias"][1]))
    known = {name: (row[0], row[1]) for name, row in zip(names, rows, strict=True)}
    kept = by_what_they_name(known)
    words = {word: (number, *kept.words.get(word, NOTHING)) for word, number in kept.numbers.items()}
    facts = kept.facts | {"bias": bias}
    return Weights(words, dict(zip(singles, alone, strict=True)), kept.ends, kept.together, facts)
