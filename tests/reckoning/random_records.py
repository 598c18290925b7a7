"""Small hostile records, and how to lay many of them side by side as one."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from hypothesis import strategies as st

from deeproot.tables import TABLES
from tests.reckoning import scenes
from tests.reckoning.drawing import RARELY, SOURCES, TICK, YEAR, Pen, empty_record, full_row
from tests.reckoning.life import DAY, HOUR, Dict, Record

CUSTOMERS = ["c1", "C1", "c 1", "😀", "é", "10", "9", "％"]
PERSONAS = [None, None, "founder", "-", ""]
LEFT = [None, None, None, None, 60 * DAY, 14 * DAY, TICK, 0 * DAY, -TICK, -30 * DAY]  # before now; negative: later
SINCE = [None, None, YEAR, YEAR + TICK, YEAR - TICK, 3 * YEAR, 120 * DAY, 20 * DAY, 0 * DAY, -5 * DAY]  # the same
OWN = ("customer_id", "interaction_id", "promise_id", "belief_id", "case_id", "subscription_id", "source")
LISTED = ("holding", "evidence")


def records(as_of: datetime) -> st.SearchStrategy[Record]:
    """Records seen from ``as_of``, for Hypothesis to draw and to make smaller."""
    return st.randoms().map(lambda chance: write_record(chance, as_of))


def drawn(as_of: datetime, how_many: int, start: int) -> list[Record]:
    """``how_many`` of them without Hypothesis, which is slower and draws many alike; always the same for ``start``."""
    chance = Random(start)
    return [write_record(chance, as_of) for _ in range(how_many)]


def write_record(chance: Random, as_of: datetime) -> Record:
    """A record of one or two customers, with rows on both sides of ``as_of``."""
    record = empty_record()
    for customer_id in chance.sample(CUSTOMERS, chance.choice([1, 1, 2])):
        pen = Pen(chance, record, customer_id, as_of)
        write_customer(pen, as_of)
        for _ in range(pen.pick([1, 2, 4, 7])):
            pen.pick(scenes.SCENES)(pen)
    write_others(Pen(chance, record, "nobody", as_of))
    write_coverage(Pen(chance, record, "", as_of))
    return record


def write_customer(pen: Pen, as_of: datetime) -> None:
    left = pen.pick(LEFT)
    left_at = None if left is None else as_of - left
    pen.t = as_of if left_at is None or left_at > as_of else left_at
    since = pen.pick(SINCE)
    since_at = None if since is None else pen.t - since
    if left_at is None and pen.pick(RARELY):
        since_at = as_of + pen.pick([TICK, 10 * DAY])  # not yet a customer
    called = {"name": f"Customer {pen.customer_id}", "kind": "organisation", "persona": pen.pick(PERSONAS)}
    pen.write("customers", since=since_at, left_at=left_at, **called)


def write_others(pen: Pen) -> None:
    """Rows of a customer there is none of, and what is believed of a persona alone."""
    if pen.pick(RARELY):
        for scene in (scenes.hard_times, scenes.complaint, scenes.promise):
            scene(pen)
    if pen.pick(RARELY):
        persona = {"belief_id": pen.id("belief"), "persona": "founder", "about": "capacity", "text": "Short of hands"}
        pen.record["beliefs"].append(full_row("beliefs", persona | {"from_at": pen.moment()}))


def write_coverage(pen: Pen) -> None:
    """Stretches of each source: complete, gaps that overlap, gaps that reach out of the window; some of no source."""
    for source in SOURCES:
        starts = {pen.moment() for _ in range(pen.pick([0, 0, 1, 2, 4]))}
        for start in sorted(starts):
            span = pen.pick([0 * DAY, HOUR, 3 * DAY, 50 * DAY, 400 * DAY])
            state = pen.pick(["gap", "gap", "gap", "complete", "unknown"])
            row = {"source": source, "from_at": start, "to_at": start + span, "state": state}
            pen.record["coverage"].append(full_row("coverage", row))


def together(parts: list[Record]) -> Record:
    """Many records as one: every id is told apart by its record's number; threads and members stay shared."""
    whole = empty_record()
    for number, part in enumerate(parts):
        for table, rows in part.items():
            whole[table] += [told_apart(row, f"{number}/") for row in rows]
    return whole


def told_apart(row: Dict, prefix: str) -> Dict:
    return {name: renamed(name, value, prefix) for name, value in row.items()}


def renamed(name: str, value: Any, prefix: str) -> Any:
    if name in LISTED and value is not None:
        return [prefix + one for one in value]
    return prefix + value if name in OWN and value is not None else value


def rows_in(record: Record) -> int:
    return sum(len(record[name]) for name in TABLES)
