"""Small lives of customers, each with the one figure it must give; all of them are reckoned in a single run.

Every scene is a customer of its own. Moments are days before NOW: ``ago(3)`` is three days before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pyarrow as pa

from deeproot.tables import TABLES

NOW = datetime.fromisoformat("2026-06-30T12:00:00")
INSTANT = timedelta(microseconds=1)
Row = dict[str, Any]
_numbers = count(1)


@dataclass
class Scene:
    """A customer's life and the figure it gives: ``n`` rows behind it, ``rows`` their ids where they are stated."""

    measure: str
    says: str
    value: float | None
    life: dict[str, list[Row]]
    n: int | None = None
    rows: list[str] | None = None
    id: str = field(default_factory=lambda: f"customer {next(_numbers)}")


def ago(days: float, **more: float) -> datetime:
    return NOW - timedelta(days=days, **more)


def touch(at: datetime, kind: str | None = "answer", **more: Any) -> Row:
    return _interaction(at, {"direction": "out", "kind": kind, "member_id": "ann"} | more)


def heard(at: datetime, kind: str | None = "question", **more: Any) -> Row:
    return _interaction(at, {"direction": "in", "kind": kind} | more)


def talk(at: datetime, **more: Any) -> Row:
    return _interaction(at, {"direction": "both", "channel": "call", "member_id": "ann"} | more)


def note(at: datetime, **more: Any) -> Row:
    return _interaction(at, {"direction": "internal", "kind": "note", "member_id": "ann"} | more)


def _interaction(at: datetime, more: Row) -> Row:
    own = {"interaction_id": f"mail:{next(_numbers):05}", "happened_at": at, "channel": "email"}
    return own | {"needs_answer": False, "automatic": False, "personal": True, "recorded_seq": 0} | more


def promise(due: datetime | None, kept: datetime | None = None, **more: Any) -> Row:
    own = {"promise_id": f"promise {next(_numbers)}", "made_in": "mail:0", "made_at": ago(300), "text": "I will"}
    return own | {"due_at": due, "kept_at": kept, "holding": []} | more


def belief(from_at: datetime, about: str = "need", **more: Any) -> Row:
    return {"belief_id": f"belief {next(_numbers)}", "about": about, "text": "it", "from_at": from_at} | more


def case(opened_at: datetime, case_id: str = "case", **more: Any) -> Row:
    return {"case_id": case_id, "opened_at": opened_at} | more


def term(renews_at: datetime, **more: Any) -> Row:
    own = {"subscription_id": f"term {next(_numbers)}", "starts_at": ago(700), "renews_at": renews_at}
    return own | {"amount": 1.0, "currency": "EUR", "period_months": 12} | more


def gap(from_at: datetime, to_at: datetime, source: str = "mail", state: str = "gap") -> Row:
    return {"source": source, "from_at": from_at, "to_at": to_at, "state": state}


def scene(measure: str, says: str, value: float | None, *interactions: Row, **more: Any) -> Scene:
    """A scene of these interactions; ``more`` names the rows of other tables, ``customer`` its own columns."""
    n, rows = more.pop("n", None), more.pop("rows", None)
    customer = {"name": says, "kind": "person"} | more.pop("customer", {})
    life = {"customers": [customer], "interactions": list(interactions)} | more
    return Scene(measure, says, value, life, n, rows)


def together(scenes: list[Scene]) -> dict[str, pa.Table]:
    """The lives of all scenes as one record. The sources of each are its own, so that its ledger is too."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for each in scenes:
        for name, own in each.life.items():
            rows[name] += [_owned(each, name, row) for row in own]
    return {name: table(name, own) for name, own in rows.items() if own}


def table(name: str, rows: list[Row]) -> pa.Table:
    """Rows as a table with every column of its kind."""
    schema = TABLES[name].arrow_schema()
    return pa.Table.from_pylist(rows, schema=schema)


def _owned(each: Scene, name: str, row: Row) -> Row:
    if name == "interactions":
        return row | {"customer_id": each.id, "interaction_id": f"{each.id}/{row['interaction_id']}"}
    if name == "coverage":
        return row | {"source": f"{each.id}/{row['source']}"}
    return row | {"customer_id": row.get("customer_id", each.id)}
