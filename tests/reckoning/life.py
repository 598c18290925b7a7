"""What is known of one customer at one moment, and the words in which the rules of the measures are told.

A record is a mapping from a table's name to its rows (``deeproot.tables``); moments are naive datetimes in UTC.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

Dict = dict[str, Any]
Record = dict[str, list[Dict]]

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
BEGINS = {  # the moment from which a row exists
    "interactions": "happened_at",
    "purchases": "happened_at",
    "promises": "made_at",
    "cases": "opened_at",
    "beliefs": "from_at",
    "coverage": "from_at",
    "subscriptions": "starts_at",
}
LEARNT_LATER = ("kept_at", "closed_at", "confirmed_at", "withdrawn_at", "cancelled_at")


class Life(NamedTuple):
    """What is known at ``t`` of one customer."""

    t: datetime
    window: timedelta
    since: datetime | None
    interactions: list[Dict]
    promises: list[Dict]
    beliefs: list[Dict]
    cases: list[Dict]
    subscriptions: list[Dict]
    coverage: list[Dict]


def known_at(record: Record, t: datetime) -> Record:
    """The record as it was at ``t``: rows that begin later are gone, and so is what was learnt later."""
    known: Record = {}
    for name, rows in record.items():
        begins = BEGINS.get(name)
        known[name] = []
        for row in rows:
            if begins is not None and row[begins] > t:
                continue
            known[name].append(
                {k: None if k in LEARNT_LATER and v is not None and v > t else v for k, v in row.items()}
            )
    return known


def lives(record: Record, as_of: datetime, window_days: int = 365) -> dict[str, Life]:
    """The life of every customer that is reported at ``as_of``, from its own rows only."""
    found = {}
    own = own_rows(record)
    for customer in record["customers"]:
        since, left_at = customer["since"], customer["left_at"]
        if since is not None and since > as_of:
            continue
        t = left_at if left_at is not None and left_at <= as_of else as_of
        mine = known_at(own[customer["customer_id"]], t)
        found[customer["customer_id"]] = Life(
            t=t,
            window=window_days * DAY,
            since=since,
            interactions=sorted(mine["interactions"], key=moment),
            promises=mine["promises"],
            beliefs=mine["beliefs"],
            cases=mine["cases"],
            subscriptions=mine["subscriptions"],
            coverage=mine["coverage"],
        )
    return found


def own_rows(record: Record) -> dict[str, Record]:
    """The rows of each customer, and the ledger of the sources its interactions ever come from."""
    tables = ("interactions", "promises", "beliefs", "cases", "subscriptions")
    own: dict[str, Record] = {c["customer_id"]: {name: [] for name in tables} for c in record["customers"]}
    for name in tables:
        for row in record[name]:
            if row["customer_id"] in own:
                own[row["customer_id"]][name].append(row)
    ledger: dict[str, list[Dict]] = {}
    for row in record["coverage"]:
        ledger.setdefault(row["source"], []).append(row)
    for rows in own.values():
        sources = sorted({source_of(i) for i in rows["interactions"]})
        rows["coverage"] = [row for source in sources for row in ledger.get(source, [])]
    return own


def source_of(interaction: Dict) -> str:
    """The part of the id before the first colon."""
    source: str = interaction["interaction_id"].split(":")[0]
    return source


def moment(interaction: Dict) -> tuple[datetime, str]:
    """The place of an interaction in the order of all."""
    return interaction["happened_at"], interaction["interaction_id"]


def in_window(life: Life, at: datetime) -> bool:
    return life.t - life.window < at <= life.t


def is_touch(i: Dict) -> bool:
    return i["direction"] in ("out", "both") and not i["automatic"]


def is_heard(i: Dict) -> bool:
    return i["direction"] in ("in", "both") and not i["automatic"]


def touches(life: Life, *kinds: str) -> list[Dict]:
    """The touches in the window, in order; only those of the given kinds where some are given."""
    every = [i for i in life.interactions if is_touch(i) and in_window(life, i["happened_at"])]
    return [i for i in every if not kinds or i["kind"] in kinds]


def reply(life: Life, q: Dict) -> Dict | None:
    """The first touch after ``q`` in its thread; without a thread the first one to that customer."""
    for i in life.interactions:
        in_reach = q["thread_id"] is None or i["thread_id"] == q["thread_id"]
        if is_touch(i) and moment(i) > moment(q) and in_reach:
            return i
    return None


def effective_due(promise: Dict) -> datetime | None:
    due: datetime | None = promise["due_at"] if promise["moved_to"] is None else promise["moved_to"]
    return due


def holds(belief: Dict, t: datetime) -> bool:
    return bool(belief["from_at"] <= t and (belief["until"] is None or t < belief["until"]))


def days(span: timedelta) -> float:
    return span / DAY
