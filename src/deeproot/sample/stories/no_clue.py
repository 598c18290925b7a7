""" "Is everything OK?", asked by somebody who does not know of the open case."""

from __future__ import annotations

from datetime import timedelta

from ..firm import BY_TEAM
from ..life import Life, everyone_but
from . import cases, opening


def tell(life: Life) -> bool:
    """A case is open; a colleague with no part in it asks cheerfully, unbriefed; the customer says what it thinks
    of that.
    """
    rng = life.chance("no-clue")
    at = life.room(cases.ROOM + 4, rng)
    if at is None:
        return False
    owner = rng.choice(BY_TEAM["support"])
    case, topic = cases.begin(life, at + timedelta(days=3), owner, rng, "request")
    topic.write("answer", "answer_first", 5, asks=True)
    caller = rng.choice([member for member in everyone_but(owner) if member.team in ("success", "sales", "founder")])
    moment = life.day(at + timedelta(days=9), rng, caller.zone)
    if rng.random() < 0.4:
        told = opening.call(life, moment, "care", rng, share=0.6, minutes=4, member=caller, transcript=False)
    else:
        other = opening.thread(life, moment, "ok", rng, member=caller, english=True, contact=topic.contact)
        told = other.write("care", "is_all_ok", 0, asks=True)
        other.facts.update(topic.facts, owner=owner.first)
        other.hear("feedback", "not_ok", 5, asks=False, mood=-0.5)
        other.write("answer", "apology", 5)
    topic.now = moment + timedelta(days=2)
    topic.write("answer", "answer_fix", 6)
    cases.end(case, topic, topic.hear("thanks", "thanks_fix", 20))
    life.lived(
        "ok_without_a_clue",
        f"{caller.name} asked whether all is well while {owner.first} was working on an open case",
        [told],
    )
    return told is not None


def briefed(life: Life) -> bool:
    """The same call, by one who read the brief first."""
    rng = life.chance("briefed")
    at = life.room(cases.ROOM + 4, rng)
    if at is None:
        return False
    owner = rng.choice(BY_TEAM["support"])
    case, topic = cases.begin(life, at + timedelta(days=3), owner, rng, "request")
    topic.write("answer", "answer_first", 5, asks=True)
    moment = life.day(at + timedelta(days=9), rng)
    topic.facts["owner"] = owner.first
    topic.now = moment - timedelta(hours=2)
    topic.note("brief", "brief", 0, by=life.who.owner)
    opening.call(life, moment, "care", rng, share=0.66, minutes=9, told=topic.facts, contact=topic.contact)
    topic.now = moment + timedelta(days=2)
    topic.write("answer", "answer_fix", 6)
    cases.end(case, topic, topic.hear("thanks", "thanks_fix", 20))
    return True
