"""The parts of health reckoned in plain Python from lists of rows, to hold the engine's against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import fmean
from typing import Any

Row = dict[str, Any]
YEAR = timedelta(days=365)
DAY = timedelta(days=1)
HOURS = timedelta(hours=48)


def parts(record: dict[str, Sequence[Row]], customer: Row, as_of: datetime, days: int) -> dict[str, Row]:
    """{part: value, before, n, n_before, at}; without `experience`, which is the scenarios'."""
    left = customer.get("left_at")
    now = min(left, as_of) if left else as_of
    start, middle, begin = now - YEAR, now - days * DAY, now - 2 * days * DAY
    own = {
        name: [row for row in rows if row["customer_id"] == customer["customer_id"]] for name, rows in record.items()
    }
    year = [row for row in own["interactions"] if start < row["happened_at"] <= now]
    year.sort(key=lambda row: (row["happened_at"], row["interaction_id"]))

    def split(rows: list[tuple[datetime, Any]]) -> tuple[list[Any], list[Any], datetime | None]:
        lately = [value for at, value in rows if middle < at <= now]
        before = [value for at, value in rows if begin < at <= middle]
        return lately, before, max((at for at, _ in rows if begin < at <= now), default=None)

    def mean(rows: list[tuple[datetime, float]]) -> Row:
        lately, before, at = split(rows)
        return told(fmean(lately) if lately else None, fmean(before) if before else None, lately, before, at)

    def ratio(rows: list[tuple[datetime, tuple[float, float]]]) -> Row:
        lately, before, at = split(rows)
        return told(*(_ratio(some) for some in (lately, before)), lately, before, at)

    def count(rows: list[tuple[datetime, int]]) -> Row:
        lately, before, at = split(rows)
        there = bool(lately or before)
        return told(float(len(lately)) if there else None, float(len(before)) if there else None, lately, before, at)

    heard = [row for row in year if row["direction"] == "in" and not row["automatic"] and row["sentiment"] is not None]
    return {
        "attention": _attention(year, customer, now, middle, split),
        "promises": mean(_promises(own["promises"], now)),
        "answers": mean(_answers(year, now)),
        "listening": ratio(_listening(year)),
        "mood": mean([(row["happened_at"], row["sentiment"]) for row in heard]),
        "use": count([(row["happened_at"], 1) for row in year if row["channel"] == "usage"]),
        "purchases": count([(row["happened_at"], 1) for row in own["purchases"] if start < row["happened_at"] <= now]),
    }


def told(value: float | None, before: float | None, lately: list[Any], earlier: list[Any], at: datetime | None) -> Row:
    return {"value": value, "before": before, "n": len(lately), "n_before": len(earlier), "at": at}


def _ratio(some: list[tuple[float, float]]) -> float | None:
    whole = sum(theirs + ours for theirs, ours in some)
    return sum(theirs for theirs, _ in some) / whole if whole else None


def is_touch(row: Row) -> bool:
    return row["direction"] in ("out", "both") and not row["automatic"]


def _attention(year: list[Row], customer: Row, now: datetime, middle: datetime, split: Any) -> Row:
    touches = [row["happened_at"] for row in year if is_touch(row)]
    silent = max(customer.get("since") or now - YEAR, now - YEAR)

    def days(until: datetime) -> float | None:
        since = max([silent, *(at for at in touches if at <= until)])
        return (until - since) / DAY if silent <= until else None

    lately, before, _ = split([(at, 1) for at in touches])
    return told(days(now), days(middle), lately, before, max(touches, default=None))


def _promises(rows: list[Row], now: datetime) -> list[tuple[datetime, float]]:
    found = []
    for row in rows:
        due = row["moved_to"] or row["due_at"]
        gone = row["withdrawn_at"] is not None and row["withdrawn_at"] <= now
        if row["made_at"] <= now and due is not None and due <= now and not gone:
            kept = row["kept_at"] is not None and row["kept_at"] <= now and row["kept_at"] <= due
            found.append((due, float(kept)))
    return found


def _answers(year: list[Row], now: datetime) -> list[tuple[datetime, float]]:
    found = []
    for place, row in enumerate(year):
        if not (row["direction"] == "in" and row["needs_answer"] and not row["automatic"]):
            continue
        later = [
            one["happened_at"]
            for one in year[place + 1 :]
            if is_touch(one) and (row["thread_id"] is None or one["thread_id"] == row["thread_id"])
        ]
        if later or row["happened_at"] <= now - HOURS:
            found.append((row["happened_at"], float(bool(later) and later[0] - row["happened_at"] <= HOURS)))
    return found


def _listening(year: list[Row]) -> list[tuple[datetime, tuple[float, float]]]:
    rows = [row for row in year if not row["automatic"] and row["direction"] != "internal"]
    ways = defaultdict(set)
    for row in rows:
        ways[row["thread_id"]].add(row["direction"])
    two_way = {thread for thread, there in ways.items() if thread is not None and {"in", "out"} <= there}
    found = []
    for row in rows:
        sides = (row["customer_words"], row["our_words"])
        if (row["direction"] == "both" or row["thread_id"] in two_way) and None not in sides and sum(sides):
            found.append((row["happened_at"], sides))
    return found
