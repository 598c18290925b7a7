"""Which sentences of a later message plainly state something of what was promised, and what do they say of it?

A statement names the promise's topic and neither asks nor bids. It may refuse ("we won't credit the bottles"), deny or
name a hindrance ("the plan hasn't come back"), or tell what was to be told ("Price for three seats: 610").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from .cues import load
from .phrases import Hit
from .sentences import sentences
from .topics import shared

Way = Literal["refused", "denied", "told", "bids", "refers"]


def stated(low: str, topic: Sequence[str]) -> list[tuple[int, int]]:
    """Where the sentences of a ``plain`` message stand that state something of the topic."""
    if not topic:
        return []
    return [(start, end) for start, end in sentences(low) if _states(low[start:end], topic)]


def said(way: Way, low: str, places: Sequence[tuple[int, int]]) -> list[Hit]:
    """The words by which such sentences refuse, deny or tell; the first of each sentence."""
    found = (_pattern(way).search(low[start:end]) for start, end in places)
    return [
        Hit(way, 1.0, start + each.start(), start + each.end())
        for each, (start, _) in zip(found, places, strict=True)
        if each is not None
    ]


def concerns(low: str, hit: Hit, topic: Sequence[str]) -> bool:
    """Whether a sign stands in a sentence that may speak of what was promised, and not of the weather."""
    whole = (0, len(low))
    start, end = next(((a, b) for a, b in sentences(low) if a <= hit.start < b), whole)
    return _shares(low[start:end], topic) or _pattern("refers").search(low, start, end) is not None


def _states(sentence: str, topic: Sequence[str]) -> bool:
    return "?" not in sentence and _shares(sentence, topic) and not _pattern("bids").match(sentence.lstrip())


def _shares(sentence: str, topic: Sequence[str]) -> bool:
    return bool(shared(" ".join(topic), sentence))


@cache
def _pattern(way: Way) -> re.Pattern[str]:
    """How each language does it."""
    patterns = [topic["stated"][way] for topic in load("outcome").values() if "stated" in topic]
    return re.compile("|".join(patterns))
