"""Promises: kept, kept early or late, put off with good reason, taken back, and those that are still open."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from ..chance import weighted
from ..firm import BY_TEAM
from ..life import Life
from ..record import Row
from ..thread import Thread
from . import opening

DAY = timedelta(days=1)
RULES = (
    "ask_thing",
    "promise_how",
    "promise_line",
    "delivered",
    "delivered_late",
    "holding",
    "withdrawn",
    "thanks_thing",
    "nudge",
)


def promises(life: Life) -> None:
    """Something is asked for, promised, and comes: mostly in time."""
    rng = life.chance("promises")
    pace = 260 + 160 * rng.random()
    at = life.start + timedelta(days=15 + 200 * rng.random())
    while at < life.end - 34 * DAY:
        everyday = life.tended or not life.in_last_year(at)
        if everyday and life.free(at, at + 32 * DAY) and life.record.whole(at, at + 32 * DAY):
            ends = weighted(rng, {kept: 5.0, early: 2.4, late: 1.3, held: 1.0, withdrawn: 0.5})
            ends(life, *asked(life, at, rng))
        at += timedelta(days=pace * (0.5 + rng.random()))


def asked(life: Life, at: datetime, rng: Random, days: int | datetime | None = None) -> tuple[Thread, Row | None]:
    """The customer asks for a thing, we promise it."""
    member = rng.choice((life.who.owner, life.who.owner, rng.choice(BY_TEAM["support"]), rng.choice(BY_TEAM["sales"])))
    topic = opening.thread(life, at, "thing", rng, *RULES, member=member)
    topic.now = life.day(at, rng, topic.contact.zone)
    topic.hear("request", "ask_thing")
    return topic, topic.promise("promise_how", 3 + 14 * rng.random(), days or rng.choice((1, 2, 3, 3, 4, 5, 7, 9)))


def kept(life: Life, topic: Thread, promise: Row | None) -> None:
    """Delivered on the day, in office hours."""
    if promise:
        topic.keep(promise, promise["due_at"] - timedelta(hours=7.5 + 6 * topic.rng.random()))
        thanked(topic)


def early(life: Life, topic: Thread, promise: Row | None) -> None:
    """Delivered a day or more before."""
    if promise:
        span = promise["due_at"] - promise["made_at"]
        topic.keep(promise, promise["made_at"] + span * (0.15 + 0.2 * topic.rng.random()))
        thanked(topic)


def late(life: Life, topic: Thread, promise: Row | None) -> None:
    """Delivered days after, with an apology."""
    if promise:
        if topic.rng.random() < 0.5:
            topic.now = promise["due_at"]
            topic.hear("question", "nudge", 20 + 20 * topic.rng.random(), mood=-0.3)
        topic.keep(promise, promise["due_at"] + timedelta(days=1.2 + 6 * topic.rng.random()), rule="delivered_late")
        thanked(topic)


def held(life: Life, topic: Thread, promise: Row | None) -> None:
    """One holding reply in time, then delivered by the new date."""
    if promise:
        topic.now = max(topic.now, promise["due_at"] - timedelta(hours=26))
        topic.hold(promise, 1, 4)
        topic.keep(promise, (promise["moved_to"] or promise["due_at"]) - timedelta(hours=9))
        thanked(topic)


def withdrawn(life: Life, topic: Thread, promise: Row | None) -> None:
    """Taken back, openly."""
    if promise:
        topic.withdraw(promise, 20 + 10 * topic.rng.random())


def thanked(topic: Thread) -> None:
    if topic.rng.random() < 0.4:
        topic.hear("thanks", "thanks_thing", 3 + 20 * topic.rng.random())


def due_soon(life: Life) -> bool:
    """A promise that is open now, and due today or within days."""
    rng = life.chance("due-soon")
    at = life.ago(4 - 0.5 * rng.random())
    if not life.free(at - DAY, life.end):
        return False
    life.rooms.append((at - 3 * DAY, life.end))
    _, promise = asked(life, at, rng, days=life.end + rng.choice((0, 0, 0, 1, 2, 4, 6)) * DAY)
    return promise is not None
