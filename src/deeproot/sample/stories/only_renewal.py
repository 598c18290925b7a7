"""Heard only at renewal: nobody writes all year, and then there is something to sign."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..firm import BY_TEAM
from ..life import Life
from ..record import Row
from . import opening
from .renewing import administration, date


def tell(life: Life) -> bool:
    """The last year holds a handful of personal messages, all of them around the renewal."""
    rng = life.chance("only-renewal")
    near = [renews for renews in life.renewals if life.ago(300) < renews < life.ago(20)]
    if life.who.term_months < 12 or not near:
        return False
    renews, greedy = near[-1], rng.random() < 0.5
    life.rooms.append((life.ago(420), life.end))
    seller = rng.choice(BY_TEAM["sales"])
    topic = opening.thread(
        life, life.day(renews - timedelta(days=38), rng), "renewal", rng, member=seller, english=True
    )
    topic.facts["date"] = date(renews, "en")
    topic.subject = f"Your contract for {topic.facts['product']}"
    told = [topic.write("renewal", "renewal", 0, asks=True), topic.write("renewal", "renewal", 24 * 12, asks=True)]
    topic.hear("feedback", "renew_yes", 30, asks=False, mood=0.05)
    told.append(topic.write("answer", "renewed", 20))
    administration(life, renews + timedelta(days=3), f"{rng.randint(20000, 89999)}")
    if greedy:
        told += _offers(life, renews)
        life.lived("asked_never_given", "around the renewal they were asked again and again, and given nothing", told)
    life.lived("heard_only_at_renewal", "nobody wrote between the renewals", told)
    return True


def _offers(life: Life, renews: datetime) -> list[Row | None]:
    """On top of the renewal, three offers."""
    rng = life.chance("only-renewal-offers")
    told = []
    for days in (-33.0, -12.0, 8.0):
        topic = opening.thread(
            life,
            life.day(renews + timedelta(days=days), rng),
            "pitch",
            rng,
            member=rng.choice(BY_TEAM["sales"]),
            english=True,
        )
        told.append(topic.write("pitch", "pitch", 0, asks=True))
    return told
