"""The record the stories are written into: the rows of every table, the texts beside them, and what is true of them.

A story never learns how rows are stored; it says what happened, and a row appears, or does not: what lies after
``until`` has not happened yet,
and what passed through a mailbox while that was broken was never recorded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from ..tables import TABLES

Row = dict[str, Any]

YEAR = 365
BROKEN = "sample-mail-amelie"
BROKEN_FROM, BROKEN_DAYS = 104.0, 9.0
"""One mailbox was not read for nine days, this many days before ``until``."""
UNKNOWN = "sample-social"
"""Of this source nobody knows how much it had."""

SOURCES = {
    "call": "sample-phone",
    "meeting": "sample-calendar",
    "chat": "sample-chat",
    "case": "sample-desk",
    "survey": "sample-survey",
    "purchase": "sample-shop",
    "usage": "sample-usage",
    "mention": UNKNOWN,
    "event": "sample-events",
    "letter": "sample-letters",
    "sms": "sample-sms",
    "note": "sample-notes",
}


def source_of(channel: str, member_id: str | None) -> str:
    """Where a row of that channel was recorded; each of us has a mailbox of their own, bulk mail goes out through
    one more.
    """
    if channel != "email":
        return SOURCES[channel]
    return f"sample-mail-{member_id.removeprefix('m-')}" if member_id else "sample-mail-office"


@dataclass
class Record:
    """The tables while they are written, for one ``until``."""

    until: datetime
    years: int
    tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in TABLES})
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    unrecorded: list[Row] = field(default_factory=list)

    @property
    def begins(self) -> datetime:
        return self.until - timedelta(days=YEAR * self.years)

    @property
    def gap(self) -> tuple[datetime, datetime]:
        begins = self.until - timedelta(days=BROKEN_FROM)
        return begins, begins + timedelta(days=BROKEN_DAYS)

    def whole(self, begins: datetime, ends: datetime) -> bool:
        """Were all mailboxes read between those moments?"""
        return ends < self.gap[0] or begins > self.gap[1]

    def add(self, row: Row, subject: str, body: str) -> Row | None:
        """Take the row up, unless its moment or its mailbox keeps it out of the record."""
        source = row["interaction_id"].partition(":")[0]
        if not self.begins <= row["happened_at"] <= self.until:
            return None
        if source == BROKEN and self.gap[0] <= row["happened_at"] < self.gap[1]:
            self.unrecorded.append({**row, "subject": subject})
            return None
        self.tables["interactions"].append(row)
        if subject or body:
            self.texts[row["interaction_id"]] = (subject, body)
        return row

    def sort(self) -> None:
        """Put the interactions in their order, and number them in the order in which they were recorded."""
        rows = self.tables["interactions"]
        rows.sort(key=lambda row: (row["happened_at"], row["interaction_id"]))
        for number, row in enumerate(sorted(rows, key=_recorded_at), start=1):
            row["recorded_seq"] = number

    def coverage(self) -> None:
        """What we hold of each source, a row a quarter: complete, but for the broken mailbox and the source nobody
        counts.
        """
        moments: dict[str, list[datetime]] = defaultdict(list)
        for row in self.tables["interactions"]:
            moments[row["interaction_id"].partition(":")[0]].append(row["happened_at"])
        for source in sorted(moments):
            self.tables["coverage"] += [self._span(source, a, b, moments[source]) for a, b in self._spans(source)]

    def _spans(self, source: str) -> list[tuple[datetime, datetime]]:
        if source == UNKNOWN:
            return [(self.begins, self.until)]
        edges = [self.until - timedelta(days=days) for days in range(YEAR * self.years, 0, -91)] + [self.until]
        edges += list(self.gap) if source == BROKEN else []
        edges.sort()
        return list(pairwise(edges))

    def _span(self, source: str, begins: datetime, ends: datetime, moments: list[datetime]) -> Row:
        inside = bisect_left(moments, ends) - bisect_left(moments, begins)
        known = {"state": "complete", "seen": inside, "stored": inside, "refused": 0}
        if source == UNKNOWN:
            known = {"state": "unknown", "seen": None, "stored": inside, "refused": None}
        elif source == BROKEN and begins == self.gap[0]:
            known = {"state": "gap", "seen": None, "stored": 0, "refused": None}
        return {"source": source, "from_at": begins, "to_at": ends, **known}


HOURS_LATE = {"call": 3, "meeting": 20, "survey": 24}
"""Calls and notes on meetings are typed in later than mail arrives; survey answers come once a day."""


def _recorded_at(row: Row) -> tuple[datetime, str]:
    return row["happened_at"] + timedelta(hours=HOURS_LATE.get(row["channel"], 0)), row["interaction_id"]
