"""The cast of every test: one user of each role, a stranger, their browsers, and a tiny real record."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from deeproot_app.base.models import User
from deeproot_app.base.tests import again
from deeproot_app.record.models import (
    Case,
    ConsentKey,
    Contact,
    Customer,
    Interaction,
    Member,
    Promise,
    RecordSequence,
    Text,
)

AS_OF = datetime(2026, 6, 30, 12, tzinfo=UTC)
"""The moment at which the small record is looked at."""
Browser = Callable[[User | None], Client]
"""What `client_of` is."""


@pytest.fixture
def as_of(db: None, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands at AS_OF, and nothing is kept of what was shown before."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    cache.clear()
    return AS_OF


@pytest.fixture
def customers_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn leaves the company's figures, which are most of its work: for tests that look at none of them."""
    monkeypatch.setattr("deeproot_app.loop._company", lambda *told: None)


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """A home folder that nobody else writes to."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return tmp_path / "home"


@pytest.fixture
def administrator(db: None) -> User:
    return one_of_us("administrator")


@pytest.fixture
def manager(db: None) -> User:
    return one_of_us("manager")


@pytest.fixture
def member(db: None) -> User:
    """Ada, of the north team: owns Birch Bakery."""
    return one_of_us("member")


@pytest.fixture
def viewer(db: None) -> User:
    return one_of_us("viewer")


@pytest.fixture
def stranger(db: None) -> User:
    """Cleo, of the south team: a member like Ada, with nothing to do with Ada's customers."""
    return one_of_us("stranger")


def one_of_us(who: str) -> User:
    """One of the cast, made anew."""
    name, role, member_id = {
        "administrator": ("Ida Berg", User.Role.ADMINISTRATOR, ""),
        "manager": ("Mo Ruiz", User.Role.MANAGER, "m-mo"),
        "member": ("Ada Lund", User.Role.MEMBER, "m-ada"),
        "viewer": ("Vera Kim", User.Role.VIEWER, ""),
        "stranger": ("Cleo Sand", User.Role.MEMBER, "m-cleo"),
    }[who]
    email = f"{name.partition(' ')[0].lower()}@oakfield.example"
    return User.objects.create_user(email, name=name, role=role, member_id=member_id)


