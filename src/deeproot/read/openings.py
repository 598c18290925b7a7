"""With which words can a phrase begin, which may follow them, and which must a text have for it?

Known beforehand, so that a phrase's pattern is tried only where it may match. The grammar is that of ``phrases``.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

from .tokens import SHORTEST_PREFIX, TOKEN, compared

RARER = 3.0
"""How much rarer a word is taken to be for each further letter."""


def beginnings(phrase: str) -> set[tuple[str, str]]:
    """The first words a phrase can begin with, each with the second one where only that can follow."""
    parts = [part for part in phrase.split() if part not in ("^", "$", "?")]
    keys: set[tuple[str, str]] = set()
    for part, rest in zip(parts, [*parts[1:], ".."], strict=True):
        open_end = rest.startswith(("(", "..")) or "*" in rest or "#" in rest
        seconds = [""] if open_end else [second.split("_")[0] for second in rest.split("|")]
        keys |= {_first_two(first, second) for first, second in product(part.strip("()").split("|"), seconds)}
        if not part.startswith("("):
            break
    return keys


def _first_two(first: str, second: str) -> tuple[str, str]:
    words = [*first.split("_"), second]
    if "*" in words[0]:
        return words[0], ""
    key = words[0] if words[0] == "#" else compared(words[0])
    return key, compared(words[1]) if words[1] and not set(words[1]) & set("*#") else ""


def next_words(phrase: str) -> dict[str, frozenset[str] | None]:
    """Words one of which must follow each word that a phrase can begin with, or how they begin; None where any may."""
    parts = [part for part in phrase.split() if part not in ("^", "$", "?")]
    found: dict[str, frozenset[str] | None] = {}
    for place, part in enumerate(parts):
        follow = _following(parts[place + 1 :])
        for words in (each.split("_") for each in part.strip("()").split("|")):
            if words[0] == "#" or "*" in words[0]:
                return {}
            first = compared(words[0])
            second = _second(words[1]) if words[1:] else ""
            asked = frozenset([second]) if second else None if words[1:] else follow
            known = found.get(first, asked)
            found[first] = known | asked if known and asked else None
        if not part.startswith("("):
            break
    return found


def _following(parts: list[str]) -> frozenset[str] | None:
    """The words that may stand first in what follows, or how they begin; None where nothing need follow, or any may."""
    found: set[str] = set()
    for part in parts:
        if part.startswith(".."):
            return None
        found.update(_second(each.split("_")[0]) for each in part.strip("()").split("|"))
        if not part.startswith("("):
            return None if "" in found else frozenset(found)
    return None


@cache
def _second(word: str) -> str:
    """A word of a phrase as a text's next word is compared with it, or how it begins; empty where that is unknown."""
    if word == "#":
        return word
    stem = word.rstrip("*")
    if stem != word:
        return f"{stem[:SHORTEST_PREFIX]}*" if len(stem) >= SHORTEST_PREFIX and stem.isalpha() else ""
    tokens = TOKEN.findall(word)
    return compared(tokens[0]) if tokens and "*" not in word else ""


def needs_of(phrase: str) -> frozenset[str]:
    """The words of the phrase's most telling later part: a text with none of them cannot hold the phrase."""
    said = [part for part in phrase.split() if part not in ("^", "$", "?")]
    parts = [part for part in said[1:] if not part.startswith(("(", ".."))]
    fixed = [part.split("|") for part in parts if "#" not in part]
    needed = [{_needed(word) for word in part} for part in fixed]
    telling = [words for words in needed if all(words)]
    return frozenset(min(telling, key=_usual, default=()))


def _usual(words: set[str]) -> float:
    """How often a text may have one of some words, in some measure: short words are common, long ones rare."""
    return sum([float(RARER ** -len(word)) for word in words])


@cache
def _needed(word: str) -> str:
    """The longest single word in one alternative of a part, or its beginning and a star; empty where there is none."""
    if "*" in word[:1]:
        return ""
    whole = TOKEN.findall(re.sub(r"[^\W_]+\*", " ", word).replace("_", " "))
    if whole:
        return compared(max(whole, key=len))
    begin = re.search(rf"([^\W_]{{{SHORTEST_PREFIX}}})[^\W_]*\*", word)
    return f"{begin.group(1)}*" if begin else ""
