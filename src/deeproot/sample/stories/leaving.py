"""Leaving: with a reason, said or unsaid, and what we did about it."""

from __future__ import annotations

from datetime import timedelta

from ..chance import weighted
from ..firm import BY_TEAM
from ..life import Life
from ..trade import REASONS
from . import opening

DAY = timedelta(days=1)
BECAUSE = {
    "promise_forgotten": "promise_broken",
    "endless_loop": "promise_broken",
    "complaint_went_silent": "complaint_unheard",
    "heard_only_at_renewal": "only_at_renewal",
    "pitched_in_hard_times": "hard_times",
    "asked_never_given": "sold_to",
}
ELSE = {"too_expensive": 4.0, "contact_left": 3.0, "closed": 2.0, "competitor": 3.0, "no_longer_needed": 3.0}


def reason(life: Life) -> tuple[str, str | None]:
    """Why this customer leaves: what it lived through, where that explains it, else something beyond us; and the
    scenario behind it.
    """
    rng = life.chance("reason")
    for scenario in (truth["id"] for truth in life.truths):
        if scenario in BECAUSE and rng.random() < 0.85:
            return BECAUSE[scenario], scenario
    return weighted(rng, ELSE), None


def tell(life: Life, why: str) -> bool:
    """The letter of notice, our answer, a last word; a fifth simply go without one. Returns whether it was said."""
    rng = life.chance("leaving")
    said = rng.random() < 0.8 and life.tended
    contact = life.who.contacts[0]
    if said:
        topic = opening.thread(
            life, life.day(life.ago(13), rng, contact.zone), "cancel", rng, contact=contact, english=True
        )
        topic.facts["reason"] = REASONS[why]
        topic.hear("cancel", "cancel")
        topic.write("answer", "cancel_reply", 6 + 20 * rng.random())
        topic.hear("thanks", "goodbye", 20, mood=0.1)
    return said


def remembered(life: Life) -> None:
    """Months after, a few get a last letter without any offer in it."""
    rng = life.chance("remembered")
    if rng.random() < 0.3:
        writer, reader = BY_TEAM["founder"][0], life.who.contacts[0]
        at = life.day(life.end + timedelta(days=45), rng, writer.zone)
        says = "Thank you for the years with us. What you told us when you left is on our wall."
        body = f"Dear {reader.address},\n\n{says}\n\n{writer.first}"
        life.put(
            at,
            "letter",
            "out",
            "appreciation",
            member=writer,
            contact=reader,
            subject="Thank you",
            body=body,
            afterwards=True,
        )
