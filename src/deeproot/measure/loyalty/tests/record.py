"""Small records for the tests of loyalty, as data frames."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from deeproot.engines import Tables, open_tables
from deeproot.tables import TABLES

T = datetime(2026, 6, 30, 12, tzinfo=UTC)
DTYPES = {"string": "string", "timestamp": "datetime64[us, UTC]", "int64": "Int64", "float64": "float64"}


def ago(days: float) -> datetime:
    return T - timedelta(days=days)


def said(id_: str, days: float, customer: str = "a", **more: Any) -> dict[str, Any]:
    """An interaction so many days before T: a mail that came in, unless told otherwise."""
    return {
        "interaction_id": id_, "customer_id": customer, "happened_at": ago(days), "channel": "email",
        "direction": "in", "kind": None, "thread_id": None, "automatic": False, "sentiment": None, "score": None,
        "score_kind": None,
    } | more  # fmt: skip


def customer(id_: str, **more: Any) -> dict[str, Any]:
    return {"customer_id": id_, "name": id_, "kind": "person", "since": ago(800), "left_at": None} | more


def record(**rows: list[dict[str, Any]]) -> Tables:
    """The tables of these rows; columns typed as the record has them."""
    return open_tables({name: _frame(name, some) for name, some in rows.items() if some})


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    for column in TABLES[name].columns:
        if column.name in frame and column.type in DTYPES:
            if column.type == "timestamp":
                frame[column.name] = pd.to_datetime(frame[column.name], utc=True)
            frame[column.name] = frame[column.name].astype(DTYPES[column.type])
    return frame
