"""The words of a text as cues see them: where they start, and as what they are compared."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from .remembered import AT_HAND, Remembered

TOKEN = re.compile(r"([^\W_]++(?:'[^\W_]++)*+)")
ASCII_TOKEN = re.compile(r"([a-z0-9]++(?:'[a-z0-9]++)*+)")
NEEDS_APOSTROPHE = frozenset({"ill", "well", "were", "wed", "shed", "hell", "shell", "id", "its", "lets"})
SHORTEST_PREFIX = 3


class Tokens(NamedTuple):
    """The words of a text: as written, and where they start."""

    words: list[str]
    starts: list[int]


def words_of(text: str) -> list[str]:
    """The words of a ``plain`` text, as the cues see them."""
    return tokens_of(text).words


@lru_cache(maxsize=AT_HAND)
def tokens_of(text: str) -> Tokens:
    """The words of a ``plain`` text, remembered while several sets of cues are looked for in it."""
    pieces = (ASCII_TOKEN if text.isascii() else TOKEN).split(text)
    words = pieces[1::2]
    return Tokens(words, list(accumulate(map(len, pieces)))[::2])  # the start of every word, and the end


def compared(word: str) -> str:
    """A token as it is compared: numbers alike, apostrophes away unless the word would become another one."""
    if word[0].isdecimal():
        return "#"
    without = word.replace("'", "")
    return word if without in NEEDS_APOSTROPHE else without


def _forms(word: str) -> tuple[str, str]:
    """A token as it is compared, and its beginning with a star."""
    key = compared(word)
    return key, key[:SHORTEST_PREFIX] + "*"


FORMS = Remembered(_forms)
