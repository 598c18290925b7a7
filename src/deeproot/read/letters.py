"""Which language do the letters of a few words speak for?

For lines too short for the commonest words ("Invoice attached"): how common the runs of two to four letters of each
word are in a language. The runs are data (``cues/letters.toml``), counted in message catalogues.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

WORD = re.compile(r"[^\W\d_]++")
FEW, LONGEST_WORD, LEAST_LETTERS = 12, 30, 8
WORDS_REMEMBERED = 5_000
VOTE, LEAD = 4.0, 1.0
"""What a vote of the words weighs against letters; the lead that is trusted."""
UNSEEN_RANK, STEADY = 6_000, 400
"""The rank of a run that a language has not, and how many of its first runs count about alike."""


def by_letters(low: str, votes: Mapping[str, float]) -> tuple[str | None, float]:
    """The language of a few words in small letters, with what their words voted for, and how sure it is."""
    words = WORD.findall(low)[:FEW]
    if not words or (not votes and sum(map(len, words)) < LEAST_LETTERS):
        return None, 0.0
    by_language: Iterable[tuple[float, ...]] = zip(*map(_of_word, words), strict=True)
    scores: dict[str, float] = dict(zip(_codes(), map(math.fsum, by_language), strict=True))
    for code, vote in votes.items():
        scores[code] = scores.get(code, 0.0) + VOTE * vote
    best, second = sorted([*scores.values(), 0.0], reverse=True)[:2]
    lead = best - second
    return (max(scores, key=scores.__getitem__) if lead >= LEAD else None), min(0.9, lead / (lead + 10))


@lru_cache(maxsize=WORDS_REMEMBERED)
def _of_word(word: str) -> tuple[float, ...]:
    """What one word's letters say for each of ``_codes``: reckoned once, for the words of short lines come again."""
    said = dict.fromkeys(_codes(), 0.0)
    for run in runs(word[:LONGEST_WORD]):
        for code, weight in _weights().get(run, ()):
            said[code] += weight
    return tuple(said.values())


def runs(word: str) -> Iterator[str]:
    """The runs of two to four letters of a word, its edges marked."""
    word = f"_{word}_"
    for size in (2, 3, 4):
        for start in range(len(word) - size + 1):
            yield word[start : start + size]


@cache
def _codes() -> tuple[str, ...]:
    """The languages whose letters are known."""
    return tuple(dict.fromkeys(code for each in _weights().values() for code, _ in each))


@cache
def _weights() -> dict[str, list[tuple[str, float]]]:
    """What each run says for each language that has it: more, the commoner it is there."""
    table = tomllib.loads((files(__package__) / "cues" / "letters.toml").read_text("utf-8"))
    found: dict[str, list[tuple[str, float]]] = {}
    for code, ranked in table.items():
        for rank, run in enumerate(ranked.split()):
            found.setdefault(run, []).append((code, math.log((UNSEEN_RANK + STEADY) / (rank + STEADY))))
    return found
