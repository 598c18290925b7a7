"""Too many touchpoints: six of us, each starting from the beginning."""

from __future__ import annotations

from datetime import timedelta

from ..firm import BY_TEAM, Member
from ..life import Life
from . import cases


def tell(life: Life) -> bool:
    """One problem goes through six hands, and is explained again to most of them."""
    rng = life.chance("touchpoints")
    at = life.room(40, rng)
    if at is None:
        return False
    hands: list[Member] = (
        rng.sample(BY_TEAM["support"], 4) + rng.sample(BY_TEAM["sales"], 2) + rng.sample(BY_TEAM["success"], 1)
    )
    case, topic = cases.begin(life, at + timedelta(days=3), hands[0], rng, "request")
    told = []
    for number, hand in enumerate(hands):
        topic.facts["member"] = hand.first
        topic.write("answer", "again_who" if number else "answer_first", 20 + 20 * rng.random(), by=hand, asks=True)
        if number < len(hands) - 1:
            told.append(
                topic.hear(
                    "feedback", "problem_detail", 8 + 20 * rng.random(), asks=False, mood=round(-0.2 - 0.1 * number, 2)
                )
            )
    topic.write("answer", "answer_fix", 10, by=hands[-1])
    cases.end(case, topic, topic.hear("thanks", "thanks_fix", 24, mood=0.2))
    life.lived(
        "too_many_touchpoints", f"{len(hands)} of us dealt with one problem, and each asked from the beginning", told
    )
    return True
