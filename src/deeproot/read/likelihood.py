"""How likely is an English sentence to ask its reader for something? A logistic model over its words.

The cues of ``cues/*/asks.toml`` say what asks by rule; much of what asks in real mail does so without them ("Saturday
works for me", "a couple of points I would hope you share"). The weights (``cues/en/asks_weights.tsv``) were fitted by
``benchmarks/reading_fit.py`` on 3,657 labelled sentences (ParakweetLabs/EmailIntentDataSet, Apache-2.0).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

ASCII_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|\d|[?!$]", re.ASCII)
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d|[?!$]")
MOST_WORDS = 120
LONG = 60
Name = str | tuple[str, ...]
CUE_STEPS = (1, 2, 3, 4, 6)


def features(sentence: str, cue_score: float) -> dict[str, float]:
    """What the model looks at in a ``plain`` sentence: words, pairs, first triples, its end, its length, its cues."""
    words = _words(sentence)
    names = (name if isinstance(name, str) else " ".join(name) for name in _names(words, sentence, cue_score))
    return dict.fromkeys(names, 1.0) | {"LONG": _length(words)}


def asks(sentence: str, cue_score: float) -> float | None:
    """The likelihood (0 to 1) that a ``plain`` sentence asks; None where its words are not known as English."""
    weights = _weights()
    words = _words(sentence)
    plain = list(filter(str.islower, filter(str.isalpha, set(words))))
    if sum(map(weights.__contains__, plain)) * 2 < len(plain):
        return None
    total = weights["BIAS"] + sum(filter(None, map(weights.get, _names(words, sentence, cue_score))))
    total += weights.get("LONG", 0.0) * _length(words)
    return 1 / (1 + math.exp(-total))


def _words(sentence: str) -> list[str]:
    pattern = ASCII_WORD if sentence.isascii() else WORD
    words = pattern.findall(sentence)
    if any(map(str.isdecimal, words)):
        words = ["#" if word.isdecimal() else word for word in words]
    return ["^", *words[: MOST_WORDS - 1]]


def _names(words: list[str], sentence: str, cue_score: float) -> dict[Name, None]:
    """The names of what is there or not, each once; a pair or triple of words as they are."""
    triples = zip(words[:4], words[1:5], words[2:6], strict=False)
    found: dict[Name, None] = dict.fromkeys([*words, *pairwise(words), *triples])
    if cue_score >= CUE_STEPS[0]:
        found |= dict.fromkeys(f"CUE {step}" for step in CUE_STEPS if cue_score >= step)
    if sentence.rstrip().endswith("?"):
        found["ENDS ?"] = None
    if "you" in found or "your" in found:
        found["YOU"] = None
    return found


def _length(words: list[str]) -> float:
    return min(len(words), LONG) / LONG


@cache
def _weights() -> dict[Name, float]:
    lines = (files(__package__) / "cues" / "en" / "asks_weights.tsv").read_text("utf-8").splitlines()
    rows = (line.rsplit("\t", 1) for line in lines if line and not line.startswith("//"))
    return by_name({name: float(weight) for name, weight in rows})


def by_name(weights: Mapping[str, float]) -> dict[Name, float]:
    """Weights as they are looked up: those of words side by side under the words themselves."""
    return {
        name if " " not in name or name.startswith(("CUE ", "ENDS ")) else tuple(name.split(" ")): weight
        for name, weight in weights.items()
    }
