"""Drawing the rows of one customer: moments on the edges of the rules, hostile ids, nulls where they may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar

from deeproot.tables import CHANNELS, INCOMING_KINDS, INTERNAL_KINDS, OUTGOING_KINDS, TABLES
from tests.reckoning.life import DAY, HOUR, Dict, Record

T = TypeVar("T")

TICK = timedelta(microseconds=1)
YEAR = 365 * DAY
EDGES = [24 * HOUR, 48 * HOUR, 14 * DAY, 28 * DAY, 45 * DAY, 90 * DAY, 180 * DAY, YEAR - 14 * DAY, YEAR]
SPREAD = [k * 31 * HOUR for k in range(1, 300)]  # 31 hours apart, from now to some days beyond the window
AGES = (
    [edge + jitter for edge in EDGES for jitter in (-TICK, timedelta(0), TICK)] * 2
    + SPREAD
    + [timedelta(0), YEAR] * 6
    + [timedelta(0), TICK, HOUR, -TICK, -HOUR, -DAY, -14 * DAY, -20 * DAY, YEAR + 200 * DAY]
)
GAPS = [timedelta(0), TICK, HOUR, 6 * HOUR, 2 * DAY, 5 * DAY, 20 * DAY, 100 * DAY] + [
    edge + jitter for edge in (24 * HOUR, 48 * HOUR, 14 * DAY, 45 * DAY) for jitter in (-TICK, timedelta(0), TICK)
]
SOURCES = ["mail", "call", "desk", "a b", "büro"]
SHAPES = ["{}", "{}", "é{}", "😀{}", "～{}", " {}", "{} ", "A{}", "a{}", "{}:0", "-{}", "Z{}", "{}'\"%"]
MEMBERS = ["ann", "Ann", "bo b", "😀", "é", "zed", "10", "9"]
RARELY = [False] * 5 + [True]
OFTEN = [True] * 4 + [False]
EVENLY = [True, False]
WORDS = [0, 0, 1, 7, 40, 120, 999, None]
SECONDS = [None, None, 0.0, 0.5, 12.0, 333.5]
SENTIMENTS = [None, None, -1.0, -0.25, 0.0, 0.5, 1.0]
KINDS = {
    "out": [*OUTGOING_KINDS, "pitch", "renewal", "note", None, None],
    "both": ["pitch", "care", "value", "answer", "complaint", "all_great", "thanks", None, None],
    "in": [*INCOMING_KINDS, "complaint", None],
    "internal": [*INTERNAL_KINDS, None],
}


def full_row(table: str, given: Dict) -> Dict:
    """A row with every column of its table; those not given are null, a list empty."""
    empty: Dict = {column.name: [] if column.type == "list" else None for column in TABLES[table].columns}
    unknown = set(given) - set(empty)
    assert not unknown, f"{table} has no {unknown}"
    return empty | given


def empty_record() -> Record:
    return {name: [] for name in ("customers", *TABLES)}


class Pen:
    """Writes the rows of one customer, whose last known moment is ``t``."""

    def __init__(self, chance: Random, record: Record, customer_id: str, t: datetime) -> None:
        self.chance, self.record, self.customer_id, self.t = chance, record, customer_id, t
        self.written = 0

    def pick(self, choices: Sequence[T]) -> T:
        return self.chance.choice(choices)

    def maybe(self, value: T) -> T | None:
        return value if self.pick(OFTEN) else None

    def id(self, word: str) -> str:
        """An id never given before in this record; its place in the order tells nothing of when it was given."""
        self.written += 1
        number = (len(self.record["customers"]) * 1000 + self.written) * 7919 % 99991
        return f"{word}:" + self.pick(SHAPES).format(number)

    def moment(self) -> datetime:
        return self.t - self.pick(AGES)

    def after(self, at: datetime) -> datetime:
        return at + self.pick(GAPS)

    def around(self, at: datetime) -> datetime:
        return at + self.pick((-1, 1)) * self.pick(GAPS)

    def thread(self) -> str | None:
        """A thread of this customer, or one whose name other customers use too, or none."""
        return self.pick([None, None, "t", "re: hello", f"{self.customer_id}/1", f"{self.customer_id}/2"])

    def case_id(self) -> str | None:
        """A case of this customer, or by mistake of another, or none."""
        own = f"case 1 of {self.customer_id}", f"case 2 of {self.customer_id}"
        return self.pick([None, None, None, *own, *own, "case 1 of c1"])

    def write(self, table: str, **given: Any) -> Dict:
        row = full_row(table, given | {"customer_id": self.customer_id})
        self.record[table].append(row)
        return row

    def interaction(self, at: datetime, direction: str, **given: Any) -> Dict:
        """One interaction; what is not given is drawn."""
        drawn: dict[str, Callable[[], Any]] = {
            "kind": lambda: self.pick(KINDS[direction]),
            "channel": lambda: self.pick(CHANNELS[:6]),
            "member_id": lambda: self.maybe(self.pick(MEMBERS)),
            "thread_id": self.thread,
            "case_id": self.case_id,
            "customer_words": lambda: self.pick(WORDS),
            "our_words": lambda: self.pick(WORDS),
            "customer_seconds": lambda: self.pick(SECONDS),
            "our_seconds": lambda: self.pick(SECONDS),
            "needs_answer": lambda: self.pick(EVENLY),
            "automatic": lambda: self.pick(RARELY),
            "personal": lambda: self.pick(OFTEN),
            "sentiment": lambda: self.pick(SENTIMENTS),
        }
        own = {name: draw() for name, draw in drawn.items() if name not in given}
        new_id = self.id(self.pick(SOURCES))
        if self.chance.random() < 0.02:
            new_id = new_id.replace(":", "_")  # a source of its own
        fixed = {"interaction_id": new_id, "happened_at": at, "direction": direction, "recorded_seq": self.written}
        return self.write("interactions", **fixed, **own, **given)
