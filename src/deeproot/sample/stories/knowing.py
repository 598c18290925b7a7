"""What we hold to be true of a customer: said in calls and letters and confirmed, or long ago, or merely assumed."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from ..facts import about, needs_of
from ..life import Life
from ..record import Row
from ..trade import ORIGINS, STRENGTHS, Need
from . import opening
from .everyday import DAY, inform


def beginning(life: Life) -> None:
    """How it began: the first letter of a new customer, the welcome, and the origin that we note with its evidence."""
    rng = life.chance("beginning")
    origin = rng.choice(ORIGINS)
    recorded = life.who.since >= life.record.begins
    first: Row | None = None
    if recorded:
        topic = opening.thread(life, life.who.since + timedelta(hours=3), "how", rng, english=True)
        topic.facts["strength"] = origin[1].strip()
        topic.now = life.day(life.who.since + 1 * DAY, rng, topic.contact.zone)
        first = topic.hear("question", "question_how")
        if first:
            topic.write("answer", "answer_how", 3)
            topic.hear("thanks", "thanks_how", 20)
    if first and life.knowing != "nothing" and rng.random() < 0.7:
        told = opening.call(
            life,
            first["happened_at"] + 3 * DAY,
            "care",
            rng,
            share=0.7,
            told={"said": f"What made us try you: {origin[1].strip()}."},
            transcript=True,
        )
        life.believe("origin", origin[0].strip(), life.who.since + 5 * DAY, [told or first])


def believing(life: Life) -> None:
    """Needs, pains, gains, goals and strengths, by how well this customer is known."""
    rng = life.chance("beliefs")
    many = rng.randint(2, 4)
    needs = needs_of(life.who, rng, many + 1)
    if life.knowing == "fresh":
        _fresh(life, needs[:many], rng)
    elif life.knowing == "stale":
        _stale(life, needs, rng)


def _fresh(life: Life, needs: list[Need], rng: Random) -> None:
    """Said, and confirmed within half a year; beside them an assumption or an old one, but fewer."""
    stale = sum(1 for belief in life.beliefs if belief["from_at"] < life.ago(175) and belief["about"] != "capacity")
    for need in needs[: max(2, stale + 1)]:
        at = life.ago(24 + 130 * rng.random())
        for _ in range(30):
            if at > life.start + 5 * DAY and life.free(at - DAY, at + DAY):
                break
            at = life.ago(24 + 130 * rng.random())
        else:
            continue
        said = told(life, at, need, rng)
        earlier, at_once = life.start + (at - life.start) * rng.random(), rng.random() < 0.5
        if said:
            since = said["happened_at"] if at_once else earlier
            life.believe(
                need.about,
                need.belief,
                since,
                [said],
                confirmed_at=said["happened_at"],
                horizon=horizon(need, rng),
                metric=metric(need),
            )
    fresh = sum(1 for belief in life.beliefs if belief["evidence"] and belief["confirmed_at"])
    if fresh <= stale:
        life.beliefs[:] = [belief for belief in life.beliefs if belief["about"] != "origin"]
    if fresh >= 2 + stale and len(needs) > 2 and rng.random() < 0.5:
        life.believe(needs[-1].about, needs[-1].belief, life.ago(60 + 100 * rng.random()), [], horizon="some_day")


def told(life: Life, at: datetime, need: Need, rng: Random) -> Row | None:
    """The customer says what it needs: asked in a call, or in a letter of its own; the row that says so."""
    at = life.day(at, rng)
    if rng.random() < life.who.persona.calls + 0.15:
        inform(life, at, rng)
        known = about({"product": need.product}, need, rng)
        return opening.call(
            life, at, "care", rng, share=0.72 if life.listens else 0.3, told=known, transcript=life.listens
        )
    topic = opening.thread(life, at, "care", rng, english=True)
    topic.facts.update(about(topic.facts, need, rng))
    topic.subject = f"{need.product}: what we need"
    said = topic.hear("feedback", "need_said", asks=False)
    topic.facts["topic"] = need.belief.lower()
    if said:
        topic.write("answer", "thanks_reply", 4 + 16 * rng.random())
    return said


def _stale(life: Life, needs: list[Need], rng: Random) -> None:
    """Never said by anybody, or said long ago and not asked since."""
    for need in needs:
        old = min(700.0, (life.end - life.start).days - 5.0)
        at = life.ago(max(190.0, old * (0.5 + 0.5 * rng.random())))
        life.believe(
            need.about, need.belief, max(at, life.who.since), [], horizon=horizon(need, rng), metric=metric(need)
        )
    life.believe("strength", rng.choice(STRENGTHS)[0].strip(), life.ago(40), [])


def horizon(need: Need, rng: Random) -> str | None:
    return None if need.about == "strength" else rng.choice(("now", "now", "quarter", "quarter", "some_day"))


def metric(need: Need) -> str | None:
    return need.metric if need.about in ("goal", "pain") else None
