"""Contracts renew as the pencil says; the better of two forecasts is used; what they bring is what the formula says."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from deeproot.engines import Tables, open_tables
from deeproot.measure.lifetime_value import contracts, renewing
from deeproot.measure.lifetime_value.agreements import agreements, due_within, known_at, months_to_renewal, renewed
from deeproot.measure.lifetime_value.horizon import Ahead
from deeproot.measure.lifetime_value.renewals import ShiftedBetaGeometric

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
NOW = pd.Timestamp(AS_OF)


def record(rows: list[tuple[str, str, str, str | None, int]], amount: float = 120.0) -> Tables:
    """Terms as (contract, customer, from, until, months)."""
    frame = pd.DataFrame(rows, columns=["subscription_id", "customer_id", "starts_at", "ends_at", "period_months"])
    for name in ("starts_at", "ends_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    frame = frame.assign(renews_at=pd.NaT, cancelled_at=pd.NaT, amount=amount, currency="EUR")
    who = sorted(set(frame["customer_id"]))
    return open_tables(
        {"subscriptions": frame, "customers": pd.DataFrame({"customer_id": who, "name": who, "kind": "person"})}
    )


@pytest.mark.parametrize(
    ("begins", "ends", "months", "wanted"),
    [
        ("2025-06-02", None, 12, 0),
        ("2025-06-01", None, 12, 0),  # a year of 365 days is a shade less than twelve mean months
        ("2024-05-20", None, 12, 2),
        ("2024-01-01", "2024-12-31", 12, 0),
        ("2024-01-01", "2025-01-01", 12, 0),
        ("2024-01-01", "2025-01-03", 12, 0),
        ("2024-01-01", "2025-02-01", 12, 1),
        ("2024-01-01", "2025-12-31", 12, 1),
        ("2026-01-01", "2026-01-02", 1, 0),
        ("2026-01-01", "2026-03-01", 1, 1),
        ("2026-01-15", None, 1, 4),
    ],
)  # fmt: skip
def test_a_contract_is_renewed_as_often_as_a_pencil_says(
    begins: str, ends: str | None, months: int, wanted: int
) -> None:
    rows = agreements(record([("1", "a", begins, ends, months)]), AS_OF)
    assert renewed(rows, NOW).tolist() == [wanted]


def test_terms_of_one_contract_are_one_life_and_what_comes_later_is_not_known() -> None:
    terms = [
        ("1", "a", "2023-01-01", None, 12),
        ("1", "a", "2024-01-01", "2024-07-01", 1),
        ("2", "b", "2026-07-01", None, 1),
    ]
    rows = agreements(record(terms), AS_OF)
    assert rows[["contract", "months", "monthly"]].to_numpy().tolist() == [["1", 1, 120.0]]
    assert rows["begins"].dt.year.tolist() == [2023]
    assert rows["ends"].dt.month.tolist() == [7]
    assert known_at(rows, pd.Timestamp("2024-06-01", tz="UTC"))["ends"].isna().all()


def test_renewals_fall_due_at_the_end_of_each_term() -> None:
    rows = agreements(record([("1", "a", "2025-12-01", None, 12), ("2", "b", "2026-05-20", None, 1)]), AS_OF)
    assert due_within(rows, NOW, NOW + pd.Timedelta(366, "D")).tolist() == [1, 12]
    assert months_to_renewal(rows, NOW).round(1).tolist() == [6.0, 0.6]


def made(model: ShiftedBetaGeometric, customers: int = 3000, seed: int = 0, years: int = 8) -> Tables:
    """Customers who began over some years, and renew as the model says."""
    chance = np.random.default_rng(seed)
    begins = NOW.tz_localize(None) - pd.to_timedelta(chance.integers(1, 365 * years, customers), "D")
    terms = chance.geometric(chance.beta(model.alpha, model.beta, customers))
    ends = begins + pd.to_timedelta((np.minimum(terms, 50) * 365.2425).round(), "D")
    ends = ends.where(ends < NOW.tz_localize(None))
    rows = [
        (f"{n}", f"c{n:05}", str(b), None if pd.isna(e) else str(e), 12)
        for n, (b, e) in enumerate(zip(begins, ends, strict=True))
    ]
    return record(rows)


def test_the_model_is_found_again_and_chosen_where_customers_differ() -> None:
    rows = agreements(made(ShiftedBetaGeometric(0.7, 1.2)), AS_OF)
    [found] = contracts.choose(rows, NOW, 365)
    assert found.name == contracts.MODEL
    assert found.gain_low > 0
    assert found.model is not None
    assert found.model.alpha == pytest.approx(0.7, abs=0.12)
    assert found.model.beta == pytest.approx(1.2, abs=0.25)
    model, rule = found.tried
    assert abs(model.forecast / model.stayed - 1) < 0.05
    assert model.log_loss < rule.log_loss


def test_where_all_are_alike_the_rule_does_as_well() -> None:
    rows = agreements(made(ShiftedBetaGeometric(30_000, 70_000)), AS_OF)
    [found] = contracts.choose(rows, NOW, 365)
    assert found.gain_low < 0.002
    assert found.model is not None
    assert float(found.model.renews(0)) == pytest.approx(0.7, abs=0.02)


def test_what_nobody_can_know_has_no_value() -> None:
    rows = agreements(record([(f"{n}", f"c{n}", "2026-01-01", None, 12) for n in range(20)]), AS_OF)
    [found] = contracts.choose(rows, NOW, 100)
    assert (found.model, found.tried, found.running) == (None, (), 20)
    told = renewing.forecast(rows, {}, NOW, Ahead())
    assert told["value"].isna().all()
    assert told["monthly"].tolist() == [10.0] * 20


def value_by_formula(model: ShiftedBetaGeometric, had: int, first: float, due: int, discount: float) -> float:
    """The sum over the renewals to come: the chance of it, what it brings, what that is worth now."""
    chances = [float(model.survival(had + k) / model.survival(had)) for k in range(1, due + 1)]
    return sum(120 * chance * (1 + discount) ** (-(first + 12 * k) / 12) for k, chance in enumerate(chances))


@pytest.mark.parametrize("discount", [0.0, 0.1])
def test_the_value_is_that_of_the_formula(discount: float) -> None:
    model = ShiftedBetaGeometric(0.7, 1.2)
    rows = agreements(record([("1", "a", "2023-12-01", None, 12)]), AS_OF)
    # the same contract a thousand times: the mean over the futures of all is the expectation
    many = pd.concat([rows.assign(customer_id=f"c{n}") for n in range(200)], ignore_index=True)
    found = renewing.forecast(many, {12: model}, NOW, Ahead(60, discount))
    wanted = value_by_formula(model, 2, float(months_to_renewal(rows, NOW)[0]), 5, discount)
    assert found["value"].mean() == pytest.approx(wanted, rel=0.01)
    assert found["renews"].iloc[0] == pytest.approx(3.2 / 3.9)
    assert found["stays"].mean() == pytest.approx(float(model.survival(7) / model.survival(2)), rel=0.02)
    assert (found["value_low"] <= found["value"]).all()
    assert (found["value_high"] >= found["value"]).all()


def test_contracts_of_one_customer_are_added_and_currencies_are_not() -> None:
    model = ShiftedBetaGeometric(0.7, 1.2)
    rows = agreements(
        record(
            [("1", "a", "2025-12-01", None, 12), ("2", "a", "2025-12-01", None, 12), ("3", "a", "2025-12-01", None, 12)]
        ),
        AS_OF,
    )
    rows.loc[2, "currency"] = "USD"
    found = renewing.forecast(rows, {12: model}, NOW, Ahead(24))
    assert found["currency"].tolist() == ["EUR", "USD"]
    assert found["contracts"].tolist() == [2, 1]
    assert found["value"].iloc[0] == pytest.approx(2 * found["value"].iloc[1], rel=0.1)


def test_many_customers_are_cut_into_pieces_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = agreements(record([(f"{n}", f"c{n // 2:03}", "2025-12-01", None, 12) for n in range(50)]), AS_OF)
    monkeypatch.setattr(renewing, "AT_ONCE", 4)
    found = renewing.forecast(rows, {12: ShiftedBetaGeometric(1, 2)}, NOW, Ahead(24))
    assert found.index.tolist() == [f"c{n:03}" for n in range(25)]
    assert found["contracts"].tolist() == [2] * 25


def test_the_same_seed_gives_the_same() -> None:
    rows = agreements(made(ShiftedBetaGeometric(1, 2), 100), AS_OF)
    models = {12: ShiftedBetaGeometric(1, 2)}
    first, second = (renewing.forecast(rows, models, NOW, Ahead()) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_a_chance_of_which_little_is_known_has_a_wide_interval() -> None:
    few = [(f"{n}", f"c{n:02}", "2023-12-01", None if n else "2024-11-30", 12) for n in range(8)]
    many = [(f"{n}-{k}", f"c{n:02}-{k}", *rest) for n, (_, _, *rest) in enumerate(few) for k in range(40)]
    widths = []
    for rows in (few, many):
        known = agreements(record(rows), AS_OF)  # type: ignore[arg-type]
        [choice] = contracts.choose(known, NOW, 10)
        assert choice.model is not None
        told = renewing.forecast(known, {12: choice.model}, NOW, Ahead(120, level=0.5))
        chances = told["value_high"] - told["value_low"]
        widths.append(float(chances.mean()))
        drawn = choice.model.fit.draws(4000)  # type: ignore[union-attr]
        widths.append(float(np.std(drawn[:, 1] / drawn.sum(axis=1))))
    assert widths[1] > 3 * widths[3]
    assert widths[0] > widths[2]
