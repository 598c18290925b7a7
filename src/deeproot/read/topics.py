"""What a promise is about: its acts, and the words that another message shares with it.

Words are compared by their beginnings, so that "invoices" meets "invoice". Words that every promise has (persons,
times, the acts themselves) say nothing of its topic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from .cues import load

STEM = 5
WORDS = re.compile(r"[^\W\d_]{3,}|\d{3,}")
NAMES = frozenset({
    "document", "documents", "quote", "offer", "proposal", "contract", "file", "report", "invoice", "list", "copy",
    "link", "summary", "refund", "visit",
})  # fmt: skip
"""Acts' words that also name what is promised."""


def acts(promise: str) -> list[str]:
    """The acts a ``plain`` promise names (send, call, fix, refund, find); all of them where it names none."""
    known = _act_words()
    found = [act for act, pattern in known.items() if pattern.search(promise)]
    if "find" in found and "fix" not in found:
        found.append("fix")  # looking into a fault ends with its being mended
    return found or list(known)


def shared(promise: str, later: str) -> list[str]:
    """The content words of a ``plain`` promise that a later ``plain`` message has too."""
    there = {word[:STEM] for word in WORDS.findall(later)}
    return [word for word in content(promise) if word[:STEM] in there]


def of_another(promise: str, later: str, others: Sequence[str]) -> list[str]:
    """The words that a message shares with one of the other promises, where those are more than with this one."""
    mine = {word[:STEM] for word in shared(promise, later)}
    theirs = ([word for word in shared(other, later) if word[:STEM] not in mine] for other in others)
    best = max(theirs, key=len, default=[])
    return best if len(best) > len(mine) else []


def content(promise: str) -> list[str]:
    """The words of a ``plain`` promise that say what it is about."""
    common = _common()
    return list(dict.fromkeys(word for word in WORDS.findall(promise) if word not in common))


@cache
def _act_words() -> dict[str, re.Pattern[str]]:
    words: dict[str, list[str]] = {}
    for topic in load("outcome").values():
        for act, known in topic["act"].items():
            words.setdefault(act, []).extend(known)
    return {act: re.compile(rf"(?<!\w)(?:{_any(known)})") for act, known in words.items()}


@cache
def _common() -> frozenset[str]:
    """Words that every promise has: its acts, its time, its persons."""
    words = set()
    for topic in load("outcome").values():
        words |= {word for known in topic["act"].values() for phrase in known for word in phrase.split("_")}
        words |= set(topic["common"])
    for topic in load("due").values():
        words |= {word for known in topic["words"].values() for phrase in known for word in phrase.split()}
    return frozenset(words - NAMES)


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word.replace("_", " ")) for word in sorted(set(words), key=len, reverse=True))
