"""Who is a customer, and who lives through what: lives are dealt their stories, so that each story is told of
several.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from .chance import some, stream, weighted
from .firm import BY_TEAM, PERSONAS, Member, Persona
from .life import Customer, Life
from .people import Household, household
from .record import YEAR, Record
from .stories import (
    all_great,
    asked_only,
    cases,
    endless_loop,
    forgotten,
    hard_times,
    miss_you,
    moments,
    no_clue,
    only_renewal,
    promising,
    silent_complaint,
    touchpoints,
)
from .trade import SOFTWARE, SUITS

DAY = timedelta(days=1)
SETTLED = 260
"""Days a customer must have been one for the stories that look back on a year."""


@dataclass(frozen=True)
class Arc:
    """A story, the share of customers it is told of, and what it asks of the rest of the life."""

    name: str
    tell: Callable[[Life], bool]
    share: float
    alone: bool = False  # nobody looks after them otherwise: no other story fits beside it
    now: bool = False  # told of today: only of customers who are here


def _deaf(life: Life) -> bool:
    life.listens = False
    return True


def _guessed(life: Life) -> bool:
    life.knowing = "stale"
    return True


def _fading(life: Life) -> bool:
    return life.who.uses


ARCS: tuple[Arc, ...] = (
    Arc("heard only at renewal", only_renewal.tell, 0.05, alone=True),
    Arc("asked, never given", asked_only.tell, 0.03, alone=True),
    Arc("stopped listening", _deaf, 0.055),
    Arc("assumptions about you", _guessed, 0.055),
    Arc("hollow we miss you", miss_you.hollow, 0.045),
    Arc("everything OK, without a clue", no_clue.tell, 0.042),
    Arc("too many touchpoints", touchpoints.tell, 0.034),
    Arc("pitched in hard times", hard_times.pitched, 0.034),
    Arc("promise forgotten", forgotten.tell, 0.055),
    Arc("endless loop", endless_loop.tell, 0.034),
    Arc("complaint went silent", silent_complaint.tell, 0.05),
    Arc("all great, nothing asked", all_great.unasked, 0.042),
    Arc("answer lost in the broken mailbox", moments.lost_answer, 0.015),
    Arc("we miss you, and meant it", miss_you.meant, 0.02),
    Arc("briefed before the call", no_clue.briefed, 0.03),
    Arc("hard times respected", hard_times.respected, 0.04),
    Arc("complaint heard", silent_complaint.heard, 0.06),
    Arc("all great, and probed", all_great.probed, 0.04),
    Arc("recommends us", moments.referral, 0.06),
    Arc("new contact of ours", moments.new_contact_of_ours, 0.06),
    Arc("case open now", cases.open_now, 0.04, now=True),
    Arc("promise due soon", promising.due_soon, 0.06, now=True),
    Arc("question waits now", moments.waiting_now, 0.04, now=True),
    Arc("leaving soon", _fading, 0.025, now=True),
)


def lives(seed: int, customers: int, record: Record) -> list[Life]:
    """So many lives, each with its customer, not yet told."""
    rng = stream(seed, "roster")
    used: set[str] = set()
    personas = _by_share(customers, rng)
    return [
        Life(_customer(number, personas[number - 1], record, seed, used), record, seed)
        for number in range(1, customers + 1)
    ]


def deal(told: list[Life], seed: int) -> None:
    """Tell each story of as many lives as its share asks for, at least of two where there are enough; those who
    leave come first more often.
    """
    for arc in ARCS:
        rng = stream(seed, "deal", arc.name)
        order = sorted(told, key=lambda life: rng.random() * (0.55 if life.who.left_at else 1.0))
        want = max(2, round(arc.share * len(told)))
        for life in order:
            if want and _fits(arc, life) and arc.tell(life):
                life.stories.append(arc.name)
                _settle(arc, life, rng)
                want -= 1


def _fits(arc: Arc, life: Life) -> bool:
    settled = (life.end - life.start).days >= SETTLED
    here = not (arc.now and life.who.left_at)
    room = not life.stories if arc.alone else life.tended and len(life.stories) < 3
    return settled and here and room


def _settle(arc: Arc, life: Life, rng: Random) -> None:
    if arc.alone:
        life.tended = False
        life.knowing = rng.choice(("stale", "nothing"))


def _by_share(customers: int, rng: Random) -> list[Persona]:
    shares = {number: persona.share for number, persona in enumerate(PERSONAS)}
    found = [PERSONAS[weighted(rng, shares)] for _ in range(customers)]
    found[: len(PERSONAS)] = PERSONAS[: len(found)]
    return found


def _customer(number: int, persona: Persona, record: Record, seed: int, used: set[str]) -> Customer:
    customer_id = f"c{number:04d}"
    rng = stream(seed, customer_id, "who")
    home = household(customer_id, persona.kind, persona.roles, rng, used)
    months = weighted(rng, persona.terms)
    since = _since(record, rng)
    products = tuple(some(rng, SUITS[persona.name], 1, 3))
    low, high = persona.amount
    return Customer(
        customer_id=customer_id,
        name=home.name,
        persona=persona,
        country=home.country,
        zone=home.zone,
        currency=home.currency,
        contacts=home.contacts,
        owner=_owner(home, persona, rng),
        since=since,
        left_at=_left_at(since, months, persona, record, rng),
        products=tuple(sorted(products, key=lambda product: product not in SOFTWARE)),
        reads_news=rng.random() < 0.66,
        uses=rng.random() < persona.uses_software,
        term_months=months,
        amount=round(low + (high - low) * rng.random() ** 1.7, -1),
    )


def _since(record: Record, rng: Random) -> datetime:
    """Four of ten were customers before the record begins; the others came since then, the last ones days ago."""
    span = (record.until - record.begins).days
    days = span + 20 + 800 * rng.random() if rng.random() < 0.42 else 12 + (span - 20) * rng.random()
    return (record.until - timedelta(days=round(days))).replace(hour=8, minute=0, second=0, microsecond=0)


def _left_at(since: datetime, months: int, persona: Persona, record: Record, rng: Random) -> datetime | None:
    """At the end of a term, if at all; never so early that the record knows nothing of the year before."""
    earliest = max(since + 170 * DAY, record.begins + 390 * DAY if since < record.begins else since)
    latest = record.until - 9 * DAY
    years = (record.until - max(since, record.begins)).days / YEAR
    leaves, at = rng.random() < 1 - (1 - persona.leaves) ** years, rng.random()
    if not leaves or earliest >= latest:
        return None
    wanted = earliest + (latest - earliest) * at
    if not months:
        return wanted.replace(hour=18, minute=0, second=0, microsecond=0)
    term = timedelta(days=round(months * 30.4375))
    begins = since.replace(hour=0)
    ends = begins + term * max(1, round((wanted - begins) / term))
    return ends if earliest <= ends <= latest else None


def _owner(home: Household, persona: Persona, rng: Random) -> Member:
    """One who speaks the language and is awake at the same time, if there is one."""
    pool = BY_TEAM["success"] + (BY_TEAM["sales"] if persona.name == "Service partner" else ())
    speaking = [
        member for member in pool if home.contacts[0].language in member.speaks and home.contacts[0].language != "en"
    ]
    if home.country in ("US", "CA", "MX", "BR", "CL", "CO"):
        speaking = [member for member in pool if member.member_id == "m-nadia"]
    return rng.choice(speaking) if speaking and rng.random() < 0.8 else rng.choice(pool)
