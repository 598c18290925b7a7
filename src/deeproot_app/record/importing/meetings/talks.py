"""One conversation between several people, wherever we know of it from; and the row that it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from deeproot_app.record.importing.cells import Value
from deeproot_app.record.models.customers import ID

LONGEST_BODY: Final = 1_000_000
NOBODY: Final = "Somebody"
"""Who speaks where the transcript does not say."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who took part, as the source names them."""

    name: str = ""
    address: str = ""
    declined: bool = False

    @property
    def shown(self) -> str:
        return self.name or self.address


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one person said."""

    who: Person
    text: str
    words: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Talk:
    """A call or a meeting."""

    id: str
    """Its interaction's, without what tells apart several customers."""
    at: datetime
    """Aware."""
    people: tuple[Person, ...]
    subject: str = ""
    spoken: tuple[Spoken, ...] = ()
    thread: str = ""
    sure: bool = True
    """Whether the people are told by their addresses; else their names are all there is."""


@dataclass
class Sides:
    """Who of a talk is whose."""

    ours: set[Person] = field(default_factory=set)
    theirs: set[Person] = field(default_factory=set)
    member: str | None = None
    customers: dict[str, str | None] = field(default_factory=dict)
    """The customers it was with, each with the contact who took part."""
    reason: str = ""
    """Why it is nobody's, in a clause; empty where it is somebody's."""
    private: bool = False
    """Whether it concerns no customer at all: our own meetings, and appointments with oneself."""


def row_of(talk: Talk, sides: Sides, customer: str, contact: str | None, number: int) -> dict[str, Value]:
    """The row of one of its customers; the first bears the talk's id alone."""
    row: dict[str, Value] = {
        "interaction_id": talk.id if not number else further_id(talk.id, customer),
        "customer_id": customer,
        "contact_id": contact,
        "member_id": sides.member,
        "happened_at": str(talk.at.astimezone(UTC).replace(tzinfo=None)),
        "channel": "meeting",
        "direction": "both",
        "thread_id": talk.thread or None,
        "subject": talk.subject,
        "body": _body(talk.spoken, sides),
    }
    return row | _shares(talk.spoken, sides)


def further_id(talk: str, customer: str) -> str:
    """The id of the row of a further customer."""
    found = f"{talk}#{customer}"
    return found if len(found) <= ID else f"{talk}#{sha256(customer.encode()).hexdigest()[:32]}"


def _body(spoken: Sequence[Spoken], sides: Sides) -> str:
    """Who said what, a line a turn; ours are marked, so that a reader of either kind knows whose promise is whose."""
    lines = []
    for one in spoken:
        mark = " (us)" if one.who in sides.ours else ""
        lines.append(f"{one.who.shown or NOBODY}{mark}: {one.text}")
    return "\n".join(lines)[:LONGEST_BODY]


def _shares(spoken: Sequence[Spoken], sides: Sides) -> dict[str, Value]:
    """Words and seconds of each side; unknown where nobody can tell the sides apart."""
    names = ("customer_words", "our_words", "customer_seconds", "our_seconds")
    ours = [one for one in spoken if one.who in sides.ours]
    theirs = [one for one in spoken if one.who in sides.theirs]
    if not ours and not theirs:
        return dict.fromkeys(names)
    words = [sum(one.words for one in some) for some in (theirs, ours)]
    seconds = [round(sum(one.seconds for one in some), 1) for some in (theirs, ours)]
    return dict(zip(names, (*words, *seconds), strict=True))
