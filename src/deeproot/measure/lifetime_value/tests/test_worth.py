"""Of a whole record: contracts and purchases apart, currencies apart, nothing told that is not known."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from deeproot.engines import Tables, open_tables
from deeproot.measure.lifetime_value.horizon import Ahead
from deeproot.measure.lifetime_value.worth import held_out, purchases, worth

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
NOW = pd.Timestamp("2026-06-01")


def shop(customers: int = 300, seed: int = 1) -> pd.DataFrame:
    """Customers who buy at their own rate, and leave at some moment."""
    chance = np.random.default_rng(seed)
    rows = []
    for number in range(customers):
        day, rate, leaves = float(chance.integers(0, 400)), chance.gamma(1.0, 0.02), chance.geometric(0.08)
        for _ in range(leaves + 1):
            if day >= 700:
                break
            rows.append((f"b{number:03}", NOW - pd.Timedelta(700 - int(day), "D"), round(chance.gamma(6, 5), 2) + 1))
            day += chance.exponential(1 / max(rate, 1e-3))
    found = pd.DataFrame(rows, columns=["customer_id", "happened_at", "amount"])
    return found.assign(purchase_id=[str(n) for n in range(len(found))], currency="EUR")


def record(bought: pd.DataFrame, terms: pd.DataFrame | None = None) -> Tables:
    who = sorted({*bought["customer_id"], *(terms["customer_id"] if terms is not None else ())})
    given = {"purchases": bought, "customers": pd.DataFrame({"customer_id": who, "name": who, "kind": "person"})}
    return open_tables({**given, "subscriptions": terms} if terms is not None else given)


def contract(customer: str, begins: str) -> dict[str, object]:
    return {
        "subscription_id": f"s-{customer}", "customer_id": customer, "starts_at": pd.Timestamp(begins), "amount": 120.0,
        "renews_at": pd.NaT, "ends_at": pd.NaT, "cancelled_at": pd.NaT, "currency": "EUR", "period_months": 12,
    }  # fmt: skip


def test_a_model_is_chosen_and_every_buyer_has_a_value_with_an_interval() -> None:
    found = worth(record(shop()), AS_OF, Ahead(12))
    assert found.contracts is None
    [euros] = found.purchases
    assert euros.choice is not None
    assert {one.name for one in euros.choice.tried} >= {"BG/NBD", "as often as so far"}
    assert len(euros.customers) == 300
    told = euros.customers
    assert ((told["alive"] > 0) & (told["alive"] <= 1)).all()
    assert (told["value_low"] <= told["value_high"]).all()
    assert told["spent"].sum() == pytest.approx(shop()["amount"].sum())


def test_whoever_had_a_contract_is_not_among_those_who_buy_without() -> None:
    tables = record(shop(), pd.DataFrame([contract("b000", "2025-01-01"), contract("later", "2026-07-01")]))
    found = worth(tables, AS_OF)
    assert "b000" not in found.purchases[0].customers.index
    assert found.contracts is not None
    assert found.contracts.customers.index.tolist() == ["b000"]


def test_currencies_are_never_added() -> None:
    bought = shop()
    bought.loc[bought["customer_id"] < "b100", "currency"] = "USD"
    found = worth(record(bought), AS_OF, Ahead(12))
    assert [(one.currency, len(one.customers)) for one in found.purchases] == [("EUR", 200), ("USD", 100)]


def test_too_few_are_told_to_be_too_few() -> None:
    found = worth(record(shop(20)), AS_OF)
    [euros] = found.purchases
    assert euros.choice is None
    assert "a model needs 30" in euros.why_not
    assert "value" not in euros.customers


def test_nothing_recorded_is_nothing() -> None:
    found = worth(record(shop(1).iloc[:0]), AS_OF)
    assert (found.contracts, found.purchases) == (None, ())


def test_what_comes_after_is_not_known() -> None:
    bought = shop()
    early = datetime(2025, 6, 1, tzinfo=UTC)
    seen = bought[bought["happened_at"] < pd.Timestamp("2025-06-01")]
    assert len(purchases(record(bought), early)) == len(seen)
    whole, cut = worth(record(bought), early, Ahead(12)), worth(record(seen), early, Ahead(12))
    pd.testing.assert_frame_equal(whole.purchases[0].customers, cut.purchases[0].customers)


def test_a_third_of_the_record_is_held_out_within_bounds() -> None:
    assert held_out(NOW - pd.Timedelta(300, "D"), NOW) == 100
    assert held_out(NOW - pd.Timedelta(30, "D"), NOW) == 28
    assert held_out(NOW - pd.Timedelta(9000, "D"), NOW) == 365


@pytest.mark.parametrize("wrong", [{"months": 0}, {"discount": -0.1}, {"level": 1.0}])
def test_a_time_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="look ahead"):
        Ahead(**wrong)  # type: ignore[arg-type]
