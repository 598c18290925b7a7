"""The endless loop: still no news, I will update you by Thursday; again and again."""

from __future__ import annotations

from datetime import timedelta

from ..life import Life
from .promising import asked


def tell(life: Life) -> bool:
    """Three or four holding replies in a row; in the end it comes, or it is still awaited now."""
    rng = life.chance("loop")
    at = life.room(46, rng)
    if at is None:
        return False
    topic, promise = asked(life, at + timedelta(days=2), rng, days=4)
    if promise is None:
        return False
    told = []
    for _ in range(rng.choice((3, 3, 4))):
        topic.now = max(topic.now, (promise["moved_to"] or promise["due_at"]) - timedelta(hours=12))
        told.append(topic.hold(promise, 0.5, rng.choice((3, 4, 6))))
    topic.keep(
        promise,
        (promise["moved_to"] or promise["due_at"]) + timedelta(hours=30 * rng.random() - 10),
        rule="delivered_late",
    )
    life.lived(
        "endless_loop",
        f"put off {len(promise['holding'])} times before it came: {topic.facts['thing']}",
        [promise, *told],
    )
    return True
