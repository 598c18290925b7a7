"""Contracts: their terms, what is written when they renew, and what they cost by and by."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..clockwork import MONTHS
from ..facts import subject
from ..firm import BY_TEAM, MEMBERS
from ..life import Life
from . import opening

DAY = timedelta(days=1)
RISE_DAYS_AGO = 440


def add_months(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, 28))


def terms(life: Life) -> None:
    """The rows of the contract, a term each; the price rises once for everybody, and a little with each term."""
    who = life.who
    if not who.term_months:
        return
    begins, amount = who.since.replace(hour=0, minute=0, second=0, microsecond=0), who.amount
    number = f"{who.customer_id}-sub"
    while begins < life.end:
        ends = begins + timedelta(days=round(who.term_months * 30.4375))
        raised = begins > life.record.until - timedelta(days=RISE_DAYS_AGO)
        row = {
            "subscription_id": number,
            "customer_id": who.customer_id,
            "starts_at": begins,
            "renews_at": ends,
            "ends_at": None if ends > life.end else ends,
            "cancelled_at": None,
            "amount": round(amount * (1.07 if raised else 1.0) * who.term_months / 12, 2),
            "currency": who.currency,
            "period_months": who.term_months,
        }
        life.record.tables["subscriptions"].append(row)
        life.renewals.append(ends)
        begins = ends
    if who.left_at:
        _cancelled(life)


def _cancelled(life: Life) -> None:
    last = [row for row in life.record.tables["subscriptions"] if row["customer_id"] == life.who.customer_id][-1]
    last["cancelled_at"] = life.end - timedelta(days=9)
    last["ends_at"] = life.end


def renewals(life: Life) -> None:
    """What is written around each renewal; short terms renew by themselves."""
    rng = life.chance("renewals")
    for renews in life.renewals:
        at = renews - timedelta(days=24 + 14 * rng.random())
        answered, invoice = rng.random() < 0.8, f"{rng.randint(20000, 89999)}"
        if (
            life.who.term_months < 12
            or at < life.start
            or not life.free(at, at + 20 * DAY)
            or not (life.tended or not life.in_last_year(at))
        ):
            continue
        renewal(life, at, renews, answered)
        administration(life, renews + timedelta(days=2), invoice)


def renewal(life: Life, at: datetime, renews: datetime, answered: bool) -> None:
    rng = life.chance(f"renewal-{len(life.rows)}")
    topic = opening.thread(
        life, life.day(at, rng), "renewal", rng, "renewal", "renew_yes", "renewed", member=rng.choice(BY_TEAM["sales"])
    )
    topic.facts["date"] = date(renews, topic.language)
    topic.subject = subject("renewal", topic.facts, topic.language, rng)
    topic.write("renewal", "renewal", 0, asks=True)
    if answered and topic.hear("feedback", "renew_yes", 20 + 90 * rng.random(), asks=False, mood=0.3):
        topic.write("answer", "renewed", 4 + 16 * rng.random())


def administration(life: Life, at: datetime, number: str) -> None:
    """The invoice."""
    rng = life.chance(f"invoice-{number}")
    topic = opening.thread(
        life, life.day(at, rng, MEMBERS[0].zone), "thing", rng, member=BY_TEAM["sales"][1], english=True
    )
    topic.facts["number"], topic.subject = number, f"Invoice {number}"
    topic.write("admin", "invoice", 0)


def price_rise(life: Life) -> None:
    """Everybody heard of the new prices in the same month; some did not like it."""
    at = life.record.until - timedelta(days=RISE_DAYS_AGO + 35)
    rng = life.chance("price-rise")
    unhappy, day = rng.random() < 0.16, rng.random() * 6
    if not life.who.term_months or not life.start < at < life.end - 40 * DAY or not life.free(at, at + 20 * DAY):
        return
    topic = opening.thread(
        life, life.day(at + timedelta(days=day), rng), "renewal", rng, member=BY_TEAM["founder"][0], english=True
    )
    topic.subject = f"New prices for {topic.facts['product']}"
    topic.facts["date"] = date(at + 35 * DAY, "en")
    topic.write("admin", "price_rise", 0)
    if unhappy:
        topic.facts["price"] = topic.facts["rise"]
        topic.hear("request", "price_unhappy", 10 + 40 * rng.random(), mood=-0.5)
        topic.write("answer", "price_talk", 10 + 30 * rng.random())


def date(moment: datetime, language: str) -> str:
    day, month, year = moment.day, MONTHS[language][moment.month - 1], moment.year
    return {"de": f"{day}. {month} {year}", "es": f"{day} de {month} de {year}"}.get(language, f"{day} {month} {year}")
