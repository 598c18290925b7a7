"""A small record in which silence goes before leaving: half of the customers have a contract, half only buy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from deeproot.engines import Tables, open_tables

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)
BEGIN = datetime(2023, 6, 30, tzinfo=UTC)
DAYS = 1_096


def record(customers: int = 900, seed: int = 5) -> dict[str, pd.DataFrame]:
    """Everyone is at risk of losing interest; whoever has lost it says less, and leaves after some months."""
    chance = np.random.default_rng(seed)
    rows: dict[str, list[dict[str, Any]]] = {"customers": [], "interactions": [], "subscriptions": [], "purchases": []}
    for number in range(customers):
        name = f"c{number:04}"
        joins = float(chance.uniform(0, 900))
        loses = joins + float(chance.exponential(300))
        leaves = loses + 60 + float(chance.exponential(60))
        rows["customers"].append({"customer_id": name, "name": name, "kind": "person", "since": on(joins)})
        rows["interactions"] += _said(name, joins, loses, leaves, chance)
        if number % 2:
            rows["purchases"] += _bought(name, joins, loses, chance)
        else:
            rows["subscriptions"].append(_term(name, joins, leaves))
    return {name: pd.DataFrame(found) for name, found in rows.items()}


def on(day: float) -> datetime:
    return BEGIN + timedelta(days=day)


def _said(name: str, joins: float, loses: float, leaves: float, chance: np.random.Generator) -> list[dict[str, Any]]:
    early = chance.uniform(joins, min(loses, DAYS), chance.poisson((min(loses, DAYS) - joins) / 20))
    late = chance.uniform(loses, leaves, chance.poisson(0.3)) if loses < DAYS else []
    return [
        {
            "interaction_id": f"mail:{name}-{place}",
            "customer_id": name,
            "happened_at": on(float(day)),
            "channel": "email",
            "direction": "in" if place % 2 else "out",
            "kind": "question" if place % 2 else "answer",
            "automatic": False,
            "personal": True,
            "needs_answer": bool(place % 2),
            "customer_words": 30,
            "our_words": 40,
        }
        for place, day in enumerate([*early, *late])
        if day < DAYS
    ]


def _bought(name: str, joins: float, loses: float, chance: np.random.Generator) -> list[dict[str, Any]]:
    until = min(loses, DAYS)
    days = chance.uniform(joins, until, 1 + chance.poisson((until - joins) / 40))
    return [
        {
            "purchase_id": f"{name}-{place}",
            "customer_id": name,
            "happened_at": on(float(day)),
            "amount": 20.0,
            "currency": "EUR",
        }
        for place, day in enumerate(days)
    ]


def _term(name: str, joins: float, leaves: float) -> dict[str, Any]:
    ends = on(leaves) if leaves < DAYS else None
    return {
        "subscription_id": f"{name}-s",
        "customer_id": name,
        "starts_at": on(joins),
        "cancelled_at": ends,
        "amount": 100.0,
        "currency": "EUR",
        "period_months": 1,
    }


def opened(customers: int = 900) -> Tables:
    return open_tables(record(customers))
