"""Which paragraphs of a mail did a lawyer or a machine add: warnings on top, legal and mailing-list words below?"""

from __future__ import annotations

import re
from functools import cache

from .furniture import pattern, words
from .remembered import Remembered

TELLING = 6
SHORT_PARAGRAPH = 200
WORD, ASCII_WORD = re.compile(r"[^\W\d_]++"), re.compile(r"[a-z]++")
HEADING = re.compile(
    r"\W*(?:(?:e-?mail |legal |important )?(?:disclaimer|notice)|confidential(?:ity(?: notice)?)?|haftungsausschluss"
    r"|vertraulichkeitshinweis|avertissement|aviso legal|avviso)\W*",
    re.IGNORECASE,
)
STAMPS = ("external", "caution:", "virus-free", "unsubscribe")
STAMP = re.compile(r"\W*(?:\[?external\]?\b|caution:|virus-free|unsubscribe\b)")


def may_hold_any(text: str) -> bool:
    """Whether any paragraph of a text can be a machine's or a lawyer's: told by its pieces, for most have none."""
    return any(map(_MAY_TELL.__getitem__, text.lower().split()))


def without_banner(lines: list[str]) -> tuple[list[str], list[str]]:
    """Take a machine's warning off the top ("[EXTERNAL] …")."""
    written = [i for i, line in enumerate(lines) if line.strip()]
    if not written:
        return lines, []
    start = written[0]
    end = next((i for i in range(start, len(lines)) if not lines[i].strip()), len(lines))
    if written[-1] >= end and len("".join(lines[start:end])) < 600 and is_disclaimer(lines[start:end]):
        return lines[end:], lines[start:end]
    return lines, []


def without_disclaimer(lines: list[str]) -> tuple[list[str], list[str]]:
    """Take legal and mailing-list paragraphs off the end."""
    taken: list[str] = []
    while end := last_paragraph(lines):
        if sum(map(len, lines)) < SHORT_PARAGRAPH and not any(line.strip() for line in lines[: end[0]]):
            break  # short, and all there is: it was written
        if not is_disclaimer(lines[end[0] : end[1]]):
            break
        taken = lines[end[0] :] + taken
        lines = lines[: end[0]]
        if (head := last_paragraph(lines)) and head[1] - head[0] == 1 and HEADING.fullmatch(lines[head[0]].strip()):
            taken = lines[head[0] :] + taken
            lines = lines[: head[0]]
    return lines, taken


def is_disclaimer(paragraph: list[str]) -> bool:
    """Whether a machine or a lawyer wrote a paragraph: two phrases of theirs are in it, or a stamp begins it."""
    text = " ".join(paragraph).lower()[:6000]
    found = set(pattern("disclaimer").findall(text)) if _may_disclaim(text) else ()
    short = len(text) < 200 and bool(STAMP.match(text))
    return short or (len(found) >= 2 and (len(text) > 60 or len(found) >= 3))


def mentions_disclaimer(line: str) -> bool:
    """Whether a line, known to stand below a name, holds a phrase of a disclaimer."""
    low = line.lower()[:6000]
    return any(map(_HOLDS.__getitem__, low.split())) and any(map(low.__contains__, words("disclaimer")))


def last_paragraph(lines: list[str]) -> tuple[int, int] | None:
    """Where the last paragraph begins and ends."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and lines[start - 1].strip():
        start -= 1
    return (start, end) if end else None


def _may_disclaim(text: str) -> bool:
    """Whether two phrases of a disclaimer can be in a text: those are looked for whose longest word begins there."""
    if not any(map(_BEGINS.__getitem__, text.split())):
        return False
    found = (ASCII_WORD if text.isascii() else WORD).findall(text)
    telling = _telling()
    begun = telling.keys() & {word[:TELLING] for word in found}
    return sum(phrase in text for start in begun for phrase in telling[start]) >= 2


@cache
def _telling() -> dict[str, list[str]]:
    """The phrases of a disclaimer by the first letters of their longest word."""
    phrases: dict[str, list[str]] = {}
    for phrase in words("disclaimer"):
        phrases.setdefault(_longest_word(phrase)[:TELLING], []).append(phrase)
    return phrases


def _longest_word(phrase: str) -> str:
    words_in_it: list[str] = WORD.findall(phrase)
    return max(words_in_it, key=lambda word: (word != "please", len(word)))


@cache
def _longest_words() -> frozenset[str]:
    return frozenset(map(_longest_word, words("disclaimer")))


_BEGINS = Remembered(lambda piece: not _telling().keys().isdisjoint(word[:TELLING] for word in WORD.findall(piece)))
"""Whether a word of a piece of text begins as the longest word of a phrase does."""
_MAY_TELL = Remembered(lambda piece: _BEGINS[piece] or any(map(piece.__contains__, STAMPS)))
"""The same, or that a stamp may be in it."""
_HOLDS = Remembered(lambda piece: any(map(piece.__contains__, _longest_words())))
"""Whether a piece of text holds the longest word of a phrase, for each phrase that a text holds has its own there."""
