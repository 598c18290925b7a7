"""Asked, never given: every letter wants something."""

from __future__ import annotations

from ..firm import BY_TEAM
from ..life import Life
from . import opening


def tell(life: Life) -> bool:
    """A year of offers, each from somebody in sales; what they ask in between is answered, no more."""
    rng = life.chance("asked-only")
    if (life.end - life.start).days < 380:
        return False
    life.rooms.append((life.ago(400), life.end))
    told, days = [], 395.0
    while days > 25:
        at = life.day(life.ago(days), rng)
        topic = opening.thread(life, at, "pitch", rng, member=rng.choice(BY_TEAM["sales"]), english=True)
        told.append(topic.write("pitch", "pitch", 0, asks=True))
        days -= 32 + 26 * rng.random()
    topic = opening.thread(life, life.day(life.ago(130), rng), "how", rng, "question_how", english=True)
    topic.hear("question", "question_how")
    topic.write("answer", "answer_how", 30)
    life.lived("asked_never_given", f"{len(told)} offers, and nothing given", told)
    return True
