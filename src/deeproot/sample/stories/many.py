"""What goes to many at once, and what comes without words: news, offers, invitations, surveys, product use,
purchases, mentions.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import sin

from .. import trade
from ..chance import stream
from ..facts import facts
from ..firm import BY_TEAM, NAME
from ..life import Life
from ..sentences import GRAMMARS
from .everyday import DAY

ENGLISH = GRAMMARS["en"]
TITLES = {
    "newsletter": "{season} news: {resource}",
    "campaign": "{season} offer: {other}",
    "event_invite": "Invitation: {resource}",
}


def mailings(life: Life) -> None:
    """The season's news, now and then an invitation, twice a year an offer to all: the same words for everybody on
    the list.
    """
    rng = life.chance("mailings")
    for number, days in enumerate(range(60, (life.record.until - life.record.begins).days, 121)):
        at = life.record.until - timedelta(days=days)
        rule, kind = ("newsletter", "value")
        if number % 4 == 2:
            rule, kind = ("campaign", "pitch")
        elif number % 4 == 3:
            rule, kind = ("event_invite", "value")
        comes = rng.random()
        if not life.who.reads_news or not life.start < at < life.end or (kind == "pitch" and life.hard_at(at)):
            continue
        if not (life.tended or not life.in_last_year(at)) or (kind == "pitch" and not life.free(at)):
            continue
        _mailing(life, at, number, rule, kind)
        if rule == "event_invite" and comes < 0.22:
            life.put(
                at + 12 * DAY, "event", "in", None, contact=life.who.contacts[0], subject="Took part in the webinar"
            )


def _mailing(life: Life, at: datetime, number: int, rule: str, kind: str) -> None:
    rng = stream(life.seed, "mailing", number)
    words = {
        **facts(life.who, rng, product=trade.PRODUCTS[1]),
        "season": ("Winter", "Autumn", "Summer", "Spring")[number % 4],
        "firm": NAME,
        "other": trade.PRODUCTS[-1],
    }
    at = life.day(at, rng, "Europe/Stockholm")
    body = ENGLISH.say(rule, words, rng)
    life.put(
        at,
        "email",
        "out",
        kind,
        contact=life.who.contacts[0],
        subject=ENGLISH.fill(TITLES[rule], words, rng),
        body=body,
        personal=False,
        resource_id=words["resource_id"],
        needs_answer="?" in body,
    )


def surveys(life: Life) -> None:
    """Twice a year one question: recommend, satisfied, easy; about half answer, with a mark and sometimes a word."""
    rng = life.chance("surveys")
    at = life.start + timedelta(days=70 + 100 * rng.random())
    while at < life.end - 5 * DAY:
        scale = rng.choice(("nps", "nps", "csat", "ces"))
        if life.free(at, at + 16 * DAY) and life.tended and not life.hard_at(at):
            survey(life, at, scale)
        at += timedelta(days=340 + 120 * rng.random())


def survey(life: Life, at: datetime, scale: str, glad: float | None = None) -> None:
    rng = life.chance(f"survey-{len(life.rows)}")
    contact = life.contact(rng)
    words = facts(life.who, rng)
    asks = {
        "nps": "How likely are you to recommend {firm} to a friend or colleague?",
        "csat": "How satisfied are you with {product}, from 1 to 5?",
        "ces": "How easy was it to get your answer, from 1 to 7?",
    }[scale]
    body = ENGLISH.fill(asks + " [One click is enough.|It takes a minute.|We read every answer.]", words, rng)
    at, thread_id = life.day(at, rng), life.number("t")
    asked = life.put(
        at,
        "survey",
        "out",
        "admin",
        contact=contact,
        subject="One question",
        body=body,
        thread_id=thread_id,
        needs_answer=True,
        personal=False,
    )
    answers, mood = rng.random() < 0.52, (glad if glad is not None else 0.25 + 0.75 * rng.random() ** 0.7)
    if not asked or not answers:
        return
    best, least = {"nps": (10, 0), "csat": (5, 1), "ces": (7, 1)}[scale]
    score = float(round(least + (best - least) * mood))
    says = ENGLISH.say("survey_comment" if mood > 0.45 else "survey_bad", words, rng) if rng.random() < 0.55 else ""
    life.put(
        at + timedelta(hours=2 + 60 * rng.random()),
        "survey",
        "in",
        "feedback" if says else None,
        contact=contact,
        subject="Re: One question",
        body=says,
        thread_id=thread_id,
        score=score,
        score_kind=scale,
        sentiment=round(2 * mood - 1, 2) if says else None,
    )


def usage(life: Life) -> None:
    """Every two months, every month lately, what was used; it dwindles before one leaves."""
    if not life.who.uses:
        return
    rng = life.chance("usage")
    base, days = 40 + 400 * rng.random() ** 2, 5.0
    while (at := life.ago(days)) > life.start + 10 * DAY:
        left = min(1.0, (days + 8) / 130) if life.who.left_at or "leaving soon" in life.stories else 1.0
        count = round(base * left * (0.8 + 0.4 * rng.random()) * (1 + 0.15 * sin(days / 58)))
        product = life.who.products[0]
        if count > 3:
            life.put(
                at.replace(hour=2, minute=0),
                "usage",
                "in",
                None,
                subject=f"{product}: {count} actions since the last count",
            )
        days += 31.0 if days < 100 else 122.0


def purchases(life: Life) -> None:
    """Consumables and services, bought singly."""
    rng = life.chance("purchases")
    pace = 600 / max(0.2, life.who.persona.buys * (2.6 if not life.who.term_months else 1.0))
    at = life.start + timedelta(days=pace * rng.random() * (0.3 if not life.who.term_months else 1))
    while at < life.end:
        amount = round(25 + (life.who.persona.amount[0] / 6) * rng.paretovariate(2.2), 2)
        moment = life.day(at, rng, life.who.zone)
        things = rng.choice(
            (
                "label film",
                "probe with certificate",
                "calibration of one balance",
                "set of audit forms",
                "gateway",
                "ribbon and rolls",
            )
        )
        row = life.put(moment, "purchase", "in", None, contact=life.who.contacts[0], subject=f"Order: {things}")
        if row:
            life.record.tables["purchases"].append(
                {
                    "purchase_id": life.number("o"),
                    "customer_id": life.who.customer_id,
                    "happened_at": row["happened_at"],
                    "amount": amount,
                    "currency": life.who.currency,
                }
            )
        at += timedelta(days=pace * rng.expovariate(1.0) + 4)


def mentions(life: Life) -> None:
    """A public word about us, rarely."""
    rng = life.chance("mentions")
    if rng.random() < 0.14:
        body = ENGLISH.say("mention", facts(life.who, rng), rng)
        moment = life.ago(15 + 500 * rng.random())
        if moment > life.start:
            life.put(
                moment,
                "mention",
                "in",
                "feedback" if "?" in body else "praise",
                contact=life.who.contacts[0],
                body=body,
                subject="Public mention",
                sentiment=0.6,
            )


def text_messages(life: Life) -> None:
    """A short message when the courier comes."""
    rng = life.chance("sms")
    for _ in range(rng.choice((0, 0, 1, 2))):
        at = life.ago(25 + 600 * rng.random())
        words = facts(life.who, rng)
        member = rng.choice(BY_TEAM["support"])
        if at > life.start and life.free(at) and life.tended and life.who.contacts[0].phone:
            body = ENGLISH.say("sms_admin", words, rng)
            life.put(
                life.day(at, rng),
                "sms",
                "out",
                "admin",
                member=member,
                contact=life.who.contacts[0],
                body=body,
                subject="Text message",
            )
