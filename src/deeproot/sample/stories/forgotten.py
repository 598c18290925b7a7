"""A promise forgotten: asked for, promised, asked after, and never delivered."""

from __future__ import annotations

from datetime import timedelta

from ..life import Life
from .promising import asked


def tell(life: Life) -> bool:
    """The day passes. Some ask once more; nobody answers."""
    rng = life.chance("forgotten")
    old = rng.random() < 0.5
    at = life.room(30, rng, earliest=345 if old else 75, latest=4)
    if at is None:
        return False
    topic, promise = asked(life, at + timedelta(days=2), rng, days=rng.choice((2, 3, 4, 6)))
    if promise is None:
        return False
    told = [promise]
    if rng.random() < 0.6:
        topic.now = promise["due_at"]
        nudge = topic.hear("question", "nudge", 30 + 70 * rng.random(), mood=-0.4)
        told += [nudge] if nudge else []
    life.lived("promise_forgotten", f"promised in writing, due and never delivered: {topic.facts['thing']}", told)
    return True
