"""Which language is a text in?

The script decides where it can; between languages of the Latin script their most common short words and their own
letters vote, and where these say too little, the letters its words are made of (``letters``). A text too short to tell
is unsure: that is an answer too.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from operator import itemgetter

from .label import Label
from .letters import by_letters
from .phrases import words_of
from .remembered import Remembered
from .sentences import plain

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
ENOUGH = 2.0
"""A lead of so many votes is trusted; below it, the first words are read letter by letter."""
LETTER = 0.7
"""What a letter of its own counts, where a common word counts one over the number of languages that share it."""


@lru_cache(maxsize=4)
def language(text: str) -> Label[str]:
    """The ISO 639-1 code of a text's language; ``value`` None where there is too little to tell."""
    if text.isascii() and len(text) <= READ and "`" not in text:
        return _of_latin(chain.from_iterable(map(OF_TOKENS.__getitem__, words_of(plain(text)))), (), text)
    low = text[:READ].lower()
    if label := None if low.isascii() else _by_script(low):
        return label
    words = (ASCII_WORD if low.isascii() else WORD).findall(low)
    return _of_latin(chain.from_iterable(map(SHARES.__getitem__, words)), () if low.isascii() else set(low), low)


def _by_script(low: str) -> Label[str] | None:
    letters = sum(map(str.isalpha, low))
    for code, script in SCRIPTS:
        found = len(script.findall(low))
        if found and (found * 4 >= letters or (code == "ja" and found > 1)):
            return Label(code, min(1.0, 0.5 + found / 10))
    return None


def _of_latin(shares: Iterable[tuple[str, float]], letters: Iterable[str], text: str) -> Label[str]:
    """The language for which the words' shares and the letters of its own speak most; else how the text is spelt."""
    votes: defaultdict[str, float] = defaultdict(float)
    for code, share in shares:
        votes[code] += share
    _, own = _known()
    for letter in letters:
        for code in own.get(letter, ()):
            votes[code] += LETTER
    ranked = sorted(votes.items(), key=itemgetter(1), reverse=True)
    best, second = ([vote for _, vote in ranked] + [0.0, 0.0])[:2]
    if best - second < ENOUGH:
        return Label(*by_letters(text[:READ].lower(), votes))
    return Label(ranked[0][0], (best - second) / (best + 0.5))


def _share(word: str) -> list[tuple[str, float]]:
    """The languages a common word speaks for, and how much; nothing for other words."""
    codes = _known()[0].get(word, [])
    return [(code, 1 / len(codes)) for code in codes]


SHARES = Remembered(_share)
OF_TOKENS = Remembered(lambda token: [share for word in ASCII_WORD.findall(token) for share in _share(word)])
"""The same for a token of ``phrases``, which may hold digits beside words."""


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
