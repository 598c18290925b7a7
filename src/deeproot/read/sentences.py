"""Where does a sentence begin and end, and how is a text spelt for comparing?"""

from __future__ import annotations

import re
from functools import lru_cache

from .remembered import AT_HAND

LONGEST = 20_000
"""Characters that are read of one text for cues; a message's acts are in its beginning, and time stays bounded."""

LONGEST_SENTENCE = 1_000

SAME_LENGTH = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "\r": " "}
)
WRAPPED = re.compile(r"(?<!\n)\n(?![ \t]*+\n)")
SHORT = "mr ms mrs dr st vs inc ltd approx e.g i.e jan feb aug sept oct nov dec z.b d.h u.a bzw ca nr sr sra mme"
SHORT_FORMS = frozenset(SHORT.split())
END = re.compile(r"[.!?…。！？\n](?:(?<=\n)|(?<=\.)\.*+(?![\w,;])[\"')\]]?|(?<=[!?…。！？])[!?…。！？]*+[\"')\]]?)")


ORDINAL = re.compile(r" (?:jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez|quartal|woche|werktag|stock)")


@lru_cache(maxsize=AT_HAND)
def plain(text: str) -> str:
    """``text`` in lower case with straight quotes and unwrapped lines, every character at the place it had.

    A single line break inside a paragraph becomes a space; a blank line stays a line break.
    """
    text = text.replace("\r", " ").replace("`", "'") if text.isascii() else text.translate(SAME_LENGTH)
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return WRAPPED.sub(" ", lower) if "\n" in lower else lower


@lru_cache(maxsize=AT_HAND)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a ``plain`` text as (start, end), end mark included, blank ones left out."""
    spans, start, longest = [], 0, 0
    for mark in END.finditer(text):
        at, end = mark.span()
        if end - at == 1 and text[at] == "." and _goes_on(text, at):
            continue
        if not text[start:end].isspace():
            spans.append((start, end))
            longest = max(longest, end - start)
        start = end
    if start < len(text) and not text[start:].isspace():
        spans.append((start, len(text)))
        longest = max(longest, len(text) - start)
    if longest <= LONGEST_SENTENCE:
        return tuple(spans)
    return tuple(piece for a, b in spans for piece in _pieces(a, b))


def _goes_on(text: str, stop: int) -> bool:
    """Whether a full stop ends a short form ("e.g.") or an ordinal number ("am 3. Juli") and no sentence."""
    if text[max(0, stop - 8) : stop].rpartition(" ")[2] in SHORT_FORMS:
        return True
    return text[stop - 1 : stop].isdecimal() and bool(ORDINAL.match(text, stop + 1))


def _pieces(start: int, end: int) -> list[tuple[int, int]]:
    """A sentence, cut where nobody would read on: what is looked for within one must not cost its length squared."""
    return [(at, min(end, at + LONGEST_SENTENCE)) for at in range(start, end, LONGEST_SENTENCE)]
