"""Where there is no signal, nobody is ranked; where the simple rule is as good, it ranks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from deeproot.understand.risk.backtest import backtest
from deeproot.understand.risk.tests.test_ways import made

SEEDS = 8
"""`./run bench risk` does the same with a hundred."""


def dated(rows: int = 1_500) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    frame, left = made(rows)
    return frame, left, np.arange(rows) * 3 // rows


def test_a_model_that_sees_more_than_the_rule_ranks() -> None:
    frame, left, dates = dated()
    found = backtest(frame, left, dates, rule="noise")
    assert found.verdict == "model" and found.ranks == found.chosen
    assert found.advantage is not None and found.advantage.low > 0
    assert found.tested == (dates == 2).sum() and found.learnt == (dates < 2).sum()
    assert set(found.scores) == {"rule", "logistic", "boosting"}


def test_the_rule_ranks_where_a_model_adds_nothing_to_it() -> None:
    chance = np.random.default_rng(8)
    silent = chance.gamma(1.5, 30, 1_200)
    left = (chance.random(1_200) < 1 / (1 + np.exp(1.5 - 0.03 * silent))).astype(int)
    frame = pd.DataFrame({"silent": silent, "noise": chance.normal(size=1_200)})
    found = backtest(frame, left, np.arange(1_200) // 600, rule="silent")
    assert found.verdict == "rule" and found.ranks == "rule"
    assert found.advantage is not None and found.advantage.covers(0)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nobody_is_ranked_by_outcomes_that_were_shuffled(seed: int) -> None:
    frame, left, dates = dated(900)
    shuffled = np.random.default_rng(seed).permutation(left)
    found = backtest(frame, shuffled, dates, rule="silent", seed=seed)
    assert found.verdict == "chance" and found.ranks is None


def test_too_few_who_left_are_said_to_be_too_few() -> None:
    frame, left, dates = dated(900)
    left = np.where(dates == 2, 0, left)
    found = backtest(frame, left, dates, rule="silent")
    assert found.verdict == "too_few" and found.tested_left == 0 and not found.scores


def test_it_needs_an_earlier_date() -> None:
    frame, left, _ = dated(300)
    with pytest.raises(ValueError, match="all rows are of one date"):
        backtest(frame, left, np.zeros(300), rule="silent")
