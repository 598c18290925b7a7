"""In what manner is something told? How people break bad news, and how they hold something against somebody.

What happened differs with every trade; how it is told does not. Who tells of hard times says that they have to be told,
that all but the needful must wait, that nobody is to blame; who complains says what was agreed, that patience has an
end, and what shall be done now. One such word is found anywhere; several of different sorts are not.
"""

from __future__ import annotations

from functools import cache, lru_cache

from .cued import alike, phrases_of
from .phrases import Phrases
from .remembered import AT_HAND
from .sentences import LONGEST, plain

HARD_TIMES = ("disclose", "straits", "retrench", "forbear", "event")
HELD_AGAINST_US = ("agreed", "patience", "demand", "fobbed", "ignored", "accused", "repeated")
POLITE, INFORM = "polite", "inform"


@lru_cache(maxsize=AT_HAND)
def frames(text: str) -> frozenset[str]:
    """The sorts of frames in a text, as in ``cues/*/frames.toml``."""
    return frozenset(hit.label for hit in cues().find(plain(text[:LONGEST])))


@cache
def cues() -> Phrases:
    """All cues of this topic, of all languages."""
    return phrases_of("frames", lambda topic: alike(topic["frames"]))
