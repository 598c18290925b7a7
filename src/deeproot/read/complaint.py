"""How likely is a customer's message a complaint? A figure to rank by, from cues and feeling together.

``kinds`` names a message's one kind; a complaint may hide in a question. This looks for it alone. The weights were
set by hand on half of the labelled data; what they reach is in docs/reading-measured.md.
"""

from __future__ import annotations

import math

from .label import Label
from .sentiment import sentiment
from .votes import votes_of

BIAS, OF_CUES, OF_PRAISE, OF_FEELING = -1.6, 0.45, -0.25, -2.2
LIKELY, UNLIKELY = 0.55, 0.35


def complaint(text: str, subject: str = "") -> Label[bool]:
    """Whether a message complains: True, False, or None between; ``confidence`` is the likelihood that it does."""
    votes, words = votes_of(text if text.strip() else subject, "in")
    feeling = sentiment(text)
    against = max(0.0, votes.get("praise", 0.0)) + max(0.0, votes.get("all_great", 0.0))
    total = BIAS + OF_CUES * max(0.0, votes.get("complaint", 0.0)) + OF_PRAISE * against
    total += OF_FEELING * (feeling.value or 0.0)
    likely = 1 / (1 + math.exp(-total))
    value = True if likely >= LIKELY else False if likely <= UNLIKELY else None
    return Label(value, likely, tuple(words.get("complaint", ())[:3]) or feeling.words)
