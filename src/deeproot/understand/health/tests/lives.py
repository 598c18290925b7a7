"""Random lives of a few customers, as rows of tables."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from deeproot.tables import TABLES

NOW = datetime.fromisoformat("2026-06-30T12:00:00")
NAMES = ("ann", "bea", "cyd")
Row = dict[str, Any]
moments = st.integers(-30 * 24, 420 * 24).map(lambda hours: NOW - timedelta(hours=hours))
"""Some lie after NOW, some before the year."""


@st.composite
def interaction(draw: Any) -> Row:
    direction = draw(st.sampled_from(["in", "out", "both", "internal"]))
    return {
        "customer_id": draw(st.sampled_from(NAMES)),
        "happened_at": draw(moments),
        "channel": draw(st.sampled_from(["email", "call", "usage"])),
        "direction": direction,
        "kind": draw(st.sampled_from([None, "answer", "pitch"])) if direction == "out" else None,
        "thread_id": draw(st.sampled_from([None, "t1", "t2"])),
        "customer_words": draw(st.integers(0, 50)),
        "our_words": draw(st.integers(0, 50)),
        "needs_answer": draw(st.booleans()),
        "automatic": draw(st.sampled_from([False, False, False, True])),
        "personal": True,
        "sentiment": draw(st.sampled_from([None, -0.5, 0.25, 1.0])),
        "recorded_seq": 0,
    }


@st.composite
def promise(draw: Any) -> Row:
    made = draw(moments)
    due = draw(st.none() | st.integers(0, 60).map(lambda days: made + timedelta(days=days)))
    after = st.none() | st.integers(0, 100).map(lambda days: made + timedelta(days=days))
    return {
        "customer_id": draw(st.sampled_from(NAMES)), "made_in": "mail:0", "made_at": made, "text": "I will",
        "due_at": due, "moved_to": draw(after) if due else None, "kept_at": draw(after), "withdrawn_at": draw(after),
        "holding": [],
    }  # fmt: skip


@st.composite
def records(draw: Any) -> dict[str, list[Row]]:
    bought = st.builds(lambda who, at: {"customer_id": who, "happened_at": at}, st.sampled_from(NAMES), moments)
    customers = [
        {"customer_id": name, "name": name, "kind": "person", "since": draw(st.none() | moments),
         "left_at": draw(st.none() | moments)}
        for name in NAMES
    ]  # fmt: skip
    return {
        "customers": customers,
        "interactions": numbered(draw(st.lists(interaction(), max_size=25)), "interaction_id", "mail:"),
        "promises": numbered(draw(st.lists(promise(), max_size=6)), "promise_id", "p"),
        "purchases": [
            row | {"amount": 1.0, "currency": "EUR"}
            for row in numbered(draw(st.lists(bought, max_size=12)), "purchase_id", "b")
        ],
    }


def numbered(rows: list[Row], key: str, prefix: str) -> list[Row]:
    return [{key: f"{prefix}{place:03}"} | row for place, row in enumerate(rows)]


def as_tables(record: dict[str, list[Row]]) -> dict[str, pa.Table]:
    return {name: pa.Table.from_pylist(rows, schema=TABLES[name].arrow_schema()) for name, rows in record.items()}
