"""A complaint that went silent: they told us, they gave up, and nobody asked whether it was solved."""

from __future__ import annotations

from datetime import timedelta

from ..firm import BY_TEAM
from ..life import Life
from ..record import Row
from . import cases, opening


def tell(life: Life) -> bool:
    """A complaint, a kind answer that helps nobody, perhaps one more try; then silence."""
    rng = life.chance("silent-complaint")
    at = life.room(22, rng, latest=20)
    if at is None:
        return False
    owner = rng.choice(BY_TEAM["support"])
    if rng.random() < 0.6:
        case, topic = cases.begin(life, at + timedelta(days=3), owner, rng, "complaint")
        told: Row | None = life.rows[-2]
        case["closed_at"] = case["opened_at"] + timedelta(days=7) if rng.random() < 0.6 else None
    else:
        topic = opening.thread(life, life.day(at + timedelta(days=3), rng), "problem", rng, "complaint", english=True)
        told = topic.hear("complaint", "complaint")
    answered = rng.random()
    if answered < 0.75:
        topic.write("answer", "apology", 20 + 30 * rng.random())
    if answered < 0.35:
        told = topic.hear("complaint", "complaint_again", 24 + 60 * rng.random())
    life.lived(
        "complaint_went_silent", f"complained about {topic.facts['problem']}, and never said it was solved", [told]
    )
    return told is not None


def heard(life: Life) -> bool:
    """A complaint that was answered, mended, and confirmed."""
    rng = life.chance("heard-complaint")
    at = life.room(cases.ROOM, rng)
    if at is None:
        return False
    cases.solved(life, at + timedelta(days=1), rng, upset=True)
    return True
