"""The regular expression of a phrase. All repetition in it is bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .tokens import NEEDS_APOSTROPHE

GAP = r"[^\w.!?…\n]{1,4}"
WORD = r"[\w'%€$£&/-]{1,30}"
WHOLE = r"(?!\w)"
"""What ends a word. A gap after it says as much."""
NUMBER = r"[€$£]?\d[\d.,]{0,14}(?:[%km€$£](?!\w))?"
ENDS = r"(?=[\s\"')]{0,4}(?:[.!?\n…]|$))"
ASKS = r"(?=[^.!?\n…]{0,300}\?)"
LATIN = str.maketrans({"…": "\x84", "€": "\x82", "\x84": "\x83", "\x82": "\x83"})
"""Marks that patterns name, and for each a control character that means nothing: a class of characters that are all
Latin ones compiles in a twentieth of the time."""


def pattern_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """The pattern of phrases that are looked for together, in a text whose marks are translated by ``LATIN``."""
    return re.compile("|".join(map(_pattern, phrases)).translate(LATIN))


def _pattern(phrase: str) -> str:
    """The regular expression of a phrase; each part after the first brings the gap before it."""
    out = ""
    gap = ""
    for part in phrase.removeprefix("^").split():
        if part == "$":
            out += ENDS
        elif part == "?":
            out += ASKS
        elif part in ("..", "..."):
            out += _some(3 if part == ".." else 8)
        elif part.startswith("("):
            out += f"(?:{gap}{_words(part[1:-1])}{'' if gap else GAP})?"
        else:
            out += gap + _words(part)
            gap = GAP
    return out


def _some(most: int) -> str:
    """Up to ``most`` words of any sort, as few as will do, of which the last may end inside a compound.

    Marks that stand in a gap as well as in a word ("-----", "%%%") could be shared out among eight words in more ways
    than there is time to try: so all words but the last are taken whole, and are never taken again otherwise.
    """
    return f"(?>{GAP}{WORD}){{0,{most - 1}}}?(?:{GAP}{WORD})??"


def _words(part: str) -> str:
    """Any of some words; where all of them are whole ones, that is said once, which compiles in half the time."""
    words = list(map(_word, part.split("|")))
    if all(word.endswith(WHOLE) for word in words):
        return f"(?:{'|'.join(word.removesuffix(WHOLE) for word in words)}){WHOLE}"
    return f"(?:{'|'.join(words)})"


def _word(word: str) -> str:
    *before, last = map(_piece, word.split("_"))
    return GAP.join([*(piece.removesuffix(WHOLE) for piece in before), last])


def _piece(piece: str) -> str:
    if piece == "#":
        return NUMBER
    if piece.startswith("*"):
        return rf"\w{{2,20}}(?<={re.escape(piece[1:])}){WHOLE}"
    needed = piece.replace("'", "") in NEEDS_APOSTROPHE
    letters = re.escape(piece.rstrip("*")).replace("'", "'" if needed else "'?")
    return letters + (r"\w{0,20}" if piece.endswith("*") else "") + WHOLE
