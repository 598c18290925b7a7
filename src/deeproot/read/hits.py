"""Where do the cues found in a text stand: within some spans, on the same words? How much do they count together?"""

from __future__ import annotations

from .phrases import Hit

CUE = 2.0
FURTHER = 0.5
MOST_CUES = 24


def within(hit: Hit, spans: list[tuple[int, int]]) -> bool:
    """Whether it begins in one of the spans."""
    return any(start <= hit.start < end for start, end in spans)


def meets(hit: Hit, spans: list[tuple[int, int]]) -> bool:
    """Whether it shares a character with one of the spans."""
    return any(hit.start < end and start < hit.end for start, end in spans)


def any_in(hits: list[Hit], start: int, end: int) -> bool:
    """Whether one of them begins there."""
    return any(start <= hit.start < end for hit in hits)


def weight_of(hits: list[Hit]) -> float:
    """What the hits count together: the first fully, each further one that stands elsewhere half of the one before."""
    places: list[tuple[int, int]] = []
    for hit in hits[:MOST_CUES]:
        if not meets(hit, places):
            places.append((hit.start, hit.end))
    return sum(CUE * FURTHER**i for i in range(min(len(places), 5)))
