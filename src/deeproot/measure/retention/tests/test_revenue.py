"""The bridge is what a person reckons with a pencil, contract by contract; what comes in equals what goes out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot.engines import open_tables
from deeproot.measure.retention.months import beginnings
from deeproot.measure.retention.revenue import PARTS, Month, revenue

START = datetime(2026, 1, 1, tzinfo=UTC)
MONTHS = beginnings(datetime(2026, 5, 10, tzinfo=UTC), 4)
CUSTOMERS = ("a", "b", "c")


def terms(rows: list[dict[str, Any]]) -> Any:
    """A record of those terms."""
    columns = {
        "starts_at": "datetime64[us, UTC]",
        "ends_at": "datetime64[us, UTC]",
        "cancelled_at": "datetime64[us, UTC]",
    }
    frame = pd.DataFrame(rows).astype(columns)
    frame["renews_at"] = pd.NaT
    people = pd.DataFrame({"customer_id": CUSTOMERS, "name": CUSTOMERS, "kind": "person", "persona": ["x", "x", None]})
    return open_tables({"subscriptions": frame, "customers": people})


def term(
    contract: str, customer: str, start: int, amount: float = 120.0, months: int = 12, **more: Any
) -> dict[str, Any]:
    moments = {
        name: START + timedelta(days=more[name]) if name in more else None for name in ("ends_at", "cancelled_at")
    }
    return {
        "subscription_id": contract, "customer_id": customer, "starts_at": START + timedelta(days=start),
        "amount": amount, "period_months": months, "currency": more.get("currency", "EUR"), **moments,
    }  # fmt: skip


def by_hand(rows: list[dict[str, Any]]) -> dict[tuple[datetime, str], dict[str, float]]:
    """Contract by contract, moment by moment."""

    def running(moment: datetime, customer: str, currency: str) -> float:
        whole = 0
        for contract in {row["subscription_id"] for row in rows}:
            begun = [r for r in rows if r["subscription_id"] == contract and r["starts_at"] <= moment]
            if not begun:
                continue
            last = max(begun, key=lambda r: r["starts_at"])
            over = [
                last[name] for name in ("ends_at", "cancelled_at") if last[name] is not None and last[name] <= moment
            ]
            if not over and (last["customer_id"], last["currency"]) == (customer, currency):
                whole += round(last["amount"] * 1e6 / last["period_months"])
        return whole / 1e6

    found: dict[tuple[datetime, str], dict[str, float]] = {}
    for opened, closed in pairwise(MONTHS):
        for currency in {row["currency"] for row in rows}:
            sums = dict.fromkeys((*PARTS, "customers_lost", "customers_start"), 0.0)
            for customer in CUSTOMERS:
                before, after = running(opened, customer, currency), running(closed, customer, currency)
                first = min((r["starts_at"] for r in rows if r["customer_id"] == customer), default=None)
                sums["start"] += before
                sums["end"] += after
                sums["customers_start"] += before > 0
                if before == 0 and after > 0:
                    sums["new" if first is not None and first > opened else "back"] += after
                elif before > 0 and after == 0:
                    sums["lost"] += before
                    sums["customers_lost"] += 1
                else:
                    sums["grown"] += max(after - before, 0)
                    sums["shrunk"] += max(before - after, 0)
            if sums["start"] or sums["end"]:
                found[opened, currency] = sums
    return found


TERMS = st.lists(
    st.builds(
        lambda contract, start, amount, months, ends, cancels, currency: term(
            f"{contract}", CUSTOMERS[contract % 3], start, amount, months, currency=currency,
            **({"ends_at": start + ends} if ends else {}), **({"cancelled_at": start + cancels} if cancels else {}),
        ),
        st.integers(0, 5), st.integers(-200, 130), st.integers(1, 500).map(float), st.sampled_from([1, 3, 12]),
        st.sampled_from([0, 20, 60, 200]), st.sampled_from([0, 0, 35]), st.sampled_from(["EUR", "USD"]),
    ),
    min_size=1, max_size=9, unique_by=lambda row: (row["subscription_id"], row["starts_at"]),
)  # fmt: skip


@given(TERMS)
@settings(max_examples=25, deadline=None)
def test_the_bridge_is_that_of_a_pencil(rows: list[dict[str, Any]]) -> None:
    found = {(month.begins, month.currency): month for month in revenue(terms(rows), MONTHS)}
    wanted = by_hand(rows)
    assert found.keys() == wanted.keys()
    for key, sums in wanted.items():
        assert {name: getattr(found[key], name) for name in sums} == pytest.approx(sums, abs=1e-5)
        month = found[key]
        assert month.start + month.new + month.back + month.grown - month.shrunk - month.lost == pytest.approx(
            month.end
        )


def only(rows: list[dict[str, Any]], place: int = 0) -> Month:
    return revenue(terms(rows), MONTHS)[place]


def test_the_rates_are_those_of_the_start() -> None:
    rows = [
        term("1", "a", -300, 1200.0),
        term("2", "b", -300, 1200.0, cancelled_at=10),
        term("3", "c", -300, 1200.0),
        term("3", "c", 12, 1800.0),
    ]
    month = only(rows)
    assert (month.start, month.end, month.lost, month.grown) == (300.0, 250.0, 100.0, 50.0)
    assert month.gross_retention == pytest.approx(2 / 3)
    assert month.net_retention == pytest.approx(2.5 / 3)
    assert month.customer_retention == pytest.approx(2 / 3)


def test_who_came_back_is_neither_new_nor_kept() -> None:
    rows = [term("1", "a", -300, ends_at=-100), term("2", "a", 10)]
    month = only(rows)
    assert (month.back, month.new, month.customers_back) == (10.0, 0.0, 1)
    assert month.gross_retention is None


def test_a_contract_ends_the_moment_it_ends_and_one_of_no_months_is_none() -> None:
    days = (MONTHS[1] - START).days
    rows = [term("1", "a", -10, ends_at=days), term("2", "b", days), term("3", "c", -300, months=0)]
    first, second = only(rows), only(rows, 1)
    assert (first.customers_start, first.customers_lost, first.customers_new, first.customers_end) == (1, 1, 1, 1)
    assert (second.customers_start, second.customers_new, second.customers_lost) == (1, 0, 0)


def test_groups_add_up_to_the_whole() -> None:
    rows = [term("1", "a", -300), term("2", "b", 5), term("3", "c", -10, ends_at=8)]
    whole = only(rows)
    parts = [one for one in revenue(terms(rows), MONTHS, by="persona") if one.begins == MONTHS[0]]
    assert {one.group for one in parts} == {"x", None}
    assert sum(one.start for one in parts) == whole.start
    assert sum(one.customers_lost for one in parts) == whole.customers_lost == 1


def test_months_begin_at_midnight_where_the_organisation_is() -> None:
    found = beginnings(datetime(2026, 4, 30, 22, 30, tzinfo=UTC), 2, "Europe/Berlin")
    assert [one.isoformat() for one in found] == [
        "2026-02-28T23:00:00+00:00", "2026-03-31T22:00:00+00:00", "2026-04-30T22:00:00+00:00",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="at least one"):
        beginnings(START, 0)


def test_a_record_without_contracts_has_no_bridge() -> None:
    people = pd.DataFrame({"customer_id": ["a"], "name": ["a"], "kind": ["person"]})
    assert revenue(open_tables({"customers": people}), MONTHS) == []
