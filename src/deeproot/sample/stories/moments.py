"""Moments that some lives have: a new contact of ours, a recommendation, a question that waits now, an answer lost
in the broken mailbox.
"""

from __future__ import annotations

from datetime import timedelta

from ..firm import BY_TEAM
from ..life import Life
from ..record import BROKEN
from ..sentences import GRAMMARS
from . import opening
from .everyday import question

DAY = timedelta(days=1)


def referral(life: Life) -> bool:
    """They recommend us, and are thanked for it."""
    rng = life.chance("referral")
    at = life.room(12, rng, earliest=700)
    if at is None:
        return False
    topic = opening.thread(life, life.day(at + 2 * DAY, rng), "praise", rng, english=True)
    topic.hear("praise", "referral", mood=0.8)
    topic.write("appreciation", "appreciation", 10)
    return True


def new_contact_of_ours(life: Life) -> bool:
    """The account goes to another of us: a note among us first, then a letter with both names."""
    rng = life.chance("handover")
    at = life.room(10, rng, earliest=600)
    if at is None:
        return False
    before = rng.choice([member for member in BY_TEAM["success"] if member != life.who.owner])
    topic = opening.thread(life, life.day(at + 2 * DAY, rng), "care", rng, member=before, english=True)
    topic.facts["member"] = life.who.owner.first
    topic.subject = "Your new contact"
    body = GRAMMARS["en"].say("handover_account", topic.facts, rng)
    life.put(
        topic.now - timedelta(hours=3),
        "note",
        "internal",
        "handover",
        member=before,
        subject="Account handover",
        body=body,
    )
    topic.write("admin", "handover_out", 0)
    return True


def waiting_now(life: Life) -> bool:
    """A question that nobody has answered yet."""
    rng = life.chance("waiting")
    at = life.ago(3.2 + 9 * rng.random())
    if not life.free(at - DAY, life.end):
        return False
    life.rooms.append((at - 3 * DAY, life.end))
    question(life, at, rng, answered=False)
    return True


def lost_answer(life: Life) -> bool:
    """A question before, an answer within the nine days in which the mailbox was not read: it looks unanswered, and
    was not.
    """
    begins, _ = life.record.gap
    rng = life.chance("lost")
    if (
        f"sample-mail-{life.who.owner.member_id[2:]}" != BROKEN
        or not life.start < begins < life.end - 30 * DAY
        or not life.free(begins - 4 * DAY, begins + 10 * DAY)
    ):
        return False
    life.rooms.append((begins - 4 * DAY, begins + 10 * DAY))
    topic = opening.thread(life, begins - 1.5 * DAY, "how", rng, "question_how", "answer_how")
    topic.now = life.day(begins - 1.5 * DAY, rng)
    topic.hear("question", "question_how")
    topic.now = max(topic.now, begins + timedelta(hours=20))
    topic.write("answer", "answer_how", 2)
    return True
