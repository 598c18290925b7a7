"""A small record for the tests of this room: Acme, looked after by Lena, and Birch, looked after by Tom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from deeproot.engines import Tables, open_tables

T = datetime(2026, 6, 30, 9, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def promise(promise_id: str, due: str | None, **more: Any) -> dict[str, Any]:
    given = {"customer_id": "acme", "member_id": "tom", "made_in": f"made:{promise_id}", "made_at": at("2026-06-01")}
    text = {"due_at": at(due) if due else None, "text": "I'll send the revised quote by Friday."}
    empty = dict.fromkeys(("moved_to", "kept_at", "withdrawn_at"))
    return {"promise_id": promise_id, "holding": []} | empty | given | text | more


def touch(interaction_id: str, happened_at: str, **more: Any) -> dict[str, Any]:
    given = {"customer_id": "acme", "happened_at": at(happened_at), "channel": "email", "direction": "out"}
    more = {"member_id": "lena", "case_id": None, "automatic": False} | more
    return {"interaction_id": interaction_id, "our_words": 20, "customer_words": 0} | given | more


def record(**tables: list[dict[str, Any]]) -> Tables:
    """The record with these further tables; ``customers`` replaces its own. What nobody gives is left out."""
    given: dict[str, Any] = {
        "customers": [
            {"customer_id": "acme", "name": "Acme Ltd", "kind": "organisation", "persona": "Founder", "owner": "lena"},
            {"customer_id": "birch", "name": "Birch & Co", "kind": "organisation", "persona": None, "owner": "tom"},
        ],
        "members": [
            {"member_id": "lena", "name": "Lena Ortiz", "email": "lena@example.com"},
            {"member_id": "tom", "name": "Tom Berg", "email": "tom@example.com"},
        ],
    } | tables
    return open_tables({name: _arrow(rows) for name, rows in given.items() if rows}, threads=1)


def _arrow(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.table({name: [row[name] for row in rows] for name in rows[0] if any(row[name] for row in rows)})
