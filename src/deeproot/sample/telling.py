"""The sample company: every life told, every table filled, and what is true of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from . import firm, trade
from .clockwork import plain
from .life import Life
from .programmes import Whom, assignments
from .record import Record, Row
from .roster import deal, lives
from .stories import cases as support
from .stories import everyday, knowing, leaving, many, promising, renewing, tending
from .truth import truth_of


@dataclass(frozen=True)
class Company:
    """A simulated company: its tables, the texts of its interactions, and the truth about them.

    ``tables``: every table of :mod:`deeproot.tables` as a list of rows (moments are naive UTC ``datetime``).
    ``texts``: interaction_id -> (subject, body); rows without any text are absent.
    ``truth``: what really was, as plain JSON values; see :mod:`deeproot.sample.truth`.
    """

    name: str
    until: datetime
    tables: dict[str, list[Row]]
    texts: dict[str, tuple[str, str]]
    truth: dict[str, Any]


def company(seed: int = 7, customers: int = 240, years: int = 3, until: datetime | None = None) -> Company:
    """Tell the sample company as it stands at ``until`` (UTC where it has no offset; the library never asks the clock).

    The same arguments give the same company, on every machine. An ``until`` that lies whole weeks later gives the same
    stories later by as much; other days move single moments by up to three days, since nobody works on a Sunday.
    Raises ``ValueError`` where ``until`` is missing, or there is less than one customer or two years to tell.
    """
    if until is None:
        raise ValueError("the sample needs to be told its last moment: company(until=datetime(2026, 6, 30))")
    if customers < 1 or years < 2:
        raise ValueError(f"the sample needs at least 1 customer and 2 years; it was given {customers} and {years}")
    record = Record(plain(until).replace(microsecond=0), years)
    told = lives(seed, customers, record)
    _contracts(told)
    deal(told, seed)
    for life in told:
        _tell(life)
    _fill(record, told, seed)
    return Company(firm.NAME, record.until, record.tables, record.texts, truth_of(told, record, seed))


def _contracts(told: list[Life]) -> None:
    for life in told:
        renewing.terms(life)
        if life.who.left_at:
            life.rooms.append((life.end - timedelta(days=16), life.end))


def _tell(life: Life) -> None:
    """One life, from the first letter to the last; the stories it was dealt are told already."""
    if life.who.left_at:
        why, _ = leaving.reason(life)
        leaving.tell(life, why)
        leaving.remembered(life)
    knowing.beginning(life)
    promising.promises(life)
    support.cases(life)
    everyday.questions(life)
    renewing.renewals(life)
    renewing.price_rise(life)
    for story in (many.mailings, many.surveys, many.usage, many.purchases, many.mentions, many.text_messages):
        story(life)
    knowing.believing(life)
    everyday.touches(life)
    tending.tend(life)
    tending.seen(life)


def _fill(record: Record, told: list[Life], seed: int) -> None:
    """The tables that do not come from stories, and those that lives kept for themselves."""
    tables = record.tables
    for life in told:
        tables["customers"].append(_customer(life))
        tables["contacts"] += [_contact(life, contact) for contact in life.who.contacts]
        tables["promises"] += life.promises
        tables["beliefs"] += life.beliefs
        tables["cases"] += life.cases
    tables["identities"] += _identities(told)
    tables["members"] += [
        {"member_id": one.member_id, "name": one.name, "email": one.email, "team": one.team} for one in firm.MEMBERS
    ]
    tables["resources"] += [
        {"resource_id": f"r-{number:02d}", "title": title, "kind": kind, "needs": [need], "personas": list(personas)}
        for number, (title, kind, need, personas) in enumerate(trade.RESOURCES, 1)
    ]
    tables["beliefs"] += _of_personas(record)
    whom = (Whom(life.who.customer_id, life.who.since, life.end, life.who.left_at is not None) for life in told)
    tables["assignments"] += assignments(whom, record.until, seed)
    record.sort()
    record.coverage()


def _customer(life: Life) -> Row:
    who, rng = life.who, life.chance("known")
    return {
        "customer_id": who.customer_id,
        "name": who.name,
        "kind": who.persona.kind,
        "persona": who.persona.name if rng.random() < 0.96 else None,
        "country": who.country,
        "timezone": who.zone,
        "since": who.since if who.since > life.record.begins or rng.random() < 0.95 else None,
        "left_at": who.left_at,
        "owner": who.owner.member_id if rng.random() < 0.97 else None,
    }


def _contact(life: Life, contact: Any) -> Row:
    return {
        "contact_id": contact.contact_id,
        "customer_id": life.who.customer_id,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "timezone": contact.zone,
    }


def _identities(told: list[Life]) -> list[Row]:
    """Every address once: the first who has it keeps it."""
    found: dict[tuple[str, str], Row] = {}
    for life in told:
        for contact in life.who.contacts:
            for kind, value in (("email", contact.email), ("phone", contact.phone), *contact.more):
                if value:
                    row = {"contact_id": contact.contact_id, "type": kind, "value": value, "source": "sample"}
                    found.setdefault((kind, value), row)
    return list(found.values())


def _of_personas(record: Record) -> list[Row]:
    """What we hold of a whole persona: challenges, needs and goals, all of them assumptions until somebody confirms."""
    rows: list[Row] = []
    for number, persona in enumerate(firm.PERSONAS):
        for need in [need for need in trade.NEEDS if need.product in trade.SUITS[persona.name]][number : number + 3]:
            rows.append(
                {
                    "belief_id": f"persona-{number}-{len(rows):02d}",
                    "customer_id": None,
                    "persona": persona.name,
                    "about": need.about,
                    "text": need.belief,
                    "horizon": "quarter",
                    "metric": need.metric,
                    "from_at": record.until - timedelta(days=300 + 20 * number),
                    "until": None,
                    "confirmed_at": None,
                    "evidence": [],
                }
            )
    return rows
