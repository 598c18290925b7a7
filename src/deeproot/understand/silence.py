"""When did they hear nothing from us, and why?

A silence is an interval between two touches (or since the last one) of at least so many days. It is a signal only
with its cause: a customer who waits for an answer lives through something else than one who has just signed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

Row = Mapping[str, Any]
Cause = Literal[
    "gap",
    "unanswered",
    "promise_overdue",
    "after_complaint",
    "after_signing",
    "after_survey",
    "after_all_great",
    "unknown",
]
SIGNED_WITHIN = timedelta(days=30)
BEFORE_RENEWAL = timedelta(days=45)


@dataclass(frozen=True)
class Silence:
    """One interval in which the customer heard nothing from us."""

    from_at: datetime
    to_at: datetime
    runs: bool
    """It has not ended: ``to_at`` is the moment of asking."""
    cause: Cause
    evidence: tuple[str, ...]
    """Ids of the interactions or promises that show the cause."""
    ended_by: str | None
    """The touch that ended it."""
    for_renewal: bool
    """What ended it came within 45 days before a renewal: we spoke because there was something to sign."""
    unknown_days: float
    """How many of its days lie in gaps of our own record."""

    @property
    def days(self) -> float:
        return (self.to_at - self.from_at) / timedelta(days=1)


def silences(
    interactions: Iterable[Row],
    as_of: datetime,
    *,
    since: datetime | None = None,
    promises: Iterable[Row] = (),
    subscriptions: Iterable[Row] = (),
    gaps: Iterable[tuple[datetime, datetime]] = (),
    at_least_days: float = 30,
) -> list[Silence]:
    """The silences of one customer, in order, each with its cause.

    ``interactions``, ``promises`` and ``subscriptions`` are that customer's rows with the columns of
    :mod:`deeproot.tables`; all moments are of one kind (aware, or naive UTC). A touch is an interaction with direction
    `out` or `both` that is not automatic. The first silence begins at ``since``, or where that is null at the
    customer's first interaction; the last one runs until ``as_of``. What lies after ``as_of`` is not known.
    """
    rows = sorted(
        (row for row in interactions if row["happened_at"] <= as_of),
        key=lambda row: (row["happened_at"], row["interaction_id"]),
    )
    life = _Life(rows, list(promises), list(subscriptions), list(gaps), as_of)
    start = since or (rows[0]["happened_at"] if rows else as_of)
    touches = [row for row in rows if is_touch(row) and row["happened_at"] > start]
    ends: list[Row | None] = [*touches, None]
    starts = [start, *(row["happened_at"] for row in touches)]
    long = timedelta(days=at_least_days)
    return [
        life.silence(begin, end)
        for begin, end in zip(starts, ends, strict=True)
        if (end["happened_at"] if end else as_of) - begin >= long
    ]


def is_touch(row: Row) -> bool:
    """Whether the customer could perceive it as coming from us."""
    return row["direction"] in {"out", "both"} and not row["automatic"]


def is_heard(row: Row) -> bool:
    """Whether the customer said it to us."""
    return row["direction"] == "in" and not row["automatic"]


def broken(promise: Row, begin: datetime, end: datetime) -> bool:
    """Whether a promise made before ``begin`` came due in the interval and was not kept by its end."""
    due = promise["moved_to"] or promise["due_at"]
    if due is None or promise["withdrawn_at"] or promise["made_at"] > begin or not begin < due < end:
        return False
    return promise["kept_at"] is None or promise["kept_at"] >= end


@dataclass(frozen=True)
class _Life:
    """All of one customer that a silence is explained from."""

    rows: Sequence[Row]
    promises: Sequence[Row]
    subscriptions: Sequence[Row]
    gaps: Sequence[tuple[datetime, datetime]]
    as_of: datetime

    def silence(self, begin: datetime, ending: Row | None) -> Silence:
        end = ending["happened_at"] if ending else self.as_of
        cause, evidence = self.cause(begin, end)
        return Silence(
            from_at=begin,
            to_at=end,
            runs=ending is None,
            cause=cause,
            evidence=evidence,
            ended_by=ending["interaction_id"] if ending else None,
            for_renewal=ending is not None and self.renews_soon(end),
            unknown_days=self.unknown(begin, end) / timedelta(days=1),
        )

    def cause(self, begin: datetime, end: datetime) -> tuple[Cause, tuple[str, ...]]:
        """The first that fits, the most telling first; each question answers with its evidence, or None."""
        questions: tuple[tuple[Cause, Callable[[datetime, datetime], tuple[str, ...] | None]], ...] = (
            ("gap", self.unrecorded),
            ("unanswered", self.asked),
            ("promise_overdue", self.promised),
            ("after_complaint", self.complained),
            ("after_signing", self.signed),
            ("after_survey", self.surveyed),
            ("after_all_great", self.all_great),
        )
        for cause, question in questions:
            if (evidence := question(begin, end)) is not None:
                return cause, evidence
        return "unknown", ()

    def unrecorded(self, begin: datetime, end: datetime) -> tuple[str, ...] | None:
        """Half of it or more lies in gaps of our record."""
        return () if 2 * self.unknown(begin, end) >= end - begin else None

    def asked(self, begin: datetime, end: datetime) -> tuple[str, ...] | None:
        """What they asked in it: nothing came before its end."""
        ids = [row["interaction_id"] for row in self.between(begin, end) if is_heard(row) and row["needs_answer"]]
        return tuple(ids) or None

    def promised(self, begin: datetime, end: datetime) -> tuple[str, ...] | None:
        """Promises that came due in it and were not kept by its end."""
        return tuple(p["promise_id"] for p in self.promises if broken(p, begin, end)) or None

    def complained(self, begin: datetime, end: datetime) -> tuple[str, ...] | None:
        return self.last_heard(end, "complaint")

    def signed(self, begin: datetime, end: datetime) -> tuple[str, ...] | None:
        """A term began in the month before it."""
        began = (begin - term["starts_at"] for term in self.subscriptions)
        return () if any(timedelta(0) <= age <= SIGNED_WITHIN for age in began) else None

    def surveyed(self, begin: datetime, end: datetime) -> tuple[str, ...] | None:
        touch = self.last(begin, is_touch)
        return (touch["interaction_id"],) if touch and touch["channel"] == "survey" else None

    def all_great(self, begin: datetime, end: datetime) -> tuple[str, ...] | None:
        return self.last_heard(end, "all_great")

    def last_heard(self, upto: datetime, kind: str) -> tuple[str, ...] | None:
        heard = self.last(upto, is_heard)
        return (heard["interaction_id"],) if heard and heard["kind"] == kind else None

    def renews_soon(self, at: datetime) -> bool:
        return any(
            term["renews_at"] and timedelta(0) <= term["renews_at"] - at <= BEFORE_RENEWAL
            for term in self.subscriptions
        )

    def last(self, upto: datetime, wanted: Callable[[Row], bool]) -> Row | None:
        """The last wanted row, that moment included."""
        end = bisect_right(self.rows, upto, key=lambda row: row["happened_at"])
        return next((row for row in reversed(self.rows[:end]) if wanted(row)), None)

    def between(self, begin: datetime, end: datetime) -> Sequence[Row]:
        """Rows strictly inside."""
        first = bisect_right(self.rows, begin, key=lambda row: row["happened_at"])
        last = bisect_left(self.rows, end, key=lambda row: row["happened_at"])
        return self.rows[first:last]

    def unknown(self, begin: datetime, end: datetime) -> timedelta:
        """How much of it lies in the union of our record's gaps."""
        total, reached = timedelta(0), begin
        for gap_from, gap_to in sorted(self.gaps):
            low, high = max(gap_from, reached), min(gap_to, end)
            if high > low:
                total += high - low
                reached = high
        return total
