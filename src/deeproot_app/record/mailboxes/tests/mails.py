"""Mails between customers and us, each made of its number alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

CUSTOMERS = 50
STARTED = datetime(2026, 3, 2, 8, tzinfo=UTC)
SAID = (
    "Why is the last invoice higher than agreed?",
    "Thank you for the guide, it helped us to shorten the queues.",
    "I will send you the corrected invoice by Friday.",
    "Could you please tell us when the ovens will be serviced?",
)


def mail(number: int, *, to: str = "ada", more: str = "", customers: int = CUSTOMERS) -> bytes:
    """A mail between a customer and one of ours; every third goes out, every other answers the one 20 before.

    No two say the same: what is read of a text is remembered for a while, and would be found again.
    """
    at = random.Random(number)
    pair = [f"pat@c{number % 20 % customers}.example", f"{to}@oakfield.example"]
    sender, receiver = reversed(pair) if number % 3 == 0 else pair
    answers = f"In-Reply-To: <{number - 20}@made.example>\r\n" if number % 2 and number >= 20 else ""
    return (
        f"{more}From: {sender}\r\nTo: {receiver}\r\nSubject: Order {number % 20}\r\n"
        f"Date: {format_datetime(STARTED + timedelta(minutes=number))}\r\n{answers}"
        f"Message-ID: {message_id(number)}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"Hello,\r\n\r\n{at.choice(SAID)} It is about delivery {number}.\r\n\r\nBest regards\r\nPat\r\n"
    ).encode()


def message_id(number: int) -> str:
    return f"<{number}@made.example>"


def mails(numbers: range, **how: Any) -> Iterator[bytes]:
    return (mail(number, **how) for number in numbers)


def ids(numbers: range) -> set[str]:
    """The interactions that these mails are."""
    return {f"email:{number}@made.example" for number in numbers}
