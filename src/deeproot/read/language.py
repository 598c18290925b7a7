"""Which language is a text in?

The script decides where it can; between languages of the Latin script their most common short words and their own
letters vote. A text too short to tell is unsure: that is an answer too.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files

from .label import Label

READ = 2_000
"""Characters that are looked at."""
SCRIPTS = (
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("th", re.compile("[\u0e01-\u0e4e]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("uk", re.compile("[іїєґ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
)
ASCII_WORD = re.compile(r"[a-z]++(?:'[a-z]++)*+")
WORD = re.compile(r"[^\W\d_]++(?:['’][^\W\d_]++)*+")
LETTER = 0.7
"""What a letter of its own counts, where a common word counts one over the number of languages that share it."""


def language(text: str) -> Label[str]:
    """The ISO 639-1 code of a text's language; ``value`` None where there is too little to tell."""
    low = text[:READ].lower()
    return (None if low.isascii() else _by_script(low)) or _of_latin(low)


def _by_script(low: str) -> Label[str] | None:
    letters = sum(map(str.isalpha, low))
    for code, script in SCRIPTS:
        found = len(script.findall(low))
        if found and (found * 4 >= letters or (code == "ja" and found > 1)):
            return Label(code, min(1.0, 0.5 + found / 10))
    return None


def _of_latin(low: str) -> Label[str]:
    votes: defaultdict[str, float] = defaultdict(float)
    languages, own = _known()
    words = (ASCII_WORD if low.isascii() else WORD).findall(low)
    for codes in filter(None, map(languages.get, words)):
        share = 1 / len(codes)
        for code in codes:
            votes[code] += share
    for letter in () if low.isascii() else set(low) & own.keys():
        for code in own[letter]:
            votes[code] += LETTER
    ranked = sorted(votes.items(), key=lambda vote: -vote[1])
    if not ranked:
        return Label(None)
    best, second = ranked[0][1], ranked[1][1] if len(ranked) > 1 else 0.0
    confidence = (best - second) / (best + 0.5)
    return Label(ranked[0][0] if best > second else None, max(0.0, confidence))


@cache
def _known() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The languages each common word belongs to, and those each letter does."""
    table = tomllib.loads((files(__package__) / "cues" / "languages.toml").read_text("utf-8"))
    words: dict[str, list[str]] = {}
    letters: dict[str, list[str]] = {}
    for code, row in table.items():
        for word in row["words"].split():
            words.setdefault(word, []).append(code)
        for letter in row["letters"]:
            letters.setdefault(letter, []).append(code)
    return words, letters
