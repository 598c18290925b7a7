"""The proof finds what is there, finds nothing where nothing is, and says which it does not know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot.measure.proof.difference import LEAST_OF_AN_ARM, difference, width
from deeproot.measure.proof.needed import customers_needed, known_by
from deeproot.measure.proof.ratio import ratio

LOOKS = np.linspace(100, 5_000, 50).astype(int)


def _crossed(effect: float, runs: int, planned: int) -> tuple[float, float]:
    """Of programmes watched fifty times: how often an anytime-valid and a fixed interval ever left zero out."""
    chance = np.random.default_rng(20)
    ever = np.zeros((runs, 2), dtype=bool)
    for run in range(runs):
        arm = chance.random(LOOKS[-1]) < 0.8
        stays = (chance.random(LOOKS[-1]) < 0.85 + effect * arm).astype(float)
        for seen in LOOKS:
            t, y = arm[:seen], stays[:seen]
            share, ours, theirs = t.mean(), y[t].mean(), y[~t].mean()
            each = np.where(t, (y - ours) / share, -(y - theirs) / (1 - share))
            deviation = np.sqrt((each**2).mean())
            ever[run] |= abs(ours - theirs) > np.array([width(seen, planned), 1.959964 / np.sqrt(seen)]) * deviation
    found = ever.mean(axis=0)
    return float(found[0]), float(found[1])


def test_a_programme_that_does_nothing_watched_fifty_times_is_seldom_believed() -> None:
    """1,000 simulations: at most 5 % false alarms; the interval for one look gives six times as many."""
    anytime, fixed = _crossed(0.0, runs=1_000, planned=2_500)
    assert anytime <= 0.05
    assert fixed > 0.2


def test_an_effect_that_is_there_is_found() -> None:
    assert _crossed(0.06, runs=60, planned=2_500)[0] > 0.9


@pytest.mark.parametrize("seen", [1_000, 2_500, 20_000])
def test_looking_whenever_one_likes_costs_at_most_six_tenths_of_the_width(seen: int) -> None:
    assert 1.0 < width(seen, seen) / (1.959964 / np.sqrt(seen)) <= 1.6


def test_the_fixed_interval_covers_the_truth_as_often_as_it_says() -> None:
    chance = np.random.default_rng(3)
    held = 0
    for _ in range(1_500):
        arm = chance.random(900) < 0.7
        stays = (chance.random(900) < np.where(arm, 0.86, 0.8)).astype(float)
        low, high = difference(stays, arm).fixed
        held += low <= 0.06 <= high
    assert 0.935 <= held / 1_500 <= 0.965


def test_the_plain_difference_is_that_of_the_means_and_the_interval_that_of_two_samples() -> None:
    chance = np.random.default_rng(4)
    arm, money = chance.random(500) < 0.5, chance.gamma(2.0, 50.0, 500)
    found = difference(money, arm)
    ours, theirs = money[arm], money[~arm]
    assert found.difference == pytest.approx(ours.mean() - theirs.mean())
    error = np.sqrt(ours.var() / len(ours) + theirs.var() / len(theirs))
    assert found.fixed[1] - found.difference == pytest.approx(1.959964 * error, rel=1e-6)


def test_what_was_known_before_narrows_both_intervals_by_just_what_it_foretold() -> None:
    chance = np.random.default_rng(5)
    before = chance.normal(size=4_000)
    arm = chance.random(4_000) < 0.8
    outcome = 3.0 * before + chance.normal(size=4_000) + 0.5 * arm
    plain, helped = difference(outcome, arm), difference(outcome, arm, before)
    assert helped.variance_ratio == pytest.approx(0.1, abs=0.01)
    wide, narrow = (one.anytime[1] - one.anytime[0] for one in (plain, helped))
    assert narrow / wide == pytest.approx(np.sqrt(helped.variance_ratio), rel=0.05)
    assert helped.difference == pytest.approx(0.5, abs=0.15)
    assert (helped.mean_treated, helped.mean_holdout) == (plain.mean_treated, plain.mean_holdout)


def test_what_foretells_nothing_or_is_missing_changes_nothing() -> None:
    chance = np.random.default_rng(6)
    arm, stays = chance.random(300) < 0.5, (chance.random(300) < 0.5).astype(float)
    for before in (np.full(300, np.nan), np.full(300, 7.0)):
        assert difference(stays, arm, before).anytime == pytest.approx(difference(stays, arm).anytime)


def test_what_is_missing_of_some_is_taken_for_the_mean_of_the_others() -> None:
    chance = np.random.default_rng(7)
    before, arm = chance.normal(100.0, 5.0, size=400), chance.random(400) < 0.5
    outcome, gaps = before + chance.normal(size=400), chance.random(400) < 0.2
    filled = np.where(gaps, before[~gaps].mean(), before)
    assert difference(outcome, arm, np.where(gaps, np.nan, before)) == difference(outcome, arm, filled)


def test_the_interval_is_as_wide_as_was_planned_for_and_not_as_suits_what_came() -> None:
    chance = np.random.default_rng(8)
    arm, stays = chance.random(300) < 0.5, (chance.random(300) < 0.5).astype(float)
    early, late = (difference(stays, arm, planned=planned).anytime for planned in (100, 20_000))
    assert (early[1] - early[0]) / (late[1] - late[0]) == pytest.approx(width(300, 100) / width(300, 20_000))
    assert early[1] - early[0] < late[1] - late[0]
    assert all(width(300, 300) <= width(300, planned) for planned in (50, 100, 1_000, 5_000))


def test_an_arm_too_small_says_nothing() -> None:
    arm = np.arange(100) >= LEAST_OF_AN_ARM - 1
    found = difference(np.ones(100), arm)
    assert found.holdout == LEAST_OF_AN_ARM - 1
    assert not found.known
    assert np.isnan(found.anytime).all()


def test_an_outcome_that_is_not_known_yet_is_refused() -> None:
    with pytest.raises(ValueError, match="leave out those"):
        difference([1.0, float("nan")], [True, False])


def test_how_many_it_kept_is_the_difference_times_the_treated() -> None:
    arm = np.arange(4_000) % 4 > 0
    stays = np.where(arm, np.arange(4_000) % 10 > 0, np.arange(4_000) % 10 > 1).astype(float)
    found = difference(stays, arm)
    estimate, low, high = found.kept
    assert found.known
    assert low < estimate < high
    assert estimate == pytest.approx(found.difference * 3_000)
    assert (low, high) == pytest.approx([bound * 3_000 for bound in found.anytime])


def test_that_it_loses_customers_is_known_as_well() -> None:
    arm = np.arange(4_000) % 4 > 0
    stays = np.where(arm, np.arange(4_000) % 10 > 2, np.arange(4_000) % 10 > 0).astype(float)
    found = difference(stays, arm)
    assert found.known
    assert found.anytime[1] < 0


def test_arms_out_of_proportion_are_not_believed() -> None:
    assert ratio(8_000, 2_000, 0.2).probability > 0.9
    assert not ratio(8_050, 1_950, 0.2).broken
    assert ratio(8_300, 1_700, 0.2).broken
    assert 0.001 < ratio(8_110, 1_890, 0.2).probability < 0.05
    assert not ratio(8_110, 1_890, 0.2).broken, "one programme in a hundred is as far off by chance"
    assert not ratio(0, 0, 0.2).broken
    with pytest.raises(ValueError, match="between 0 and 1"):
        ratio(1, 1, 1.0)


@given(smallest=st.floats(0.005, 0.2), rate=st.floats(0.3, 0.95), holdout=st.floats(0.05, 0.5))
@settings(max_examples=40)
def test_a_smaller_difference_takes_more_customers(smallest: float, rate: float, holdout: float) -> None:
    assert customers_needed(smallest, rate, holdout) >= customers_needed(smallest * 1.5, rate, holdout)


def test_nobody_stays_more_often_than_always() -> None:
    """Of a hold-out of which 98 % stay, five points more are all; the variance of the treated is none then."""
    needed = customers_needed(0.05, 0.98, 0.2)
    deviation = np.sqrt(0.98 * 0.02 / 0.2)
    assert width(needed, needed) * deviation <= 0.05 < width(needed - 1, needed - 1) * deviation


def test_with_as_many_customers_as_needed_half_of_the_programmes_are_known() -> None:
    needed = customers_needed(0.05, 0.8, 0.3)
    chance = np.random.default_rng(8)
    known = 0
    for _ in range(200):
        arm = chance.random(needed) >= 0.3
        stays = (chance.random(needed) < 0.8 + 0.05 * arm).astype(float)
        known += difference(stays, arm, planned=needed).known
    assert 0.4 < known / 200 < 0.6


def test_the_day_by_which_it_is_known_waits_for_the_last_outcome() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    assert known_by(100, 100, 0, now, timedelta(90)) == now
    assert known_by(200, 100, 10, now, timedelta(90)) == now + timedelta(100)
    assert known_by(200, 100, 0, now, timedelta(90)) is None
