"""How does a text feel: from -1 (bad) to 1 (good), or nothing to tell by?

English: the rated words of the VADER lexicon, moved by what stands around them (Hutto & Gilbert 2014: degree words,
negation, capitals, "but", exclamation marks), and the phrases of complaint, hardship and praise of ``kinds``, which a
list of single words does not know ("third time this week"). Other languages: those phrases alone.

The sum s becomes s / sqrt(s² + 15). Near zero the text is not called good or bad: the value is None in the abstain
band.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from importlib.resources import files

from .cues import load
from .label import Label
from .remembered import AT_HAND, Remembered
from .sentences import LONGEST, plain
from .votes import STRONG, cues_in

BUT_WORD = re.compile(r"\bbut\b")
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~…“”¿¡"
BEFORE = 3
"""How many words before a rated one may move it."""
DEGREE = 0.293
FADES = (1.0, 0.95, 0.9)
NEGATED = -0.74
CAPITALS = 0.733
BUT = (0.5, 1.5)
QUESTION, MOST_QUESTIONS = 0.18, 0.96
EXCLAMATION = 0.292
MOST_EXCLAMATIONS = 4
ALPHA = 15.0
PHRASE = {"complaint": -1.3, "hardship": -1.3, "cancel": -0.6, "praise": 1.3, "thanks": 0.6, "all_great": 0.8}
"""What a phrase of a kind adds where no rated word stands in it, for each strong cue."""
NOTHING: Label[float] = Label(None, 0.0)
ABSTAIN = 0.05
"""The half-width of the band in which nothing is said."""


def sentiment(text: str) -> Label[float]:
    """How a text feels, from -1 to 1; ``value`` None in the abstain band. ``words`` are the ones that decided."""
    return _feeling(text[:LONGEST])


@lru_cache(maxsize=AT_HAND)
def _feeling(text: str) -> Label[float]:
    low = plain(text)
    rated = _rated(text, low)
    phrases = _phrases(low, rated)
    telling = rated + phrases
    if not telling:
        return NOTHING
    total = sum([value for _, _, value in rated]) + sum([value for _, _, value in phrases])
    marks = min(text.count("!"), MOST_EXCLAMATIONS) * EXCLAMATION
    if (questions := text.count("?")) > 1:
        marks += min(questions * QUESTION, MOST_QUESTIONS)
    total += math.copysign(marks, total) if total else 0.0
    score = total / math.sqrt(total * total + ALPHA)
    telling.sort(key=lambda each: -abs(each[2]))
    words = tuple([text[start:end] for start, end, _ in telling[:3]])
    if abs(score) < ABSTAIN:
        return Label(None, 1 - abs(score), words)
    return Label(round(score, 4), min(0.95, 0.5 + abs(score) / 2), words)


def _rated(text: str, low: str) -> list[tuple[int, int, float]]:
    """Every rated word with its value, moved by its surroundings.

    Words stand without the punctuation around them; an emoticon that is rated stays whole.
    """
    pieces = low.split()
    values = list(map(_value().__getitem__, pieces))
    if values.count(None) == len(values):
        return []
    valence, degree, negation = _lexicon()
    bare = _bare()
    shouting = not text.isupper()
    found: list[tuple[int, int, float]] = []
    at = seen = 0
    for i, value in enumerate(values):
        if value is None:
            continue
        word = bare[pieces[i]]
        if word in degree or (word == "no" and _next(pieces, i) in valence):
            continue
        for piece in pieces[seen:i]:  # a word may stand within an earlier one
            at = low.find(piece, at) + len(piece)
        seen, at = i, low.find(pieces[i], at)
        start = at + pieces[i].find(word)
        end = start + len(word)
        loud = shouting and text[start:end].isupper() and end - start > 1
        rated = value + math.copysign(CAPITALS, value) if loud else value
        found.append((start, end, _moved(rated, _before(pieces, i), degree, negation)))
    return _contrasted(found, low)


def _before(pieces: list[str], i: int) -> list[str]:
    """The words before one, the nearest first; what is all punctuation is none."""
    before: list[str] = []
    bare = _bare()
    for j in range(i - 1, -1, -1):
        if word := bare[pieces[j]]:
            before.append(word)
            if len(before) == BEFORE:
                break
    return before


def _next(pieces: list[str], i: int) -> str:
    """The next word; empty where none follows."""
    return next(filter(None, map(_bare().__getitem__, pieces[i + 1 :])), "")


def _moved(value: float, before: list[str], degree: dict[str, float], negation: frozenset[str]) -> float:
    if not degree.keys().isdisjoint(before):
        for fade, word in zip(FADES, before, strict=False):
            if step := degree.get(word):
                value += math.copysign(step * fade, value) if step > 0 else -math.copysign(-step * fade, value)
    if "never" in before[1:] and before[0] in ("so", "this"):
        return value * 1.25  # "never been so happy"
    return value if negation.isdisjoint(before) else value * NEGATED


def _contrasted(found: list[tuple[int, int, float]], low: str) -> list[tuple[int, int, float]]:
    """After "but" counts more than before it."""
    but = BUT_WORD.search(low) if "but" in low else None
    if not but:
        return found
    return [(start, end, value * BUT[start > but.start()]) for start, end, value in found]


def _phrases(low: str, rated: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """The telling phrases in which no rated word stands, the longest first, none within another."""
    strong = [hit for hit in cues_in("in", low) if hit.weight >= STRONG and hit.label in PHRASE]
    if not strong:
        return []
    kept: list[tuple[int, int, float]] = []
    for hit in sorted(strong, key=lambda hit: hit.start - hit.end):
        if not _overlaps(hit.start, hit.end, kept):
            kept.append((hit.start, hit.end, PHRASE[hit.label]))
    return [each for each in kept[:6] if not _overlaps(each[0], each[1], rated)]


def _overlaps(start: int, end: int, others: list[tuple[int, int, float]]) -> bool:
    for a, b, _ in others:  # noqa: SIM110 -- any() over a generator takes thrice as long
        if start < b and a < end:
            return True
    return False


@cache
def _bare() -> Remembered[str]:
    """Pieces of a text as they are looked up in the lexicon."""
    valence = _lexicon()[0]
    return Remembered(lambda piece: piece if piece in valence else piece.strip(PUNCTUATION))


@cache
def _value() -> Remembered[float | None]:
    """What pieces of a text are rated; None for most."""
    valence, bare = _lexicon()[0], _bare()
    return Remembered(lambda piece: valence.get(bare[piece]))


@cache
def _lexicon() -> tuple[dict[str, float], dict[str, float], frozenset[str]]:
    lines = (files(__package__) / "cues" / "en" / "valence.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("//"))
    valence = {word: float(value) for word, value in rows}
    words = load("sentiment")["en"]
    valence = {word: value for word, value in valence.items() if word not in words["neutral"]}
    degree = dict.fromkeys(words["more"], DEGREE) | dict.fromkeys(words["less"], -DEGREE)
    return valence, degree, frozenset(words["negation"])
