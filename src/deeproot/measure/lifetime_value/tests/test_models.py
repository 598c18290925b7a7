"""Properties of the models: gradients, weights, recovery of what made the data, agreement of formula and simulation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from scipy.special import hyp2f1

from deeproot.measure.lifetime_value import bg_nbd, forecast, gamma_gamma, mbg_nbd, pareto_nbd, renewals
from deeproot.measure.lifetime_value.choose import choose
from deeproot.measure.lifetime_value.fitting import Fitted, NotFitted
from deeproot.measure.lifetime_value.repeat import Repeat, purchases_by_customer

MODELS = (bg_nbd, mbg_nbd, pareto_nbd)


def bought(count: int = 3_000, weeks: float = 52.0, seed: int = 5) -> pd.DataFrame:
    """Customers who buy as BG/NBD has it, with r .6, alpha 6, a .8, b 2.5, and spend by Gamma-Gamma."""
    chance = np.random.default_rng(seed)
    rate, leaves = chance.gamma(0.6, 1 / 6.0, count), chance.beta(0.8, 2.5, count)
    spends = chance.gamma(4.0, 1 / 15.0, count)
    rows = []
    for one in range(count):
        at, times, first = 0.0, 0, 0.0
        sums = 0.0
        while (at := at + chance.exponential(1 / rate[one])) < weeks:
            times, first, sums = times + 1, at, sums + chance.gamma(6.0, 1 / spends[one])
            if chance.random() < leaves[one]:
                break
        rows.append((times, first, weeks, sums / times if times else np.nan))
    return pd.DataFrame(rows, columns=["x", "t_x", "T", "mean_value"])


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    return bought()


def unique(customers: pd.DataFrame) -> Repeat:
    return Repeat.of(customers["x"], customers["t_x"], customers["T"])


@pytest.mark.parametrize("model", MODELS)
@given(values=st.lists(st.floats(0.2, 8.0), min_size=4, max_size=4))
@settings(max_examples=15, deadline=None)
def test_the_slope_of_a_likelihood_is_its_slope(model: Any, values: list[float]) -> None:
    rows = Repeat.of([0, 1, 3, 7], [0, 2, 9, 30], [12, 12, 30, 31])
    at = np.array(values)
    found = model.log_likelihood(at, rows)[1]
    reckoned = approx_fprime(at, lambda one: model.log_likelihood(one, rows)[0], 1e-7)
    assert found == pytest.approx(reckoned, rel=1e-3, abs=1e-4)


def test_the_slopes_of_spending_and_of_renewals_are_their_slopes() -> None:
    x, mean = np.array([1.0, 3.0, 9.0]), np.array([12.0, 30.0, 8.0])
    at = np.array([3.0, 4.0, 10.0])
    reckoned = approx_fprime(at, lambda one: gamma_gamma.log_likelihood(one, x, mean)[0], 1e-7)
    assert gamma_gamma.log_likelihood(at, x, mean)[1] == pytest.approx(reckoned, rel=1e-4, abs=1e-5)
    left, staying = np.array([5.0, 2.0, 1.0]), np.array([1.0, 4.0, 9.0])
    two = np.array([0.7, 2.0])
    reckoned = approx_fprime(two, lambda one: renewals.log_likelihood(one, left, staying)[0], 1e-7)
    assert renewals.log_likelihood(two, left, staying)[1] == pytest.approx(reckoned, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("model", MODELS)
def test_unique_rows_with_their_number_say_what_all_rows_say(model: Any, customers: pd.DataFrame) -> None:
    few = customers.head(200).round({"t_x": 0})
    each = Repeat(*(few[name].to_numpy(float) for name in ("x", "t_x", "T")), np.ones(len(few)))
    at = np.array([0.5, 5.0, 0.7, 3.0])
    whole, slope = model.log_likelihood(at, each)
    folded, folded_slope = model.log_likelihood(at, unique(few))
    assert len(unique(few).x) < len(few)
    assert folded == pytest.approx(whole, rel=1e-12)
    assert folded_slope == pytest.approx(slope, rel=1e-6)


def test_what_made_the_customers_is_found_again_within_what_it_says_of_itself(customers: pd.DataFrame) -> None:
    model = bg_nbd.fit(unique(customers))
    assert model.fit is not None
    off = (np.log([model.r, model.alpha, model.a, model.b]) - np.log([0.6, 6.0, 0.8, 2.5])) / np.sqrt(
        np.diag(model.fit.covariance)
    )
    assert np.abs(off).max() < 3


@pytest.mark.parametrize("model", MODELS)
def test_starts_lead_to_the_same_place(model: Any, customers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    first = model.fit(unique(customers))
    monkeypatch.setattr(model, "STARTS", model.STARTS[1:])
    assert model.fit(unique(customers)).fit.values == pytest.approx(first.fit.values, rel=2e-3)


@pytest.mark.parametrize("model", MODELS)
def test_the_mean_of_the_futures_is_what_the_formula_expects(model: Any, customers: pd.DataFrame) -> None:
    some = customers.head(400)
    fitted = model.fit(unique(customers))
    sure = type(fitted)(*fitted.fit.values)
    chance = np.random.default_rng(1)
    columns = [some[name].to_numpy(float) for name in ("x", "t_x", "T")]
    drawn = forecast._purchases(sure, *columns, 26.0, chance)
    assert drawn.mean(axis=0).sum() == pytest.approx(fitted.expected(26.0, *columns).sum(), rel=0.02)


def test_intervals_hold_what_came_as_often_as_they_say() -> None:
    """The first 39 weeks of a year are told; the rest is held against the 80 % intervals, which counts make wider."""
    chance = np.random.default_rng(9)
    early, late = [], []
    for _ in range(4_000):
        rate, leaves, at, times = chance.gamma(0.6, 1 / 6.0), chance.beta(0.8, 2.5), 0.0, []
        while (at := at + chance.exponential(1 / rate)) < 65:
            times.append(at)
            if chance.random() < leaves:
                break
        before = [one for one in times if one < 39]
        early.append((len(before), before[-1] if before else 0.0, 39.0))
        late.append(len(times) - len(before))
    known = pd.DataFrame(early, columns=["x", "t_x", "T"])
    model = bg_nbd.fit(Repeat.of(known["x"], known["t_x"], known["T"]))
    told = forecast.forecast(known, model, None, forecast.Horizon(26.0, level=0.8))
    held = (told["purchases_low"] <= late) & (late <= told["purchases_high"])
    assert held.mean() > 0.8
    assert told["buys"].mean() == pytest.approx(np.mean(np.array(late) > 0), abs=0.03)


def test_the_value_of_the_same_seed_is_the_same_and_a_discount_makes_it_less(customers: pd.DataFrame) -> None:
    model = bg_nbd.fit(unique(customers))
    spend = gamma_gamma.fit(customers["x"], customers["mean_value"])
    some = customers.head(50)
    plain = forecast.forecast(some, model, spend, forecast.Horizon(52.0))
    pd.testing.assert_frame_equal(plain, forecast.forecast(some, model, spend, forecast.Horizon(52.0)))
    later = forecast.forecast(some, model, spend, forecast.Horizon(52.0, discount=0.01))
    assert later["value"].sum() == pytest.approx(plain["value"].sum() * (1 - 1.01**-52) / (np.log(1.01) * 52), rel=1e-9)
    assert (plain["value_low"] <= plain["value"]).all()


def test_terms_left_are_the_sum_over_the_terms() -> None:
    model = renewals.ShiftedBetaGeometric(0.7, 1.2)
    by_hand = sum(np.prod([model.renews(2 + n) for n in range(term)]) / 1.1**term for term in range(1, 250))
    assert model.terms_left(2, 0.1) == pytest.approx(by_hand, rel=1e-8)


def test_rows_that_cannot_be_are_refused_by_their_place() -> None:
    with pytest.raises(ValueError, match="row 1 cannot be: x 1, t_x 9, T 5"):
        Repeat.of([0, 1], [0, 9], [5, 5])


def test_customers_who_never_bought_again_settle_nothing_and_say_so() -> None:
    with pytest.raises(NotFitted):
        gamma_gamma.fit([0, 0, 0], [np.nan] * 3)
    with pytest.raises(NotFitted):
        renewals.fit([0, 0], [0, 7])


def test_purchases_of_one_day_are_one_and_the_future_is_not_looked_at() -> None:
    moments = ["2026-01-01T08:00Z", "2026-01-01T20:00Z", "2026-01-15T10:00Z", "2026-02-01T00:00Z"]
    frame = pd.DataFrame({"customer_id": ["a"] * 4, "happened_at": pd.to_datetime(moments), "amount": [1, 2, 5, 99]})
    found = purchases_by_customer(frame, pd.Timestamp("2026-02-01", tz="UTC"))
    assert found.loc["a"].to_dict() == {"x": 1.0, "t_x": 2.0, "T": pytest.approx(30 / 7), "mean_value": 5.0}


def test_where_buying_has_no_pattern_no_model_is_surely_better() -> None:
    chance = np.random.default_rng(2)
    days = pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(chance.integers(0, 365, 400), "D")
    frame = pd.DataFrame({"customer_id": chance.integers(0, 40, 400), "happened_at": days})
    choice = choose(frame, pd.Timestamp("2027-01-01", tz="UTC"), held_out_days=120)
    assert not choice.is_better


def by_series(values: Any, x: Any, t_x: Any, watched: Any) -> Any:
    """The logarithm of the second way, as Fader & Hardie 2005 write it: with the series 2F1."""
    r, alpha, s, beta = values
    larger, apart, power = max(alpha, beta), abs(alpha - beta), r + s + x
    second = s + 1 if alpha >= beta else r + x
    last, now = (hyp2f1(power, second, power + 1, apart / (larger + one)) for one in (t_x, watched))
    between = last - now * ((larger + t_x) / (larger + watched)) ** power
    return np.log(s) - np.log(power) + np.log(between) - power * np.log(larger + t_x)


@given(
    values=st.tuples(*[st.floats(0.05, 20.0)] * 4),
    x=st.integers(0, 300), t_x=st.floats(0.1, 60.0), more=st.floats(0.5, 80.0)
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_the_integral_is_the_series_of_the_paper(values: tuple[float, ...], x: int, t_x: float, more: float) -> None:
    last = t_x if x else 0.0
    columns = [np.array([float(one)]) for one in (x, last, last + more)]
    wanted = by_series(values, *columns)[0]
    if np.isfinite(wanted):  # where the two parts of the series are alike, nothing is left of their difference
        _, gone, _ = pareto_nbd._ways(np.array(values), *columns)
        assert gone[0] == pytest.approx(wanted, abs=2e-6)


def test_parameters_that_the_data_do_not_settle_are_drawn_within_bounds() -> None:
    wide = Fitted((2.0, 3.0), 0.0, np.array([[400.0, 400.0], [400.0, 400.001]]), True)
    drawn = np.log(wide.draws(4000))
    assert drawn.std(axis=0) == pytest.approx([0.71, 0.71], abs=0.05)
    assert np.corrcoef(drawn.T)[0, 1] > 0.99
