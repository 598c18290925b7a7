"""Customers are told apart by what they began with: the first plan, the first channel, the first thing they asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from deeproot.engines import Tables, open_tables
from deeproot.measure.retention.groups import BYS, By
from deeproot.measure.retention.revenue import revenue
from deeproot.measure.retention.staying import staying
from deeproot.measure.retention.tests.test_revenue import CUSTOMERS, MONTHS, START, term, terms
from deeproot.measure.retention.tests.test_staying import AS_OF

ROWS = [term("1", "a", 0, months=1), term("2", "a", 10, months=12), term("3", "b", 5, months=12), term("4", "c", 5)]


def touch(
    name: str, customer: str, day: int, direction: str, channel: str, kind: str | None, **more: Any
) -> dict[str, Any]:
    return {
        "interaction_id": name, "customer_id": customer, "happened_at": START + timedelta(days=day), "channel": channel,
        "direction": direction, "kind": kind, "automatic": False, "needs_answer": False, "personal": True, **more,
    }  # fmt: skip


TOUCHES = [
    touch("a0", "a", 1, "in", "email", None, automatic=True),
    touch("a1", "a", 2, "internal", "note", None),
    touch("a2", "a", 3, "out", "call", "pitch"),
    touch("a3", "a", 4, "in", "email", "question"),
    touch("a4", "a", 5, "in", "chat", "complaint"),
    touch("b1", "b", 3, "in", "chat", "complaint"),
    touch("b0", "b", 3, "in", "email", "praise"),
    touch("c1", "c", 4000, "in", "email", "question"),
]


@pytest.fixture
def tables() -> Tables:
    known = terms(ROWS)
    frames = {name: known[name].to_pandas() for name in ("subscriptions", "customers")}
    return open_tables({**frames, "interactions": pd.DataFrame(TOUCHES)})


@pytest.mark.parametrize(
    ("by", "wanted"),
    [
        ("plan", {"1 month": 1, "12 months": 2}),
        ("channel", {"call": 1, "email": 1, None: 1}),
        ("first_reason", {"question": 1, "praise": 1, None: 1}),
        ("persona", {"x": 2, None: 1}),
    ],
)
def test_customers_are_told_apart_by_what_they_began_with(
    tables: Tables, by: By, wanted: dict[str | None, int]
) -> None:
    assert {part: curve.customers for part, curve in staying(tables, AS_OF, by).items()} == wanted


@pytest.mark.parametrize("by", BYS)
def test_the_groups_add_up_to_the_whole(tables: Tables, by: By) -> None:
    whole, parts = revenue(tables, MONTHS), revenue(tables, MONTHS, by)
    for month in whole:
        of = [part for part in parts if part.begins == month.begins]
        assert sum(part.end for part in of) == pytest.approx(month.end)
        assert sum(part.customers_end for part in of) == month.customers_end
    assert {curve.customers for curve in staying(tables, AS_OF).values()} == {len(CUSTOMERS)}
