"""The rules by which something slipped, on the rows of one case or one promise. Nobody is asked, nothing is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

TOUCHES = ("out", "both")


@dataclass(frozen=True, slots=True)
class Row:
    """One interaction of a case, automatic ones left out; in the order of the record."""

    interaction_id: str
    customer_id: str
    at: datetime
    direction: str
    member_id: str | None


@dataclass(frozen=True, slots=True)
class Slipped:
    """One time that it slipped: the row that shows it, whose it was, and who went on with it."""

    row: Row
    whose: str
    by: str


def told_again(rows: Iterable[Row]) -> list[Slipped]:
    """The rows by which a customer explained a case again (MEASURES.md, explained_again).

    A touch counts where the row before it is the customer's, and the last row of ours before that is a touch by
    another of us: nothing was handed over between them. The row is the customer's.
    """
    found: list[Slipped] = []
    last: Row | None = None
    ours: Row | None = None
    for row in rows:
        if row.direction in TOUCHES and last is not None and last.direction == "in" and ours is not None:
            other = ours.member_id is not None and row.member_id is not None and ours.member_id != row.member_id
            if ours.direction != "internal" and other:
                found.append(Slipped(last, str(ours.member_id), str(row.member_id)))
        if row.direction != "in":
            ours = row
        last = row
    return found


def covered(rows: Iterable[Row], owner: str | None) -> list[Slipped]:
    """The answers in a case that another than its owner gave: our first touch after a word of the customer's.

    A case that is nobody's is covered by nobody. The row is ours.
    """
    found: list[Slipped] = []
    waits = False
    for row in rows:
        if row.direction == "in":
            waits = True
        elif row.direction in TOUCHES:
            if waits and owner is not None and row.member_id is not None and row.member_id != owner:
                found.append(Slipped(row, owner, row.member_id))
            waits = False
    return found


def kept_for(owner: str | None, said_in: Iterable[str], rows: Mapping[str, Row]) -> list[Slipped]:
    """Where a promise of one was kept, or put off, by a message of another of us."""
    found = [rows[one] for one in said_in if one in rows]
    return [
        Slipped(row, owner, row.member_id)
        for row in found
        if owner is not None and row.member_id is not None and row.member_id != owner and row.direction in TOUCHES
    ]
