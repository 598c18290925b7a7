"""What leaving means, of contracts and of purchases, never mixed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from deeproot.engines import Tables, open_tables
from deeproot.understand.risk.leaving import Kind, outcomes, stays

AT = datetime(2026, 1, 1, tzinfo=UTC)


def on(day: float) -> datetime:
    return AT + timedelta(days=day)


def told(
    terms: list[tuple[str, float, float | None]], bought: list[tuple[str, float]], gone: dict[str, float]
) -> Tables:
    names = sorted({one[0] for one in terms} | {one[0] for one in bought} | set(gone))
    people: list[dict[str, Any]] = [
        {"customer_id": name, "name": name, "kind": "person", "left_at": on(gone[name]) if name in gone else pd.NaT}
        for name in names
    ]
    signed = [
        {
            "subscription_id": f"s{place}",
            "customer_id": name,
            "starts_at": on(begin),
            "ends_at": on(end) if end is not None else pd.NaT,
            "amount": 1.0,
            "currency": "EUR",
            "period_months": 1,
        }
        for place, (name, begin, end) in enumerate(terms)
    ]
    paid = [
        {"purchase_id": f"p{place}", "customer_id": name, "happened_at": on(day), "amount": 1.0, "currency": "EUR"}
        for place, (name, day) in enumerate(bought)
    ]
    given = {"customers": people, "subscriptions": signed, "purchases": paid}
    return open_tables({name: pd.DataFrame(rows) for name, rows in given.items() if rows})


def asked(tables: Tables, kind: Kind, horizon: int = 90, lead: int = 14) -> dict[str, int]:
    return outcomes(tables, stays(tables), kind, AT, horizon, lead).sort_index().to_dict()


def test_a_contract_is_left_when_its_last_term_ends_without_a_successor() -> None:
    terms = [
        ("ends", -200, 50),
        ("goes_on", -200, None),
        ("signs_again", -200, 50), ("signs_again", 75, 400),  # 25 days later: it never left
        ("signs_too_late", -200, 50), ("signs_too_late", 85, 400),
        ("ends_later", -200, 105),
        ("has_another", -200, 50), ("has_another", -10, 300),
        ("ended_before", -200, -5),
        ("not_yet", 5, None),
    ]  # fmt: skip
    found = asked(told(terms, [], {}), "contracts")
    assert found == {"ends": 1, "ends_later": 0, "goes_on": 0, "has_another": 0, "signs_again": 0, "signs_too_late": 1}


def test_whoever_leaves_within_the_lead_time_is_not_asked_about() -> None:
    tables = told([("soon", -200, 10), ("later", -200, 20)], [], {})
    assert asked(tables, "contracts") == {"later": 1}
    assert asked(tables, "contracts", lead=0) == {"later": 1, "soon": 1}


def test_a_contract_nobody_ended_is_left_when_the_customer_is_gone() -> None:
    assert asked(told([("gone", -200, None)], [], {"gone": 40}), "contracts") == {"gone": 1}


def test_a_buyer_leaves_by_buying_nothing_in_the_horizon() -> None:
    bought = [
        ("buys", -30), ("buys", 60),
        ("stops", -30),
        ("buys_in_the_lead_time", -30), ("buys_in_the_lead_time", 5),
        ("buys_too_late", -30), ("buys_too_late", 110),
        ("not_yet", 20),
        ("was_gone", -300),
    ]  # fmt: skip
    found = asked(told([], bought, {"was_gone": -20}), "purchases")
    assert found == {"buys": 0, "buys_in_the_lead_time": 1, "buys_too_late": 1, "stops": 1}


def test_contracts_and_purchases_are_never_mixed() -> None:
    terms = [("both", -200, 50), ("had_one", -200, -100), ("signs", 30, None)]
    bought = [("both", -30), ("had_one", -30), ("signs", -30)]
    tables = told(terms, bought, {})
    assert asked(tables, "contracts") == {"both": 1}
    assert asked(tables, "purchases") == {"signs": 0}  # whoever signs has not left
