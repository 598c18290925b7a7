"""One customer's life with the firm, while it is told.

A story asks its life for room (``room``: days in which nothing else is told), says what happened in it (``thread``,
``call``, ``gift`` …),
and states at the end what the customer thereby lived through (``lived``). The stories keep out of each other's room,
so that none
undoes by accident what another one tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from .chance import stream
from .clockwork import on
from .firm import MEMBERS, Member, Persona
from .people import Contact
from .record import YEAR, Record, Row, source_of

Room = tuple[datetime, datetime]


@dataclass
class Customer:
    """Who lives this life."""

    customer_id: str
    name: str
    persona: Persona
    country: str
    zone: str
    currency: str
    contacts: tuple[Contact, ...]
    owner: Member
    since: datetime
    left_at: datetime | None
    products: tuple[str, ...]
    reads_news: bool
    uses: bool
    term_months: int
    amount: float


@dataclass
class Life:
    """The customer, the record, and what has been told so far."""

    who: Customer
    record: Record
    seed: int
    listens: bool = True  # do we let this customer speak?
    tended: bool = True  # does anybody look after this customer between renewals?
    knowing: str = "fresh"  # what we believe: fresh, stale or nothing
    rooms: list[Room] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    cases: list[Row] = field(default_factory=list)
    beliefs: list[Row] = field(default_factory=list)
    promises: list[Row] = field(default_factory=list)
    renewals: list[datetime] = field(default_factory=list)
    truths: list[dict[str, Any]] = field(default_factory=list)
    stories: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    spoken_of: dict[str, dict[str, str]] = field(default_factory=dict)  # by case: what it is about

    @property
    def end(self) -> datetime:
        """The moment up to which this life is looked at: now, or when the customer left."""
        return self.who.left_at or self.record.until

    @property
    def start(self) -> datetime:
        return max(self.who.since, self.record.begins)

    def chance(self, name: str) -> Random:
        """The random numbers of one story of this life."""
        return stream(self.seed, self.who.customer_id, name)

    def number(self, what: str) -> str:
        """The next id of that sort, the customer's own: ``c0042-t-007``."""
        self.counts[what] = self.counts.get(what, 0) + 1
        return f"{self.who.customer_id}-{what}-{self.counts[what]:03d}"

    # room for stories

    def ago(self, days: float) -> datetime:
        return self.end - timedelta(days=days)

    def room(self, days: float, rng: Random, earliest: float = 345, latest: float = 22) -> datetime | None:
        """The start of so many free days between ``earliest`` and ``latest`` days before the end, then nobody
        else's; None where there are none.
        """
        oldest = min(earliest, (self.end - self.start).days - 12)
        for _ in range(60):
            begins = self.ago(latest + days + rng.random() * max(0.0, oldest - latest - days))
            ends = begins + timedelta(days=days)
            if latest + days <= oldest and self.record.whole(begins, ends) and self.free(begins, ends):
                self.rooms.append((begins, ends))
                return begins
        return None

    def free(self, begins: datetime, ends: datetime | None = None) -> bool:
        ends = ends or begins
        return all(ends < room[0] or begins > room[1] for room in self.rooms)

    def hard_at(self, at: datetime) -> bool:
        """Is it known that the customer has little to give at that moment?"""
        return any(
            belief["about"] == "capacity" and belief["from_at"] - timedelta(days=3) <= at <= (belief["until"] or at)
            for belief in self.beliefs
        )

    def open_cases(self, at: datetime) -> list[Row]:
        return [
            case for case in self.cases if case["opened_at"] <= at and (not case["closed_at"] or case["closed_at"] > at)
        ]

    # what is written down

    def put(
        self,
        at: datetime,
        channel: str,
        direction: str,
        kind: str | None,
        *,
        member: Member | None = None,
        contact: Contact | None = None,
        subject: str = "",
        body: str = "",
        words: tuple[int | None, int | None] | None = None,
        afterwards: bool = False,
        **more: Any,
    ) -> Row | None:
        """One interaction; None where it is not in the record. Words are counted from the body unless given as
        (theirs, ours).
        """
        if at > self.end and not afterwards:
            return None
        count = len(body.split())
        theirs, ours = words or ((count, 0) if direction == "in" else (0, count))
        language = more.pop("language", "en")
        source = source_of(channel, more.pop("mailbox", member.member_id if member else None))
        row = {
            "interaction_id": f"{source}:{self.number('i')}",
            "customer_id": self.who.customer_id,
            "contact_id": contact.contact_id if contact else None,
            "member_id": member.member_id if member else None,
            "happened_at": at.replace(microsecond=0),
            "channel": channel,
            "direction": direction,
            "kind": kind,
            "thread_id": None,
            "case_id": None,
            "resource_id": None,
            "customer_words": theirs,
            "our_words": ours,
            "customer_seconds": None,
            "our_seconds": None,
            "needs_answer": False,
            "automatic": False,
            "personal": True,
            "sentiment": None,
            "score": None,
            "score_kind": None,
            "recorded_seq": 0,
        }
        row.update(more)
        kept = self.record.add(row, subject, body)
        if kept:
            self.rows.append(kept)
            if body:
                self.record.languages[kept["interaction_id"]] = language
        return kept

    def believe(self, about: str, text: str, at: datetime, evidence: list[Row | None], **more: Any) -> Row:
        """What we hold about the customer from then on; without evidence it is an assumption."""
        belief = {
            "belief_id": self.number("b"),
            "customer_id": self.who.customer_id,
            "persona": None,
            "about": about,
            "text": text,
            "horizon": None,
            "metric": None,
            "from_at": at,
            "until": None,
            "confirmed_at": None,
            "evidence": [row["interaction_id"] for row in evidence if row],
            **more,
        }
        self.beliefs.append(belief)
        return belief

    def open_case(self, opened_at: datetime, owner: Member, severity: str) -> Row:
        case = {
            "case_id": self.number("case"),
            "customer_id": self.who.customer_id,
            "opened_at": opened_at,
            "closed_at": None,
            "confirmed_at": None,
            "severity": severity,
            "owner": owner.member_id,
        }
        self.cases.append(case)
        return case

    def lived(self, scenario: str, why: str, evidence: Sequence[Row | None]) -> None:
        """What the customer lived through, as seen at the end, and what shows it."""
        ids = [row.get("interaction_id") or row.get("promise_id") or row.get("belief_id") for row in evidence if row]
        if ids:
            self.truths.append({"id": scenario, "why": why, "evidence": ids})

    # small things that many stories need

    def contact(self, rng: Random) -> Contact:
        """Mostly the first of its people."""
        return self.who.contacts[0] if rng.random() < 0.62 else rng.choice(self.who.contacts)

    def day(self, at: datetime, rng: Random, where: str | None = None) -> datetime:
        """A moment in office hours of that day, never before the customer was one."""
        return max(on(at, where or self.who.owner.zone, rng), self.start)

    def in_last_year(self, at: datetime) -> bool:
        return self.ago(YEAR) < at <= self.end


def others(team: tuple[Member, ...], *known: Member) -> list[Member]:
    """The members of a team but for those."""
    return [member for member in team if member not in known]


def everyone_but(*known: Member) -> list[Member]:
    return [member for member in MEMBERS if member not in known]
