"""In what manner is something told? How people break bad news, and how they hold something against somebody.

What happened differs with every trade; how it is told does not. Who tells of hard times says that they have to be told,
that all but the needful must wait, that nobody is to blame; who complains says what was agreed, that patience has an
end, and what shall be done now. One such word is found anywhere; several of different sorts are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from .cued import alike, phrases_of
from .phrases import Phrases
from .remembered import AT_HAND
from .sentences import LONGEST, plain

HARD_TIMES = ("disclose", "straits", "retrench", "forbear", "event")
HELD_AGAINST_US = ("agreed", "patience", "demand", "fobbed", "ignored", "accused", "repeated")
POLITE, INFORM = "polite", "inform"
HARD = (0.7, 5.0, 20.0, 40.0, 40.0, 40.0)
"""How much likelier hard times are by how many sorts of their frames a text has."""
HARD_NO_COMPLAINT = (1.0, 0.7, 0.4, 0.2, 0.1, 0.1)
BLAMED = (0.4, 1.5, 5.0, 8.0, 8.0, 8.0, 8.0, 8.0)
"""The same for a complaint."""
KINDLY = 0.5
"""What a complaint is more unlikely for where it is put like a request for help, or told by the way."""
NOTHING: Mapping[str, float] = {}


@lru_cache(maxsize=AT_HAND)
def frames(text: str) -> frozenset[str]:
    """The sorts of frames in a text, as in ``cues/*/frames.toml``."""
    return frozenset(hit.label for hit in cues().find(plain(text[:LONGEST])))


@lru_cache(maxsize=AT_HAND)
def of_frames(text: str) -> Mapping[str, float]:
    """How much likelier a complaint and hard times are for how a text is told."""
    found = frames(text)
    hard, blamed = (len(found.intersection(sorts)) for sorts in (HARD_TIMES, HELD_AGAINST_US))
    complaint = BLAMED[blamed] * HARD_NO_COMPLAINT[hard] * KINDLY ** len(found & {POLITE, INFORM})
    return {"hardship": HARD[hard], "complaint": complaint}


def holds_against(text: str) -> bool:
    """Whether a text is told in any of the ways in which people hold something against somebody."""
    return not frames(text).isdisjoint(HELD_AGAINST_US)


@cache
def cues() -> Phrases:
    """All cues of this topic, of all languages."""
    return phrases_of("frames", lambda topic: alike(topic["frames"]))
