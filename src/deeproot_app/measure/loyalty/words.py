"""What the parts, levels and states are called on pages and on the command line."""

from __future__ import annotations

from typing import Final

PARTS: Final = {"engagement": "Engagement", "advocacy": "Advocacy", "attitude": "Attitude"}
QUESTIONS: Final = {
    "engagement": "What do they do of their own accord?",
    "advocacy": "Do they speak for us?",
    "attitude": "How do they feel about us?",
}
LEVELS: Final = {"high": "high", "middling": "middling", "low": "low", "unknown": "not known"}
TONES: Final = {"high": "good", "middling": "", "low": "bad", "unknown": "quiet"}
STANDINGS: Final = {"loyal": "Loyal", "between": "Between", "not_loyal": "Not loyal", "unknown": "Not known"}
STANDING_TONES: Final = {"loyal": "good", "between": "", "not_loyal": "bad", "unknown": "quiet"}
STAYINGS: Final = {
    "stays": "Stays", "ends_soon": "Term ends soon", "new": "New", "left": "Left", "unknown": "Not known",
}  # fmt: skip
FACTS: Final = {
    "use": "Used the product", "event": "Came to an event", "feedback": "Told us what they think",
    "question": "Asked us something", "reply": "Replied to us", "referral": "Told somebody of us",
    "reference": "Vouched for us", "public_praise": "Praised us in public", "promoter": "Would recommend us (9, 10)",
    "public_complaint": "Complained in public", "detractor": "Would not recommend us (0 to 6)",
    "praise": "Praised or thanked us", "good_mark": "Gave a good mark", "warm": "Wrote warmly",
    "complaint": "Complained", "low_mark": "Gave a low mark", "cold": "Wrote coldly",
}  # fmt: skip
