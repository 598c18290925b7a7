"""How loudly the cues of a text speak for each kind of message: votes, and the words they rest on.

Each cue counts by its strength, a kind's further cues less and less, two cues on the same words once. What is made of
the votes is in ``kinds``; ``complaint``, ``sentiment`` and ``beliefs`` listen to them too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache, partial

from .cued import Cue, Topic, phrases_of
from .cues import STRENGTH
from .phrases import Hit, Phrases
from .remembered import AT_HAND
from .sentences import LONGEST, plain

STRONG = STRENGTH["strong"]
FURTHER = 0.5
"""What each further cue of a kind counts, as a share of the one before it."""
MOST_CUES = 12
"""Cues of one kind that are counted; further ones would change nothing."""


def votes_of(text: str, side: str) -> tuple[dict[str, float], dict[str, list[str]]]:
    """The votes of every kind of a side (in, out, internal), and the words they rest on."""
    votes, words = _counted(text[:LONGEST], side)
    return dict(votes), words


@lru_cache(maxsize=AT_HAND)
def _counted(text: str, side: str) -> tuple[dict[str, float], dict[str, list[str]]]:
    """The votes of a text, remembered while several questions are asked of it."""
    return _votes(cues_in(side, plain(text)), text)


def _votes(hits: list[Hit], text: str) -> tuple[dict[str, float], dict[str, list[str]]]:
    """Votes of each kind and the words they come from; the strongest first, no words counted twice for one kind."""
    votes: dict[str, float] = {}
    words: dict[str, list[str]] = {}
    taken: dict[tuple[str, bool], list[tuple[int, int]]] = {}
    for label, weight, start, end in sorted(hits, key=_loudness) if len(hits) > 1 else hits:
        speaks_for = weight > 0
        spans = taken.setdefault((label, speaks_for), [])
        if spans and (len(spans) == MOST_CUES or any(start < b and a < end for a, b in spans)):
            continue
        spans.append((start, end))
        share = FURTHER ** (len(spans) - 1) if speaks_for else 1.0
        votes[label] = votes.get(label, 0.0) + weight * share
        if speaks_for:
            words.setdefault(label, []).append(text[start:end])
    return votes, words


def _loudness(hit: Hit) -> tuple[float, int]:
    """What sorts the loudest cue first, of those as loud the longest."""
    _, weight, start, end = hit
    return -abs(weight), start - end


def cues_in(side: str, low: str) -> list[Hit]:
    """The cues of a side in a ``plain`` text."""
    return cues(side).find(low)


@cache
def cues(side: str) -> Phrases:
    """All languages' cues of one side; sets keep to their own language's file by name."""
    return phrases_of("kinds", partial(_of_side, side))


def _of_side(side: str, topic: Topic) -> Iterator[Cue]:
    for kind, strengths in topic.get(side, {}).items():
        for strength, phrases in strengths.items():
            yield from ((kind, STRENGTH[strength], phrase) for phrase in phrases)
