"""Small records for the tests, and the journey reckoned in plain Python beside the engine's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from deeproot.engines import Tables, open_tables
from deeproot.understand.journey.words import number

AT = datetime(2026, 1, 1, tzinfo=UTC)
NOW = AT + timedelta(days=1_000)


def on(day: float) -> datetime:
    return AT + timedelta(days=day)


def said(
    who: str, day: float, channel: str = "email", direction: str = "in", kind: str | None = "question", **more: Any
) -> dict[str, Any]:
    return {"customer_id": who, "happened_at": on(day), "channel": channel, "direction": direction, "kind": kind} | more


def record(rows: Sequence[dict[str, Any]], **others: Sequence[dict[str, Any]]) -> Tables:
    """The tables of these interactions, numbered in their order where they have no id, and of others."""
    named = [{"interaction_id": f"m:{place:05d}", **row} for place, row in enumerate(rows)]
    frame = pd.DataFrame(named)
    if "kind" in frame:
        frame["kind"] = frame["kind"].astype(object).where(frame["kind"].notna(), None)
    given = {"interactions": frame} if named else {}
    people = {row["customer_id"] for row in rows}
    if "customers" not in others:
        given["customers"] = pd.DataFrame([person(who) for who in sorted(people)])
    for name, own in others.items():
        given[name] = pd.DataFrame(list(own))
    return open_tables(given)


def person(who: str, **more: Any) -> dict[str, Any]:
    return {"customer_id": who, "name": who, "kind": "person", "since": AT} | more


def counted(rows: Sequence[dict[str, Any]]) -> dict[tuple[int, int | None], tuple[int, int, int]]:
    """(node, following) -> how often, tied, tied and of two nodes; of rows that carry ids."""
    n: Counter[tuple[int, int | None]] = Counter()
    tied: Counter[tuple[int, int | None]] = Counter()
    for who in {row["customer_id"] for row in rows}:
        own = sorted(
            (row for row in rows if row["customer_id"] == who and not row.get("automatic", False)
             and row["direction"] != "internal" and row["happened_at"] <= NOW),
            key=lambda row: (row["happened_at"], row["interaction_id"]),
        )  # fmt: skip
        for place, row in enumerate(own):
            following = own[place + 1] if place + 1 < len(own) else None
            pair = (_node(row), None if following is None else _node(following))
            n[pair] += 1
            tied[pair] += following is not None and following["happened_at"] == row["happened_at"]
    return {pair: (times, tied[pair], tied[pair] if pair[0] != pair[1] else 0) for pair, times in n.items()}


def _node(row: dict[str, Any]) -> int:
    return number(row["channel"], row["direction"], row["kind"])
