"""Everyday life: something given, a question asked and answered, a call, a word of thanks; regularly, and outside
the room of other stories.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from ..chance import weighted
from ..clockwork import after
from ..facts import about, facts, needs_of, subject
from ..firm import BY_TEAM
from ..life import Life
from ..sentences import GRAMMARS
from ..thread import Thread
from . import opening

DAY = timedelta(days=1)


def touches(life: Life) -> None:
    """What we do unasked, in the pace of the persona."""
    rng = life.chance("touches")
    acts = {value: 4.0, care: 2.0, appreciation: 0.8, pitch: 0.7}
    days = 10 + 20 * rng.random()
    at = life.start + timedelta(days=days)
    while at < life.end:
        act = weighted(rng, acts)
        if life.free(at - DAY, at + 9 * DAY) and (life.tended or not life.in_last_year(at)):
            act(life, life.day(at, rng), rng)
        at += timedelta(days=life.who.persona.cadence_days * (0.55 + 0.9 * rng.random()))


def value(life: Life, at: datetime, rng: Random) -> None:
    """Something made for a need they told us of; now and then they answer."""
    if rng.random() < life.who.persona.calls:
        checked(life, at, rng)
        return
    topic = opening.thread(life, at, "value", rng, "value", "reply_value")
    if topic.language == "en":
        topic.facts.update(about(topic.facts, needs_of(life.who, rng, 1)[0], rng))
        topic.subject = subject("value", topic.facts, "en", rng)
    topic.write("value", "value", 0, resource_id=topic.facts["resource_id"])
    away(life, topic, rng)
    if rng.random() < 0.3:
        topic.hear("thanks", "reply_value", 3 + 40 * rng.random())
        if rng.random() < 0.3:
            topic.write("answer", "thanks_reply", 3 + 20 * rng.random())


def care(life: Life, at: datetime, rng: Random) -> None:
    """An open question; by somebody who knows of any case that is open."""
    inform(life, at, rng)
    if rng.random() < life.who.persona.calls:
        checked(life, at, rng, kind="care")
        return
    topic = opening.thread(life, at, "care", rng, "care", "need_said", "thanks_reply")
    topic.write("care", "care", 0, asks=True)
    away(life, topic, rng)
    if rng.random() < 0.5:
        topic.hear("feedback", "need_said", 5 + 50 * rng.random(), asks=False)
        topic.write("answer", "thanks_reply", 4 + 20 * rng.random())


def checked(life: Life, at: datetime, rng: Random, kind: str = "value") -> None:
    """A call or a meeting in which we listen, or do not."""
    inform(life, at, rng)
    share = 0.56 + 0.26 * rng.random() if life.listens else 0.14 + 0.22 * rng.random()
    channel = weighted(rng, {"call": 4.0, "meeting": 1.0})
    minutes = 11.0 if channel == "call" else 38.0
    known = {"owner": life.who.owner.first}
    talk = opening.call(
        life, at, kind, rng, share=share, minutes=minutes, channel=channel, told=known, asks=life.listens
    )
    if talk and rng.random() < 0.3:
        words = {"contact": life.who.contacts[0].address, "metric": "", **facts(life.who, rng)}
        body = GRAMMARS["en"].say(rng.choice(("note_need", "note_cues")), words, rng)
        life.put(
            talk["happened_at"] + timedelta(minutes=35),
            "note",
            "internal",
            "note",
            member=life.who.owner,
            body=body,
            subject="After the call",
        )


def appreciation(life: Life, at: datetime, rng: Random) -> None:
    """Thanks from us, by mail or on paper."""
    if rng.random() < 0.25:
        words = facts(life.who, rng)
        body = GRAMMARS["en"].say("letter_card", words, rng)
        life.put(
            at,
            "letter",
            "out",
            "appreciation",
            member=life.who.owner,
            contact=life.who.contacts[0],
            subject="A card",
            body=body,
        )
        return
    topic = opening.thread(life, at, "thanks", rng, "appreciation", "praise")
    topic.write("appreciation", "appreciation", 0)
    if rng.random() < 0.25:
        topic.hear("praise", "praise", 5 + 30 * rng.random())


def pitch(life: Life, at: datetime, rng: Random) -> None:
    """An offer; never in hard times."""
    if life.hard_at(at):
        return
    topic = opening.thread(life, at, "pitch", rng, member=rng.choice(BY_TEAM["sales"]), english=True)
    topic.write("pitch", "pitch", 0, asks=True)


def inform(life: Life, at: datetime, rng: Random) -> None:
    """Where a case is open, whoever calls reads up first, and that is written down."""
    for case in life.open_cases(at)[:1]:
        words = facts(life.who, rng) | life.spoken_of[case["case_id"]]
        body = GRAMMARS["en"].say("brief", words, rng)
        life.put(
            at - timedelta(hours=1, minutes=20),
            "note",
            "internal",
            "brief",
            member=life.who.owner,
            subject="Before the call",
            body=body,
            case_id=case["case_id"],
        )


def away(life: Life, topic: Thread, rng: Random) -> None:
    """Sometimes an automatic reply comes back."""
    if rng.random() < 0.05:
        body = GRAMMARS["en"].say("out_of_office", topic.facts, rng)
        moment = topic.now + timedelta(seconds=40)
        life.put(
            moment,
            "email",
            "in",
            None,
            contact=topic.contact,
            member=topic.member,
            subject=f"Automatic reply: {topic.subject}",
            body=body,
            automatic=True,
            thread_id=topic.thread_id,
            mailbox=topic.member.member_id,
        )


def questions(life: Life) -> None:
    """What they ask, and how long they wait; a few never get an answer."""
    rng = life.chance("questions")
    at = life.start + timedelta(days=6 + 30 * rng.random())
    while at < life.end:
        if life.free(at - DAY, at + 10 * DAY) and (life.tended or not life.in_last_year(at)):
            question(life, at, rng)
        at += timedelta(days=life.who.persona.question_days * (0.3 + 1.4 * rng.random()))


def question(life: Life, at: datetime, rng: Random, answered: bool | None = None) -> None:
    """One question, by mail or chat."""
    channel = weighted(rng, {"email": 5.0, "chat": 1.6})
    member = rng.choice(BY_TEAM["support"]) if rng.random() < 0.55 else life.who.owner
    topic = opening.thread(
        life, at, "how", rng, "question_how", "answer_how", "thanks_how", member=member, channel=channel
    )
    topic.now = life.day(at, rng, topic.contact.zone)
    if channel == "chat":
        _chat(topic)
        return
    topic.hear("question", "question_how")
    if answered if answered is not None else rng.random() < 0.94:
        topic.write(
            "answer", "answer_how", weighted(rng, {1.5: 3.0, 5: 4.0, 22: 2.0, 60: 1.0}) * (0.6 + 0.8 * rng.random())
        )
        if rng.random() < 0.45:
            topic.hear("thanks", "thanks_how", 2 + 20 * rng.random())


def _chat(topic: Thread) -> None:
    topic.hear("question", "chat_q")
    topic.now = after(topic.now, 0.04, topic.member.zone, topic.rng)
    topic.write("answer", "chat_how", 0)
    if topic.rng.random() < 0.6:
        topic.now += timedelta(minutes=3)
        topic.hear("thanks", "chat_ok")
