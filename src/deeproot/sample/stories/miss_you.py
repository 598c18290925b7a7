"""We miss you: with nothing behind it, or with a real step after it."""

from __future__ import annotations

from datetime import timedelta

from ..firm import BY_TEAM
from ..life import Life
from . import opening
from .everyday import inform


def hollow(life: Life) -> bool:
    """Words of longing, and then nothing for weeks."""
    rng = life.chance("miss-you")
    at = life.room(26, rng)
    if at is None:
        return False
    writer = rng.choice((*BY_TEAM["marketing"], life.who.owner))
    topic = opening.thread(life, life.day(at + timedelta(days=5), rng), "miss", rng, member=writer, english=True)
    told = topic.write("miss_you", "miss_you", 0)
    life.lived("hollow_miss_you", "we wrote that we miss them, and nothing personal followed for two weeks", [told])
    return told is not None


def meant(life: Life) -> bool:
    """The same words, and within the week a call in which somebody listens."""
    rng = life.chance("miss-you-meant")
    at = life.room(26, rng)
    if at is None:
        return False
    topic = opening.thread(life, life.day(at + timedelta(days=5), rng), "miss", rng, english=True)
    topic.write("miss_you", "miss_you", 0)
    moment = life.day(at + timedelta(days=10), rng)
    inform(life, moment, rng)
    opening.call(life, moment, "care", rng, share=0.7, minutes=22)
    return True
