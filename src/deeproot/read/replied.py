"""What does our reply say of the message that it replies to? We are sorry for what we did, or for what they bear, or
glad to know; or we file it: it was passed on, it is taken seriously, and nothing is said of what comes of it.

How a message was meant is often plainer from what our own people made of it than from its own words: words of apology
and of comfort are few, and the same in every trade.
"""

from __future__ import annotations

import re
from functools import cache

from .cued import alike, phrases_of
from .phrases import Phrases
from .sentences import LONGEST, plain

APOLOGY, COMFORT, FILED, NOTED = "apology", "comfort", "filed", "noted"
SORRY = "sorry"
OF_THE_MAIL = re.compile(
    r"(?:sorry|apologies|excuse|excusing|forgive|pardon)\b[^.!?\n]{0,20}?\b(?:typos?|mistypes|spelling|formatting|brevity|"
    r"brief|short (?:note|mail|e-?mail|reply|answer|message|line)|keyboard|handwriting|thumbs?|haste|autocorrect)\b"
    r"[^.!?\n]{0,40}"
)
"""What is said of the mail itself ("sorry for the typos") regrets nothing."""


def replied(text: str) -> frozenset[str]:
    """Which of ``apology``, ``comfort``, ``filed`` and ``noted`` a message of ours has; ``text`` is its new text.

    "So sorry" comforts, unless more is said of what we did: then it only apologises.
    """
    low = OF_THE_MAIL.sub("", plain(text[:LONGEST]))
    hits = cues().find(low)
    ours = any(hit.label == APOLOGY and low[hit.start : hit.end] != SORRY for hit in hits)
    return frozenset(
        hit.label for hit in hits if not (ours and hit.label == COMFORT and low[hit.start : hit.end].endswith(SORRY))
    )


@cache
def cues() -> Phrases:
    """All cues of this topic, of all languages."""
    return phrases_of("replied", lambda topic: alike(topic["cues"]))
