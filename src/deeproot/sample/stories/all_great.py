"""Everything is great: the end of the conversation, or the beginning of a better one."""

from __future__ import annotations

from datetime import timedelta

from ..life import Life
from . import opening
from .everyday import inform


def unasked(life: Life) -> bool:
    """Great, says the customer, and we leave it at that."""
    rng = life.chance("all-great")
    at = life.room(28, rng)
    if at is None:
        return False
    topic = opening.thread(life, life.day(at + timedelta(days=4), rng), "care", rng, english=True)
    inform(life, topic.now, rng)
    topic.write("care", "care", 0, asks=True)
    told = topic.hear("all_great", "all_great", 5 + 40 * rng.random(), asks=False)
    if rng.random() < 0.5:
        topic.write("answer", "thanks_reply", 6)
    life.lived("all_great_nothing_asked", "they said all is great, and nobody asked what that means", [told])
    return told is not None


def probed(life: Life) -> bool:
    """Great, says the customer, we ask once more, and learn something."""
    rng = life.chance("all-great-probed")
    at = life.room(28, rng)
    if at is None:
        return False
    topic = opening.thread(life, life.day(at + timedelta(days=4), rng), "care", rng, english=True)
    inform(life, topic.now, rng)
    topic.write("care", "care", 0, asks=True)
    topic.hear("all_great", "all_great", 5 + 40 * rng.random(), asks=False)
    topic.write("answer", "probe", 5, asks=True)
    topic.hear("feedback", "probed", 20, asks=False)
    topic.write("answer", "thanks_reply", 8)
    return True
