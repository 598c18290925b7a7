from __future__ import annotations

from datetime import datetime
from typing import Any

from deeproot.plan.facts import micros
from deeproot.plan.tests.record import T, at, record
from deeproot.plan.value import largest, scales, values, weight


def term(subscription_id: str, starts: str, amount: float, months: int, **more: Any) -> dict[str, Any]:
    given = {"subscription_id": subscription_id, "customer_id": "acme", "starts_at": at(starts), "amount": amount}
    empty: dict[str, datetime | None] = {"ends_at": None, "cancelled_at": None}
    return given | {"currency": "EUR", "period_months": months} | empty | more


def bought(purchase_id: str, happened: str, amount: float, customer_id: str = "acme") -> dict[str, Any]:
    given = {"purchase_id": purchase_id, "customer_id": customer_id, "happened_at": at(happened)}
    return given | {"amount": amount, "currency": "EUR"}


def test_a_contract_counts_as_a_year_of_its_running_term() -> None:
    terms = [term("s", "2025-01-01", 50, 1), term("s", "2026-01-01", 60, 1), term("t", "2026-03-01", 900, 24)]
    assert values(record(subscriptions=terms), micros(T)) == {"acme": {"EUR": (720 + 450) * 1_000_000}}


def test_a_term_that_ended_or_was_cancelled_or_begins_later_does_not_count() -> None:
    terms = [
        term("ended", "2026-01-01", 50, 1, ends_at=at("2026-06-30")),
        term("cancelled", "2026-01-01", 50, 1, cancelled_at=at("2026-06-01")),
        term("to come", "2026-07-01", 50, 1),
    ]
    assert values(record(subscriptions=terms), micros(T)) == {}
    assert values(record(subscriptions=terms[:2]), micros(at("2026-05-01"))) == {"acme": {"EUR": 1_200_000_000}}


def test_without_a_contract_the_purchases_of_a_year_count_to_the_cent() -> None:
    purchases = [bought(str(n), "2026-05-01", 0.1) for n in range(3)] + [bought("old", "2025-06-30", 99)]
    assert values(record(purchases=purchases), micros(T)) == {"acme": {"EUR": 300_000}}


def test_purchases_beside_a_running_contract_are_not_added_to_it() -> None:
    tables = record(subscriptions=[term("s", "2026-01-01", 10, 12)], purchases=[bought("p", "2026-05-01", 5)])
    assert values(tables, micros(T)) == {"acme": {"EUR": 10_000_000}}


def test_customers_of_several_currencies_rank_by_their_typical_customer() -> None:
    found = {"a": {"JPY": 100}, "b": {"JPY": 300}, "c": {"EUR": 1}, "d": {"EUR": 4}, "e": {"EUR": 2, "JPY": 100}}
    typical = scales(found)
    assert typical == {"EUR": 2, "JPY": 100}
    assert weight(found["b"], typical) == 3.0
    assert weight(found["e"], typical) == 2.0
    assert weight({}, typical) is None
    assert largest({"EUR": 4, "JPY": 100}, typical) == "EUR"
