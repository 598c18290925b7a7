"""Who stays how long, and which cohort keeps whom, is what one counts by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot.engines import open_tables
from deeproot.measure.retention.cohorts import cohorts
from deeproot.measure.retention.months import beginnings
from deeproot.measure.retention.staying import staying
from deeproot.measure.retention.survival import curve
from deeproot.measure.retention.tests.test_revenue import CUSTOMERS, MONTHS, START, TERMS, term, terms

AS_OF = datetime(2026, 5, 1, tzinfo=UTC)


def _by_hand(rows: list[dict[str, Any]]) -> list[tuple[int, bool]]:
    found = []
    for customer in CUSTOMERS:
        mine = [row for row in rows if row["customer_id"] == customer and row["starts_at"] <= AS_OF]
        if not mine:
            continue
        ends = []
        for row in mine:
            later = [r["starts_at"] for r in rows if r["subscription_id"] == row["subscription_id"]]
            stops = [row["ends_at"], row["cancelled_at"], *(one for one in later if one > row["starts_at"])]
            ends.append(min((one for one in stops if one is not None), default=AS_OF + timedelta(days=1)))
        left = max(ends) <= AS_OF
        until = max(ends) if left else AS_OF
        found.append((max((until - min(row["starts_at"] for row in mine)).days, 0), left))
    return found


@given(TERMS)
@settings(max_examples=25, deadline=None)
def test_days_and_leaving_are_those_of_a_pencil(rows: list[dict[str, Any]]) -> None:
    wanted = _by_hand(rows)
    found = staying(terms(rows), AS_OF)
    if not wanted:
        assert found == {}
        return
    by_hand = curve(*zip(*wanted, strict=True))
    assert np.array_equal(found[None].share, by_hand.share)
    assert np.array_equal(found[None].at_risk, by_hand.at_risk)


def test_groups_have_curves_of_their_own() -> None:
    rows = [term("1", "a", -100, ends_at=-50), term("2", "b", -100), term("3", "c", -100)]
    found = staying(terms(rows), AS_OF, by="persona")
    assert {part: one.customers for part, one in found.items()} == {"x": 2, None: 1}
    assert found["x"].share.tolist() == [0.5, 0.5]


def test_a_cohort_with_contracts_is_counted_at_the_end_of_each_month() -> None:
    rows = [term("1", "a", 3), term("2", "b", 5, cancelled_at=45), term("3", "c", 40)]
    first, second = cohorts(terms(rows), MONTHS)
    assert (first.begins, first.size, first.there) == (MONTHS[0], 2, (2, 1, 1, 1))
    assert (second.begins, second.size, second.there) == (MONTHS[1], 1, (1, 1, 1))
    assert first.shares == (1.0, 0.5, 0.5, 0.5)


PURCHASES = st.lists(st.tuples(st.integers(0, 6), st.integers(-40, 140)), max_size=30)


@given(PURCHASES)
@settings(max_examples=25, deadline=None)
def test_a_cohort_without_contracts_is_who_bought_in_each_month(bought: list[tuple[int, int]]) -> None:
    months = beginnings(datetime(2026, 5, 10, tzinfo=UTC), 4)
    rows = [(f"p{who}", START + timedelta(days=day)) for who, day in bought]
    frame = pd.DataFrame(rows, columns=["customer_id", "happened_at"])
    frame["happened_at"] = pd.to_datetime(frame["happened_at"], utc=True).astype("datetime64[us, UTC]")
    frame["purchase_id"], frame["amount"], frame["currency"] = [str(n) for n in range(len(frame))], 1.0, "EUR"
    frame["customer_id"] = frame["customer_id"].astype("string")
    found = cohorts(open_tables({"purchases": frame}), months, "purchases") if len(frame) else []

    def place(moment: datetime) -> int | None:
        return next((n for n in range(4) if months[n] <= moment < months[n + 1]), None)

    first = {who: min(at for other, at in rows if other == who) for who, _ in rows}
    sizes = Counter(place(at) for at in first.values())
    assert {months.index(one.begins): one.size for one in found} == {k: v for k, v in sizes.items() if k is not None}
    for one in found:
        began = months.index(one.begins)
        members = {who for who, at in first.items() if place(at) == began}
        there = [len({who for who, at in rows if who in members and place(at) == month}) for month in range(began, 4)]
        assert list(one.there) == there
        assert one.there[0] == one.size


def test_who_has_a_contract_is_in_no_cohort_of_purchases() -> None:
    record = terms([term("1", "a", 3)])
    frame = pd.DataFrame(
        {"purchase_id": ["1"], "customer_id": ["a"], "happened_at": [START], "amount": [1.0], "currency": ["EUR"]}
    )
    frame["happened_at"] = frame["happened_at"].astype("datetime64[us, UTC]")
    both = open_tables({"purchases": frame, "subscriptions": record.rows("subscriptions", ["a"])})
    assert cohorts(both, MONTHS, "purchases") == []
