"""Which reasons may stand against which kind of touch: the table of docs/policy.md, as the gate reads it."""

from __future__ import annotations

from typing import Final

from deeproot.plan.policy.shapes import Touch

ANSWERS: Final = frozenset({"answer", "holding"})
"""What the customer asked for, or waits for."""
SERVICE: Final = ANSWERS | {"admin"}
"""What belongs to the dealings they have with us: no marketing."""
GIFTS: Final = frozenset({"value", "care", "appreciation"})
ATTENTION: Final = frozenset({"care", "appreciation"})
"""No marketing where a person writes it to one customer; a campaign of it is."""
MARKETING: Final = frozenset({"pitch", "renewal", "value", "miss_you", "survey"})
KINDS: Final = SERVICE | ATTENTION | MARKETING

NEEDS_BASIS: Final = frozenset({"email", "sms", "call", "chat"})
"""Channels on which marketing needs a consent or a customer relation (ePrivacy directive, article 13); a letter does
not."""
CALLED: Final = frozenset({"call", "sms"})
DISTURBING: Final = CALLED | {"meeting"}
"""Channels that are left alone on public holidays."""
WRITTEN: Final = frozenset({"email", "chat"})
"""Channels on which an answer may come at any hour: it waits until they look."""


def kind_of(touch: Touch) -> str:
    """The kind by which a touch is judged. Raises ValueError for one that is no kind of touch."""
    if touch.survey_id is not None or touch.channel == "survey":
        return "survey"
    if touch.kind not in KINDS:
        raise ValueError(f"{touch.kind!r} is no kind of touch; it must be one of {', '.join(sorted(KINDS))}.")
    return touch.kind


def is_marketing(kind: str, touch: Touch) -> bool:
    """Whether the law reads it as direct marketing: the stricter reading where laws differ."""
    return kind in MARKETING or (kind in ATTENTION and (touch.automatic or not touch.personal))
