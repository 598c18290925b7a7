"""People, and mailboxes full of their mails."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from django.db import transaction

from deeproot_app.base import clock
from deeproot_app.base.sealed import seal
from deeproot_app.record.models import Connection, Contact, Customer, Interaction, Member

CUSTOMERS = 50
STARTED = datetime(2026, 3, 2, 8, tzinfo=UTC)
SAID = (
    "Why is the last invoice higher than agreed?",
    "Thank you for the guide, it helped us to shorten the queues.",
    "I will send you the corrected invoice by Friday.",
    "Could you please tell us when the ovens will be serviced?",
)


def people_of() -> None:
    """Oakfield's Ada and Ben, and customers with a contact each."""
    numbers = range(CUSTOMERS)
    with transaction.atomic():
        Member.objects.bulk_create(
            Member(member_id=f"m-{name}", name=name.title(), email=f"{name}@oakfield.example")
            for name in ("ada", "ben")
        )
        Customer.objects.bulk_create(Customer(customer_id=f"c{one}", name=f"Customer {one}") for one in numbers)
        Contact.objects.bulk_create(
            Contact(contact_id=f"p{one}", customer_id=f"c{one}", email=f"pat@c{one}.example") for one in numbers
        )


def connect(user: str, password: str, settings: dict[str, Any]) -> Connection:
    """A connection to that user's mailbox on this machine."""
    told = {"host": "127.0.0.1", "user": user, "security": "none"} | settings
    return Connection.objects.create(
        name=f"Mailbox of {user}",
        slug=f"slug-{user}",
        channel="email",
        made_at=clock.now(),
        settings=told,
        sealed=seal(json.dumps({"password": password})),
    )


def mail(number: int, *, to: str = "ada", more: str = "", customers: int = CUSTOMERS) -> bytes:
    """A mail between a customer and one of ours; every third goes out, every other answers the one 20 before."""
    at = random.Random(number)
    pair = [f"pat@c{number % 20 % customers}.example", f"{to}@oakfield.example"]
    sender, receiver = reversed(pair) if number % 3 == 0 else pair
    answers = f"In-Reply-To: <{number - 20}@made.example>\r\n" if number % 2 and number >= 20 else ""
    return (
        f"{more}From: {sender}\r\nTo: {receiver}\r\nSubject: Order {number % 20}\r\n"
        f"Date: {format_datetime(STARTED + timedelta(minutes=number))}\r\n{answers}"
        f"Message-ID: {message_id(number)}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"Hello,\r\n\r\n{at.choice(SAID)}\r\n\r\nBest regards\r\nPat\r\n"
    ).encode()


def message_id(number: int) -> str:
    return f"<{number}@made.example>"


def mails(numbers: range, **how: Any) -> Iterator[bytes]:
    return (mail(number, **how) for number in numbers)


def ids(numbers: range) -> set[str]:
    """The interactions that these mails are."""
    return {f"email:{number}@made.example" for number in numbers}


def recorded() -> list[str]:
    """Every interaction there is, as often as it is there."""
    return list(Interaction.objects.values_list("interaction_id", flat=True))
