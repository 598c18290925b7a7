"""What does our reply say of the message that it replies to? We are sorry for what we did, or for what they bear, or
glad to know.

How a message was meant is often plainer from what our own people made of it than from its own words: words of apology
and of comfort are few, and the same in every trade.
"""

from __future__ import annotations

from functools import cache

from .cued import alike, phrases_of
from .phrases import Phrases
from .sentences import LONGEST, plain

APOLOGY, COMFORT, NOTED = "apology", "comfort", "noted"
SORRY = "sorry"


def replied(text: str) -> frozenset[str]:
    """Which of ``apology``, ``comfort`` and ``noted`` a message of ours has; ``text`` is its new text.

    "So sorry" comforts, unless more is said of what we did: then it only apologises.
    """
    low = plain(text[:LONGEST])
    hits = cues().find(low)
    ours = any(hit.label == APOLOGY and low[hit.start : hit.end] != SORRY for hit in hits)
    return frozenset(
        hit.label for hit in hits if not (ours and hit.label == COMFORT and low[hit.start : hit.end].endswith(SORRY))
    )


@cache
def cues() -> Phrases:
    """All cues of this topic, of all languages."""
    return phrases_of("replied", lambda topic: alike(topic["cues"]))
