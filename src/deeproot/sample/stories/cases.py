"""Support cases that end well, complaints that were heard, and a case that is open now."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from ..chance import weighted
from ..firm import BY_TEAM, Member
from ..life import Life, others
from ..record import Row
from ..thread import Thread
from . import opening

ROOM = 24.0


def cases(life: Life) -> None:
    """A case now and then: opened, worked on, handed over with a note, closed, confirmed by the customer."""
    rng = life.chance("cases")
    at = life.start + timedelta(days=20 + life.who.persona.case_days * rng.random())
    while at < life.end:
        if life.free(at, at + timedelta(days=ROOM)) and (life.tended or not life.in_last_year(at)):
            solved(life, at, rng, upset=rng.random() < 0.3)
        at += timedelta(days=life.who.persona.case_days * (0.4 + 1.2 * rng.random()))


def solved(life: Life, at: datetime, rng: Random, upset: bool) -> None:
    """A problem from the first message to the word of thanks."""
    owner = rng.choice(BY_TEAM["support"])
    case, topic = begin(life, at, owner, rng, "complaint" if upset else "request")
    if rng.random() < 0.55:
        topic.write("answer", "answer_first", 2 + 8 * rng.random(), asks=True)
        topic.hear("feedback", "problem_detail", 2 + 30 * rng.random(), asks=False, mood=-0.2)
    if rng.random() < 0.3:
        owner = handed_over(topic, owner, rng)
    topic.write("answer", "answer_complaint" if upset else "answer_fix", 6 + 60 * rng.random(), by=owner)
    thanks = topic.hear("thanks", "thanks_fix", 4 + 40 * rng.random())
    end(case, topic, thanks)


def begin(life: Life, at: datetime, owner: Member, rng: Random, kind: str) -> tuple[Row, Thread]:
    """The first message of a case, the automatic confirmation, and the case itself."""
    severity = weighted(rng, {"low": 3, "normal": 5, "high": 2, "urgent": 0.6})
    case = life.open_case(at, owner, severity)
    topic = opening.thread(
        life, at, "problem", rng, "request_problem", "complaint", english=True, member=owner, channel="case", case=case
    )
    topic.now = life.day(at, rng, topic.contact.zone)
    case["opened_at"] = topic.now
    life.spoken_of[case["case_id"]] = {**topic.facts, "owner": owner.first}
    if topic.hear(kind, "complaint" if kind == "complaint" else "request_problem") is None:
        life.cases.remove(case)
    body = f"We have received your message. Your case number is {case['case_id']}. This message was sent automatically."
    life.put(
        topic.now + timedelta(seconds=20),
        "case",
        "out",
        None,
        contact=topic.contact,
        subject=f"Received: {topic.subject}",
        body=body,
        automatic=True,
        thread_id=topic.thread_id,
        case_id=case["case_id"],
    )
    return case, topic


def handed_over(topic: Thread, owner: Member, rng: Random) -> Member:
    """Another member takes the case, and is told all about it first."""
    new = rng.choice(others(BY_TEAM["support"], owner))
    topic.facts["member"] = new.first
    topic.note("handover", "handover", 3, by=owner)
    return new


def end(case: Row, topic: Thread, thanks: Row | None) -> None:
    """Close a case that the customer confirmed; what has not happened yet stays open."""
    life = topic.life
    if thanks:
        case["confirmed_at"] = thanks["happened_at"]
        closed = thanks["happened_at"] + timedelta(hours=2)
        case["closed_at"] = closed if closed <= life.end else None


def open_now(life: Life) -> bool:
    """A case that is being worked on at this moment."""
    rng = life.chance("open-now")
    at = life.ago(2.5 + 7 * rng.random())
    if not life.free(at, life.end):
        return False
    life.rooms.append((at - timedelta(days=3), life.end))
    owner = rng.choice(BY_TEAM["support"])
    _, topic = begin(life, at, owner, rng, "request")
    topic.write("answer", "answer_first", 3, asks=True)
    topic.hear("feedback", "problem_detail", 14, asks=False, mood=-0.3)
    topic.note("note", "note_case", 1, by=owner)
    return True
