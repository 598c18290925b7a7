"""Hard times: somebody tells us, and we sell on, or we hold back and help."""

from __future__ import annotations

from datetime import timedelta

from ..firm import BY_TEAM
from ..life import Life
from ..sentences import GRAMMARS
from ..thread import Thread
from ..trade import HARDSHIPS
from . import opening

DAY = timedelta(days=1)


def pitched(life: Life) -> bool:
    """They said how hard it is; weeks later an offer comes all the same."""
    topic = _told(life, "hard-times", open_end=True)
    if topic is None:
        return False
    rng = topic.rng
    seller = rng.choice(BY_TEAM["sales"])
    offer = opening.thread(
        life,
        life.day(topic.now + (12 + 10 * rng.random()) * DAY, rng),
        "pitch",
        rng,
        member=seller,
        english=True,
        contact=topic.contact,
    )
    told = offer.write("pitch", "pitch", 0, asks=True)
    if rng.random() < 0.6:
        offer.facts["hardship"] = topic.facts["hardship"]
        offer.hear("hardship", "hardship_hurt", 8, asks=False, mood=-0.7)
        offer.write("answer", "apology", 20)
    life.lived("pitched_in_hard_times", f"an offer came after they told us: {topic.facts['why'].lower()}", [told])
    return told is not None


def respected(life: Life) -> bool:
    """They said how hard it is; what costs money is put aside, and something helpful comes instead."""
    topic = _told(life, "hard-times-respected", open_end=life.chance("hard-end").random() < 0.4)
    if topic is None:
        return False
    topic.write("answer", "hard_times_ok", 6)
    topic.hear("thanks", "thanks_kind", 12)
    return True


def _told(life: Life, name: str, open_end: bool) -> Thread | None:
    """The letter that says so, and the belief we hold from then on."""
    rng = life.chance(name)
    at = life.room(64, rng, latest=18)
    if at is None:
        return None
    why, says, _ = rng.choice(HARDSHIPS)
    topic = opening.thread(life, at + 4 * DAY, "hard", rng, english=True)
    topic.now = life.day(at + 4 * DAY, rng, topic.contact.zone)
    topic.facts |= {"hardship": GRAMMARS["en"].fill(says, topic.facts, rng), "why": why}
    said = topic.hear("hardship", "hardship", asks=False)
    if said is None:
        return None
    until = said["happened_at"] + (70 + 60 * rng.random()) * DAY
    confirmed = said["happened_at"] if open_end else None
    life.believe("capacity", why, said["happened_at"], [said], until=until, confirmed_at=confirmed, horizon="now")
    return topic
