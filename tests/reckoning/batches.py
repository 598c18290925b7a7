"""Many drawn records as one, what both sides say of it, and how a difference is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from tests.reckoning import plain
from tests.reckoning.asked import Figure, Figures, agree, figures, frames
from tests.reckoning.life import Record
from tests.reckoning.random_records import drawn, rows_in, together
from tests.reckoning.rows import MEASURES

Difference = tuple[str, str]
"""A customer and a measure."""


class Batch:
    """Many records as one, seen from one moment."""

    def __init__(self, as_of: datetime, how_many: int, start: int) -> None:
        self.as_of = as_of
        self.parts = drawn(as_of, how_many, start)
        self.whole = together(self.parts)

    @cached_property
    def ours(self) -> Figures:
        return reckoned(self.whole, self.as_of)

    @cached_property
    def theirs(self) -> Figures:
        return figures(frames(self.whole), self.as_of)

    def part_of(self, customer_id: str) -> Record:
        return self.parts[int(customer_id.split("/", maxsplit=1)[0])]

    def shown(self, found: list[Difference]) -> str:
        return shown(self.part_of(found[0][0]), self.as_of, found)


def reckoned(record: Record, as_of: datetime, window_days: int = 365) -> Figures:
    """Every measure of every customer with its number of rows, by the plain reckoning."""
    values, rows = plain.measures(record, as_of, window_days), plain.rows_of(record, as_of, window_days)
    return {who: {name: Figure(mine[name], len(rows[who][name])) for name in mine} for who, mine in values.items()}


def differ(ours: Figures, theirs: Figures) -> list[Difference]:
    """Where the value or the number of rows is not the same; ``reported`` where a customer is missing on one side."""
    found = [(who, "reported") for who in sorted(ours.keys() ^ theirs.keys())]
    for who in sorted(ours.keys() & theirs.keys()):
        for name in MEASURES:
            a, b = ours[who][name], theirs[who][name]
            if not agree(a.value, b.value) or a.n != b.n:
                found.append((who, name))
    return found


def shown(record: Record, as_of: datetime, found: list[Difference]) -> str:
    """How often each measure differs, and the smallest part of ``record`` on which the first one does."""
    _, name = found[0]

    def differs(part: Record) -> bool:
        return any(other == name for _, other in differ(reckoned(part, as_of), figures(frames(part), as_of)))

    small = smallest(record, differs)
    ours, theirs = reckoned(small, as_of), figures(frames(small), as_of)
    lines = [f"{Counter(measure for _, measure in found)}", f"{name} at {as_of}: plain, library"]
    lines += [
        f"  {customer}: {ours.get(customer, {}).get(name)}, {theirs.get(customer, {}).get(name)}"
        for customer in sorted(ours.keys() | theirs.keys())
    ]
    return "\n".join([*lines, told(small)])


def smallest(record: Record, differs: Callable[[Record], bool]) -> Record:
    """The record without every row it can lose and still differ."""
    again = True
    while again:
        before = rows_in(record)
        for name in sorted(record, key=lambda name: name == "customers"):
            for row in list(record[name]):
                less = record | {name: [other for other in record[name] if other is not row]}
                if less["customers"] and differs(less):
                    record = less
        again = rows_in(record) < before
    return record


def told(record: Record) -> str:
    """A record in few words: what is null or empty is left out."""
    lines = []
    for name, rows in record.items():
        for row in rows:
            said = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items() if v not in (None, [])}
            lines.append(f"  {name}: {said}")
    return "\n".join(lines)