@pytest.fixture
def client_of(db: None) -> Browser:
    """A browser in which that user is signed in; in which nobody is, for None."""

    def browser(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return browser


@dataclass(frozen=True)
class SmallRecord:
    """What the small record holds, by name."""

    as_of: datetime
    birch: Customer
    """Ada's, in the north: a question unanswered, a promise overdue."""
    cedar: Customer
    """Ben's, in the north: a closed case that the customer never confirmed."""
    dune: Customer
    """Cleo's, in the south."""


@pytest.fixture
def small_record(db: None) -> SmallRecord:
    """Three customers in two teams; see below."""
    return a_small_record()


@pytest.fixture
def understood(db: None, request: pytest.FixtureRequest) -> SmallRecord:
    """The small record after a turn of the loop; a process reckons it once, and puts there what it stored after that.

    Of customers alone where `customers_alone` is asked for. For tests of what is done with what a turn found, not of
    turns.
    """
    alone = "customers_alone" in request.fixturenames
    keyed = ConsentKey.objects.exists()  # what migrations put there, a test that commits takes away
    again.once(("understood", alone, keyed, os.environ.get("DEEPROOT_NOW")), understand_a_small_record)
    cache.clear()
    return SmallRecord(AS_OF, *(Customer.objects.get(pk=f"c-{name}") for name in ("birch", "cedar", "dune")))


def understand_a_small_record() -> None:
    from deeproot_app import loop

    a_small_record()
    loop.turn(AS_OF, tell=lambda *_: None)


def a_small_record() -> SmallRecord:
    """Three customers in two teams, with a few interactions in real sentences, a promise and a case."""
    with transaction.atomic():
        members()
        record = SmallRecord(AS_OF, *customers())
        interactions(record)
        promise_and_case(record)
    return record


def members() -> None:
    for member_id, name, team in [
        ("ada", "Ada Lund", "north"),
        ("ben", "Ben Osei", "north"),
        ("cleo", "Cleo Sand", "south"),
    ]:
        Member.objects.create(
            member_id=f"m-{member_id}",
            name=name,
            email=f"{member_id}@oakfield.example",
            team=team,
            recorded_seq=RecordSequence.take(),
        )


def customers() -> list[Customer]:
    rows = [("birch", "Birch Bakery", "m-ada"), ("cedar", "Cedar Clinic", "m-ben"), ("dune", "Dune Travel", "m-cleo")]
    made = []
    for customer_id, name, owner in rows:
        seq = RecordSequence.take()
        customer = Customer.objects.create(
            customer_id=f"c-{customer_id}",
            name=name,
            owner_id=owner,
            timezone="Europe/Oslo",
            country="NO",
            since=AS_OF - timedelta(days=700),
            recorded_seq=seq,
            changed_seq=seq,
        )
        Contact.objects.create(
            contact_id=f"p-{customer_id}",
            customer=customer,
            name=f"Pat of {name}",
            email=f"pat@{customer_id}.example",
            recorded_seq=RecordSequence.take(),
        )
        made.append(customer)
    return made


def interactions(record: SmallRecord) -> None:
    say(record.birch, "m-ada", 40, "out", "value", "A guide to shorter queues", "Here is the guide I mentioned.")
    say(record.birch, None, 12, "in", "question", "Invoice", "Why is the last invoice higher than agreed?")
    say(record.birch, "m-ada", 11, "out", "answer", "Re: Invoice", "I will send you the corrected invoice by Friday.")
    say(record.birch, None, 5, "in", "question", "Opening hours", "Can the ovens be serviced on a Sunday?")
    say(record.cedar, None, 90, "in", "complaint", "Down again", "The booking page is down again.", case_id="k-1")
    say(record.cedar, "m-ben", 89, "out", "answer", "Re: Down again", "We found the cause.", case_id="k-1")
    say(record.dune, "m-cleo", 200, "out", "renewal", "Your renewal", "Your contract renews next month.")


def say(
    customer: Customer, member: str | None, days: int, direction: str, kind: str, subject: str, body: str, **more: str
) -> Interaction:
    """One e-mail that passed ``days`` before the moment the record is looked at."""
    words = len(body.split())
    row = Interaction.objects.create(
        interaction_id=f"mail:{customer.customer_id}-{days}",
        customer=customer,
        contact_id=customer.customer_id.replace("c-", "p-"),
        member_id=member,
        happened_at=AS_OF - timedelta(days=days),
        channel="email",
        direction=direction,
        kind=kind,
        thread_id=f"t-{customer.customer_id}-{subject.removeprefix('Re: ')}",
        customer_words=words if direction == "in" else 0,
        our_words=words if direction == "out" else 0,
        needs_answer=kind in {"question", "complaint"},
        recorded_seq=RecordSequence.take(),
        **more,
    )
    Text.objects.create(interaction=row, subject=subject, body=body)
    return row


def promise_and_case(record: SmallRecord) -> None:
    Promise.objects.create(
        promise_id="pr-1",
        customer=record.birch,
        member_id="m-ada",
        made_in="mail:c-birch-11",
        made_at=AS_OF - timedelta(days=11),
        due_at=AS_OF - timedelta(days=7),
        text="I will send you the corrected invoice by Friday.",
        recorded_seq=RecordSequence.take(),
    )
    Case.objects.create(
        case_id="k-1",
        customer=record.cedar,
        opened_at=AS_OF - timedelta(days=90),
        closed_at=AS_OF - timedelta(days=88),
        owner_id="m-ben",
        recorded_seq=RecordSequence.take(),
    )
