"""How likely is an English sentence to ask its reader for something? A logistic model over its words.

The cues of ``cues/*/asks.toml`` say what asks by rule; much of what asks in real mail does so without them ("Saturday
works for me", "a couple of points I would hope you share"). The weights (``cues/en/asks_weights.tsv``) were fitted by
``benchmarks/reading_fit.py`` on 3,657 labelled sentences (ParakweetLabs/EmailIntentDataSet, Apache-2.0).
"""

from __future__ import annotations

import math
import re
from functools import cache
from importlib.resources import files
from itertools import pairwise

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d|[?!$]")
MOST_WORDS = 120
LONG = 60
CUE_STEPS = (1, 2, 3, 4, 6)


def features(sentence: str, cue_score: float) -> dict[str, float]:
    """What the model looks at in a ``plain`` sentence: words, pairs, first triples, its end, its length, its cues."""
    words = ["^", *("#" if word.isdecimal() else word for word in WORD.findall(sentence))][:MOST_WORDS]
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    triples = [f"{a} {b} {c}" for a, b, c in zip(words[:4], words[1:], words[2:], strict=False)]
    found = dict.fromkeys([*words, *pairs, *triples], 1.0)
    found |= {f"CUE {step}": 1.0 for step in CUE_STEPS if cue_score >= step}
    if sentence.rstrip().endswith("?"):
        found["ENDS ?"] = 1.0
    if "you" in found or "your" in found:
        found["YOU"] = 1.0
    found["LONG"] = min(len(words), LONG) / LONG
    return found


def asks(sentence: str, cue_score: float) -> float | None:
    """The likelihood (0 to 1) that a ``plain`` sentence asks; None where its words are not known as English."""
    weights = _weights()
    found = features(sentence, cue_score)
    words = [word for word in found if word.isalpha() and word.islower()]
    if sum(word in weights for word in words) * 2 < len(words):
        return None
    total = weights["BIAS"] + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-total))


@cache
def _weights() -> dict[str, float]:
    lines = (files(__package__) / "cues" / "en" / "asks_weights.tsv").read_text("utf-8").splitlines()
    rows = (line.rsplit("\t", 1) for line in lines if line and not line.startswith("//"))
    return {name: float(weight) for name, weight in rows}
