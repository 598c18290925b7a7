"""How many words does a text say, in any script?

The rule is Unicode word segmentation (UAX 29) reduced to a count: letters, digits and the marks on them, joined by an
apostrophe or a full stop between letters and by separators between digits. A web address is one word. Scripts that
are written without spaces have no boundary to find without a dictionary, so their words are estimated from the
number of characters: docs/reading.md gives the divisors and how far they are off.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache

from .remembered import AT_HAND

ADDRESS = r"https?://[^\s<>]++"
ASCII_WORD = r"[A-Za-z0-9]\w*+(?:['.]\w++|(?<=[0-9])[,:](?=[0-9])\w++)*+"
COUNTED = "()"
"""Ends a pattern whose matches are only counted: what is found is empty then, and millions of words take no memory."""
ASCII_WORDS = re.compile(ASCII_WORD + COUNTED, re.ASCII)
WITH_ADDRESS = re.compile(f"(?:{ADDRESS}|{ASCII_WORD}){COUNTED}", re.ASCII)

SHORT = 2_000
"""Characters of a text of which it is remembered how many words it has."""
UNSPACED = {
    "han": (r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f", 1.6),
    "kana": (r"\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff\uff66-\uff9d", 3.0),
    "thai": (r"\u0e01-\u0e4e", 4.4),
    "lao": (r"\u0e81-\u0edd", 4.4),
    "khmer": (r"\u1780-\u17d3", 4.8),
    "burmese": (r"\u1000-\u109f", 5.0),
    "tibetan": (r"\u0f40-\u0fbc", 3.4),
}
"""Scripts written without spaces: their characters, and how many of them make a word on average."""


def count(text: str) -> int:
    """The number of words in ``text``; 0 where it has none. Takes time in proportion to the text's length."""
    return _count(text) if len(text) <= SHORT else _counted(text)


def found(text: str) -> list[str]:
    """The words of ``text`` as they stand; a run of a script that is written without spaces is one piece."""
    unspaced, scripts = _unspaced()
    words = [found.group() for found in _spaced(plainly=False, addresses="://" in text).finditer(text)]
    if unspaced.search(text):
        words += [run for script, _ in scripts for run in script.findall(text)]
    return words


@lru_cache(maxsize=AT_HAND)
def _count(text: str) -> int:
    return _counted(text)


def _counted(text: str) -> int:
    if text.isascii():
        pattern = WITH_ADDRESS if "://" in text else ASCII_WORDS
        return len(pattern.findall(text))
    unspaced, scripts = _unspaced()
    mixed = unspaced.search(text) is not None
    words = len(_spaced(plainly=not mixed and "_" not in text, addresses="://" in text).findall(text))
    return words + _estimated(unspaced.findall(text), scripts) if mixed else words


def _estimated(runs: list[str], scripts: list[tuple[re.Pattern[str], float]]) -> int:
    """How many words runs of characters without spaces make: each stretch of one script by itself."""
    together = " ".join(runs)
    here = [each for each in scripts if each[0].search(together)]
    words = 0
    for script, characters_a_word in here:
        lengths = Counter(map(len, runs if len(here) == 1 else script.findall(together)))
        words += sum(many * math.ceil(length / characters_a_word) for length, many in lengths.items())
    return words


@cache
def _spaced(*, plainly: bool, addresses: bool) -> re.Pattern[str]:
    """Words between spaces, and ``addresses``; ``plainly`` where a text has no underscore and no unspaced script.

    The marks have to be spelt out: Python's ``\\w`` leaves out the vowel signs of Devanagari, Arabic or Hebrew and
    would cut their words in pieces.
    """
    no_space = "" if plainly else "".join(characters for characters, _ in UNSPACED.values())
    letter, mark = rf"[^\W{no_space}]" if no_space else r"\w", rf"[{_marks()}\u00ad\u200c\u200d]"
    first = rf"(?:[^\W_{no_space}]|(?<=\w)_)" if no_space else letter
    some = rf"(?:{letter}++|{mark}++)++"
    word = rf"{first}{letter}*+(?:{mark}++{letter}*+)*+(?:['’.·]{some}|(?<=\d)[,:٫٬](?=\d){some})*+"
    return re.compile((f"(?:{ADDRESS}|{word})" if addresses else word) + COUNTED)


@cache
def _unspaced() -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], float]]]:
    """Runs of any characters of scripts that are written without spaces, and runs of each of them."""
    runs = [(re.compile(f"[{characters}]+"), per_word) for characters, per_word in UNSPACED.values()]
    return re.compile(f"[{''.join(characters for characters, _ in UNSPACED.values())}]+"), runs


@cache
def _marks() -> str:
    return _ranges([c for c in map(chr, range(0x300, 0x10000)) if unicodedata.category(c) in ("Mn", "Mc")])


def _ranges(characters: list[str]) -> str:
    """A character class's inside, as ranges: compiled classes of a thousand single marks are slow to build."""
    pieces: list[list[str]] = []
    for character in characters:
        if pieces and ord(character) == ord(pieces[-1][1]) + 1:
            pieces[-1][1] = character
        else:
            pieces.append([character, character])
    return "".join(f"{re.escape(first)}-{re.escape(last)}" for first, last in pieces)
