"""Which language is a text in?

The script decides where it can; between languages of the Latin script their most common short words and their own
letters vote, and where these say too little, the letters its words are made of (``letters``). A text too short to tell
is unsure: that is an answer too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from math import lcm
from struct import Struct

from .label import Label
from .letters import by_letters
from .remembered import AT_HAND, Remembered
from .sentences import plain
from .tokens import words_of

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
WHOLE = lcm(*range(1, 17))
"""One vote, which up to sixteen languages can share: votes are counted whole, each language's in a lane of one number,
so that all are added up at once."""
LANE = 32
"""Bits of a lane: a text that is read has far fewer words than would fill it."""
LETTER = 0.7
"""What a letter of its own counts, where a common word counts one over the number of languages that share it."""


def language(text: str) -> Label[str]:
    """The ISO 639-1 code of a text's language; ``value`` None where there is too little to tell."""
    return _language(text[:READ])


@lru_cache(maxsize=AT_HAND)
def _language(text: str) -> Label[str]:
    if text.isascii() and len(text) < READ and "`" not in text:
        return _of_latin(_sum(map(OF_TOKENS.__getitem__, words_of(plain(text)))), text)
    low = text.lower()
    if label := None if low.isascii() else _by_script(low):
        return label
    if low.isascii():
        return _of_latin(_sum(map(SHARES.__getitem__, ASCII_WORD.findall(low))), low)
    own = _known()[1]
    letters = sum(own.get(letter, 0) for letter in set(low))
    return _of_latin(_sum(map(SHARES.__getitem__, WORD.findall(low))) + letters, low)


def _sum(shares: Iterable[int]) -> int:
    """Their sum: most words speak for no language, and to add nothing to so long a number takes as long as to add."""
    return sum(filter(None, shares))


def _by_script(low: str) -> Label[str] | None:
    letters = sum(map(str.isalpha, low))
    for code, script in SCRIPTS:
        found = len(script.findall(low))
        if found and (found * 4 >= letters or (code == "ja" and found > 1)):
            return Label(code, min(1.0, 0.5 + found / 10))
    return None


def _of_latin(shares: int, text: str) -> Label[str]:
    """The language for which the words and the letters of its own speak most; else how the text is spelt."""
    codes, votes = _codes(), _votes().unpack(shares.to_bytes(_votes().size, "little"))
    *_, second, best = sorted(votes)
    if best - second < ENOUGH * WHOLE:
        spoken = {code: vote / WHOLE for code, vote in zip(codes, votes, strict=True) if vote}
        return Label(*by_letters(text.lower(), spoken))
    return Label(codes[votes.index(best)], (best - second) / (best + 0.5 * WHOLE))


def _share(word: str) -> int:
    """The languages a common word speaks for, each in its lane of one number; 0 for other words."""
    codes = _known()[0].get(word, [])
    return sum(WHOLE // len(codes) << LANE * _codes().index(code) for code in codes)


SHARES = Remembered(_share)
OF_TOKENS = Remembered(lambda token: sum(map(_share, ASCII_WORD.findall(token))))
"""The same for a token of ``phrases``, which may hold digits beside words."""


@cache
def _known() -> tuple[dict[str, list[str]], dict[str, int]]:
    """The languages each common word belongs to, and what each letter of few languages says, as ``_share``."""
    words: dict[str, list[str]] = {}
    letters: dict[str, int] = {}
    for place, (code, row) in enumerate(_table().items()):
        for word in row["words"].split():
            words.setdefault(word, []).append(code)
        for letter in row["letters"]:
            letters[letter] = letters.get(letter, 0) + (int(LETTER * WHOLE) << LANE * place)
    return words, letters


@cache
def _codes() -> tuple[str, ...]:
    return tuple(_table())


@cache
def _votes() -> Struct:
    """How the votes for all languages lie in one number."""
    return Struct(f"<{len(_codes())}I")


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__package__) / "cues" / "languages.toml").read_text("utf-8"))
