"""How likely is an English sentence to ask its reader for something? A logistic model over its words.

The cues of ``cues/*/asks.toml`` say what asks by rule; much of what asks in real mail does so without them ("Saturday
works for me", "a couple of points I would hope you share"). The weights (``cues/en/asks_weights.tsv``) were fitted by
``benchmarks/reading_fit.py`` on 3,657 labelled sentences (ParakweetLabs/EmailIntentDataSet, Apache-2.0).
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise

from .remembered import Remembered

ASCII_WORD = re.compile(r"[a-z]++(?:'[a-z]++)*+|[0-9?!$]")
WORD = re.compile(r"[^\W\d_]++(?:'[^\W\d_]++)*+|[\d?!$]")
DIGITS = frozenset("0123456789")
MOST_WORDS = 120
LONG = 60
Name = str | tuple[str, ...]
CUES = tuple((step, f"CUE {step}") for step in (1, 2, 3, 4, 6))


def features(sentence: str, cue_score: float) -> dict[str, float]:
    """What the model looks at in a ``plain`` sentence: words, pairs, first triples, its end, its length, its cues."""
    words = _words(sentence)
    beside = (" ".join(names) for names in chain(pairwise(words), _triples(words)))
    named = {*words, *beside, *_told(words, sentence, cue_score)}
    return dict.fromkeys(named, 1.0) | {"LONG": _length(words)}


def asks(sentence: str, cue_score: float) -> float | None:
    """The likelihood (0 to 1) that a ``plain`` sentence asks; None where its words are not known as English."""
    model = _model()
    words = _words(sentence)
    each = dict.fromkeys(words)
    if sum(map(model.leans.__getitem__, each)) < 0:
        return None
    if len(each) == len(words):
        known: Iterable[Name] = chain(pairwise(words), _triples(words), _told(each, sentence, cue_score))
    else:
        once = dict.fromkeys(chain(pairwise(words), _triples(words)))
        known = chain(once, _told(each, sentence, cue_score))
    total = sum(map(model.alone.__getitem__, each)) + sum(filter(None, map(model.weights.get, known)))
    total += model.bias + model.long * _length(words)
    return 1 / (1 + math.exp(-total))


class Model:
    """Weights by name, and what they say of one word: found out once a word."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        """``weights`` as fitted; those of words side by side are looked up under the words themselves."""
        self.weights: dict[Name, float] = {
            name if " " not in name or name.startswith(("CUE ", "ENDS ")) else tuple(name.split(" ")): weight
            for name, weight in weights.items()
        }
        self.bias, self.long = weights["BIAS"], weights.get("LONG", 0.0)
        self.alone = Remembered(lambda word: self.weights.get(word, 0.0))
        self.leans = Remembered(self._lean)

    def _lean(self, word: str) -> int:
        """Whether a word is one of the English ones (1), another one (-1), or no plain word at all."""
        return 0 if not (word.isalpha() and word.islower()) else 1 if word in self.weights else -1


def _words(sentence: str) -> list[str]:
    if sentence.isascii():
        words = ASCII_WORD.findall(sentence)
        numbers = not DIGITS.isdisjoint(words)
    else:
        words = WORD.findall(sentence)
        numbers = any(map(str.isdecimal, words))
    if numbers:
        words = ["#" if word.isdecimal() else word for word in words]
    return ["^", *words[: MOST_WORDS - 1]]


def _triples(words: list[str]) -> Iterable[tuple[str, ...]]:
    """The first words three by three."""
    return zip(words[:4], words[1:5], words[2:6], strict=False)


def _told(words: Container[str], sentence: str, cue_score: float) -> list[str]:
    """What is told of a sentence besides its words: how loud its cues are, how it ends, whom it speaks to."""
    told = [name for step, name in CUES if cue_score >= step] if cue_score >= CUES[0][0] else []
    if sentence.rstrip().endswith("?"):
        told.append("ENDS ?")
    if "you" in words or "your" in words:
        told.append("YOU")
    return told


def _length(words: list[str]) -> float:
    return min(len(words), LONG) / LONG


@cache
def _model() -> Model:
    lines = (files(__package__) / "cues" / "en" / "asks_weights.tsv").read_text("utf-8").splitlines()
    rows = (line.rsplit("\t", 1) for line in lines if line and not line.startswith("//"))
    return Model({name: float(weight) for name, weight in rows})
