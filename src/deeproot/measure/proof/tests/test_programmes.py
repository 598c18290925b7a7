"""What became of the assigned is what a pencil says; arms are compared within a business, once it is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deeproot.engines import Tables, open_tables
from deeproot.measure.proof.needed import customers_needed
from deeproot.measure.proof.outcomes import DAYS_A_MONTH, outcomes
from deeproot.measure.proof.programmes import NARROWEST_AT, SMALLEST, Proof, proofs

START = datetime(2026, 1, 1, tzinfo=UTC)
AS_OF = START + timedelta(days=120)
MOMENT = "datetime64[us, UTC]"
PEOPLE = ("a", "b", "c")


def day(number: int | None) -> datetime | None:
    return None if number is None else START + timedelta(days=number)


def record(assigned: list[Any], terms: list[Any], bought: list[Any]) -> Tables:
    """Of (programme, customer, arm, day), of (contract, customer, start, end or None, monthly, currency), of (customer,
    day, amount, currency)."""
    given = pd.DataFrame(
        [(programme, customer, arm, day(at)) for programme, customer, arm, at in assigned],
        columns=["programme_id", "customer_id", "arm", "assigned_at"],
    ).astype({"assigned_at": MOMENT})
    agreed = pd.DataFrame(
        [(name, who, day(start), day(end), float(monthly), of, 1) for name, who, start, end, monthly, of in terms],
        columns=["subscription_id", "customer_id", "starts_at", "ends_at", "amount", "currency", "period_months"],
    ).astype({"starts_at": MOMENT, "ends_at": MOMENT, "amount": "float64", "period_months": "int64"})
    agreed["renews_at"] = agreed["cancelled_at"] = pd.Series(pd.NaT, index=agreed.index, dtype=MOMENT)
    paid = pd.DataFrame(
        [(str(place), who, day(at), float(amount), of) for place, (who, at, amount, of) in enumerate(bought)],
        columns=["purchase_id", "customer_id", "happened_at", "amount", "currency"],
    ).astype({"happened_at": MOMENT, "amount": "float64"})
    return open_tables({"assignments": given, "subscriptions": agreed, "purchases": paid})


def told(tables: Tables, horizon: int = 30) -> dict[tuple[str, str], dict[str, Any]]:
    rows = tables.reckon(outcomes, told=[(int(AS_OF.timestamp() * 1e6), horizon)]).to_pylist()
    return {(row["programme_id"], row["customer_id"]): row for row in rows}


def by_hand(assigned: list[Any], terms: list[Any], bought: list[Any], horizon: int) -> dict[Any, Any]:
    """Customer by customer, day by day."""
    found = {}
    for programme, who, arm, at in assigned:
        own = []
        for name, of, start, end, monthly, currency in terms:
            if of == who:
                following = [other[2] for other in terms if other[0] == name and other[2] > start]
                stops = min([one for one in (end, *following) if one is not None], default=10_000)
                own.append((start, stops, monthly, currency))
        contract = any(start <= at < stops for start, stops, *_ in own)
        stays = any(start <= at + horizon < stops for start, stops, *_ in own)
        buys = any(of == who and at < when <= at + horizon for of, when, *_ in bought)
        sums: dict[str, list[float]] = {}
        for start, stops, monthly, currency in own:
            sums.setdefault(currency, [0, 0, 0])
            sums[currency][2] += start <= at < stops
            for one in range(at - horizon, at + horizon):
                sums[currency][one >= at] += (start <= one < stops) * monthly / DAYS_A_MONTH
        for of, when, amount, currency in bought:
            if of == who:
                sums.setdefault(currency, [0, 0, 0])
                sums[currency][0] += amount * (at - horizon < when <= at)
                sums[currency][1] += amount * (at < when <= at + horizon)
        ranked = sorted(sums, key=lambda name: (-(sums[name][2] > 0), -round(sums[name][0], 6), name))
        found[programme, who] = {
            "treated": arm == "treated",
            "known": at + horizon <= 120,
            "contract": contract,
            "stayed": stays if contract else buys,
            "currency": ranked[0] if ranked else None,
            "before": pytest.approx(sums[ranked[0]][0] if ranked else 0, abs=1e-6),
            "after": pytest.approx(sums[ranked[0]][1] if ranked else 0, abs=1e-6),
        }
    return found


DAYS = st.integers(-60, 110)
MONEY = st.sampled_from(["EUR", "USD"])
ASSIGNED = st.lists(
    st.tuples(st.sampled_from(["p", "q"]), st.sampled_from(PEOPLE), st.sampled_from(["treated", "holdout"]), DAYS),
    min_size=1, max_size=6, unique_by=lambda row: row[:2],
)  # fmt: skip
TERMS = st.lists(
    st.builds(
        lambda name, start, days, monthly, of: (f"{name}", PEOPLE[name % 3], start, days and start + days, monthly, of),
        st.integers(0, 4), DAYS, st.sampled_from([None, 15, 40, 90]), st.integers(1, 9), MONEY,
    ),
    max_size=7, unique_by=lambda row: (row[0], row[2]),
)  # fmt: skip
BOUGHT = st.lists(st.tuples(st.sampled_from(PEOPLE), DAYS, st.integers(1, 50), MONEY), max_size=6)


@given(ASSIGNED, TERMS, BOUGHT, st.sampled_from([7, 30, 45]))
@example([("p", "a", "treated", 0)], [("1", "a", -60, 0, 10, "EUR")], [], 30)
@example([("p", "a", "treated", 0)], [("1", "a", -60, 30, 10, "EUR")], [("a", 0, 7, "EUR"), ("a", 30, 7, "EUR")], 30)
@settings(max_examples=40, deadline=None)
def test_what_became_of_the_assigned_is_what_a_pencil_says(
    assigned: list[Any], terms: list[Any], bought: list[Any], horizon: int
) -> None:
    found = told(record(assigned, terms, bought), horizon)
    wanted = by_hand(assigned, terms, bought, horizon)
    assert {key: {name: row[name] for name in wanted[key]} for key, row in found.items()} == wanted


def company(effect: float, seed: int, customers: int = 600) -> Tables:
    """Customers with a contract assigned on different days; of the treated so many more stay a month."""
    chance = np.random.default_rng(seed)
    assigned, terms = [], []
    for number in range(customers):
        who, at = f"c{number:04}", int(chance.integers(0, 80))
        treated = chance.random() < 0.7
        stays = chance.random() < 0.7 + effect * treated
        assigned.append(("visit", who, "treated" if treated else "holdout", at))
        terms.append((who, who, -90, None if stays else at + 12, int(chance.integers(50, 500)), "EUR"))
    return record(assigned, terms, [])


def only(tables: Tables, horizon: int = 30, **planned: float) -> Proof:
    (found,) = proofs(tables, AS_OF, horizon, planned)
    return found


def test_a_planted_effect_is_recovered_and_one_that_is_not_there_is_not_believed() -> None:
    (kept,) = only(company(0.2, seed=5)).kept
    low, high = kept.stayed.fixed
    assert low <= 0.2 <= high
    assert kept.stayed.known
    assert kept.stayed.kept[1] > 0
    assert kept.value["EUR"].difference > 0
    assert kept.value["EUR"].variance_ratio < 0.8, "what they brought before foretells what they bring after"
    assert sum(only(company(0.0, seed)).kept[0].stayed.known for seed in range(12)) <= 1


def test_who_was_assigned_within_the_horizon_waits_and_counts_in_neither_arm() -> None:
    (kept,) = only(company(0.2, seed=5), horizon=60).kept
    assert kept.waiting > 0
    assert kept.stayed.treated + kept.stayed.holdout + kept.waiting == kept.treated + kept.holdout == 600


def test_contracts_and_purchases_are_never_mixed_nor_currencies_added() -> None:
    assigned = [("p", who, "treated", 0) for who in PEOPLE]
    terms = [("1", "a", -60, None, 10, "EUR"), ("2", "b", -60, 3, 10, "USD")]
    found = only(record(assigned, terms, [("c", 5, 7, "EUR")]))
    assert [(one.business, one.treated, one.stayed.mean_treated) for one in found.kept] == [
        ("contracts", 2, 0.5),
        ("purchases", 1, 1.0),
    ]
    assert {name: one.treated for name, one in found.kept[0].value.items()} == {"EUR": 1, "USD": 1}


def test_customers_who_turned_out_to_be_one_count_where_they_were_assigned_first() -> None:
    assigned = [("p", "a", "treated", 9), ("p", "a", "holdout", 4)]
    row = told(record(assigned, [("1", "a", -60, None, 10, "EUR")], []))["p", "a"]
    assert (row["treated"], row["stayed"]) == (False, True)


def test_whoever_is_assigned_only_after_the_moment_asked_is_not_in_it() -> None:
    assigned = [("p", "a", "treated", 119), ("p", "b", "holdout", 121), ("later", "c", "treated", 130)]
    assert set(told(record(assigned, [], []))) == {("p", "a")}


def test_arms_that_are_not_as_planned_are_not_believed() -> None:
    assert only(company(0.2, seed=5), visit=0.3).believed
    broken = only(company(0.2, seed=5), visit=0.5)
    assert broken.ratio is not None
    assert not broken.believed
    assert only(company(0.2, seed=5)).ratio is None


def test_it_says_by_when_it_would_be_known_and_nothing_where_nobody_is_added() -> None:
    (kept,) = only(company(0.0, seed=3)).kept
    assert kept.needed is not None
    assert kept.needed > 600
    assert kept.known_by is not None
    assert kept.known_by > AS_OF
    (later,) = proofs(company(0.0, seed=3), AS_OF + timedelta(days=200), 30)
    assert later.kept[0].known_by is None


def test_the_pace_is_that_of_the_last_ninety_days_and_the_arms_are_as_large_as_they_came() -> None:
    (kept,) = only(company(0.0, seed=3)).kept
    assert kept.needed is not None
    assert kept.needed == customers_needed(SMALLEST, kept.stayed.mean_holdout, kept.holdout / 600)
    lately = sum(row["assigned"] > (AS_OF - timedelta(90)).timestamp() * 1e6 for row in told(company(0.0, 3)).values())
    assert lately < 600
    ahead = timedelta((kept.needed - kept.stayed.treated - kept.stayed.holdout) / (lately / 90)) + timedelta(30)
    assert kept.known_by == AS_OF + ahead


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_nobody_or_everybody_was_to_be_held_out_there_is_no_ratio(share: float) -> None:
    assert only(company(0.0, seed=1, customers=3), visit=share).ratio is None


def test_an_outcome_is_known_the_moment_its_horizon_is_over() -> None:
    found = told(record([("p", "a", "treated", 90), ("p", "b", "treated", 91)], [], []))
    assert [found["p", who]["known"] for who in ("a", "b")] == [True, False]


def test_the_interval_is_tuned_beforehand_and_not_to_what_was_seen() -> None:
    """Tuned to each look, it would hold at that look alone."""
    from deeproot.measure.proof.difference import difference

    (kept,) = only(company(0.2, seed=5)).kept
    outcome = told(company(0.2, seed=5))
    rows = list(outcomes_of(outcome))
    wanted = difference(
        [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows], planned=NARROWEST_AT
    )
    assert kept.stayed == wanted


def outcomes_of(rows: dict[Any, dict[str, Any]]) -> Any:
    return ((row["stayed"], row["treated"], row["before"]) for row in rows.values() if row["known"])


def test_a_horizon_is_at_least_a_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        proofs(company(0.0, seed=1, customers=3), AS_OF, 0)
