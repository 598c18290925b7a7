"""Scores are what others reckon too; intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pytest

from deeproot.understand.risk import scores


def told(rows: int = 700, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    said = np.round(chance.beta(1, 4, rows), 2)  # rounded, so that there are ties
    return (chance.random(rows) < said).astype(float), said


def test_auc_log_loss_and_brier_equal_scikit_learn() -> None:
    from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

    left, said = told()
    found = scores.scored(left, {"one": np.clip(said, 0.001, 0.999)}, draws=200)["one"]
    said = np.clip(said, 0.001, 0.999)
    assert found.auc.value == pytest.approx(roc_auc_score(left, said), abs=1e-12)
    assert found.log_loss.value == pytest.approx(log_loss(left, said), abs=1e-12)
    assert found.brier.value == pytest.approx(brier_score_loss(left, said), abs=1e-12)


def test_a_draw_counts_a_customer_as_often_as_it_was_drawn() -> None:
    left, said = told(60)
    weights = next(scores.drawings(60, 3, seed=5))
    for row in weights:
        again = np.repeat(np.arange(60), row.astype(int))
        once = np.ones((1, 60))
        for score in (scores.auc, scores.lift):
            assert score(left, said, row[None])[0] == pytest.approx(score(left[again], said[again], once)[0])


def test_lift_is_one_by_chance_and_ten_at_best() -> None:
    left = np.r_[np.ones(10), np.zeros(90)]
    once = np.ones((1, 100))
    assert scores.lift(left, left, once)[0] == pytest.approx(10)
    assert scores.lift(left, np.full(100, 0.1), once)[0] == pytest.approx(1)


def test_the_interval_of_auc_holds_the_truth_about_as_often_as_it_says() -> None:
    whole = scores.auc(*told(100_000, seed=0), np.ones((1, 100_000)))[0]
    inside = 0
    for seed in range(100):
        left, said = told(300, seed=seed + 10)
        found = scores.scored(left, {"one": said}, draws=200, seed=seed)["one"].auc
        inside += found.low <= whole <= found.high
    assert 88 <= inside <= 99


def test_what_is_off_is_seen_in_the_calibration() -> None:
    left, said = told(5_000)
    once = np.ones((1, 5_000))
    assert scores.ece(left, said, once)[0] < 0.03
    assert scores.ece(left, np.clip(said + 0.2, 0, 1), once)[0] > 0.15
    curve = scores.calibration(left, said)
    assert len(curve) == 10 and sum(one.customers for one in curve) == 5_000
    assert all(one.low <= one.came <= one.high for one in curve)
