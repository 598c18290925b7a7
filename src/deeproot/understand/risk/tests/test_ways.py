"""What was learnt is calibrated on customers it did not see, and its parts are the prediction."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from deeproot.understand.risk import trees
from deeproot.understand.risk.ways import Boosted, TooFew, learn, thirds_of


def made(rows: int = 900, seed: int = 3) -> tuple[pd.DataFrame, np.ndarray]:
    """Customers whose days of silence, and whose plan, make them leave; with a number that tells nothing."""
    chance = np.random.default_rng(seed)
    silent = chance.gamma(1.5, 30, rows)
    plan = chance.choice(["month", "year"], rows)
    odds = 0.02 * silent + 1.5 * (plan == "month") - 2.2
    left = (chance.random(rows) < 1 / (1 + np.exp(-odds))).astype(int)
    silent[chance.random(rows) < 0.1] = np.nan
    return pd.DataFrame({"silent": silent, "plan": plan, "noise": chance.normal(size=rows)}), left


@pytest.mark.parametrize("name", ["rule", "logistic", "boosting"])
def test_the_parts_add_up_to_the_prediction(name: str) -> None:
    frame, left = made()
    way = learn(name, frame, left, rule="silent")  # type: ignore[arg-type]
    parts, start = way.parts(frame)
    assert np.allclose(parts.sum(axis=1) + start, way.log_odds(frame), atol=1e-9)
    assert parts["silent"].abs().max() > 0.2


def test_the_parts_of_boosting_are_shapley_values_by_their_definition() -> None:
    frame, left = made(300)
    matrix = np.c_[frame["silent"], frame["plan"] == "month", frame["noise"]].astype(float)
    boosted = Boosted.learn(matrix, left)
    few = matrix[:5]
    found, start = boosted.parts(few)
    assert np.allclose(found.sum(axis=1) + start, boosted.log_odds(few))
    for row in range(len(few)):
        assert np.allclose(found[row], by_definition(boosted, few[row]), atol=1e-9)


def by_definition(boosted: Boosted, row: np.ndarray) -> np.ndarray:
    """The mean, over all orders in which columns become known, of what each adds."""
    found, orders = np.zeros(3), list(permutations(range(3)))
    for order in orders:
        known: set[int] = set()
        before = expected(boosted, row, known)
        for column in order:
            known.add(column)
            now = expected(boosted, row, known)
            found[column] += (now - before) / len(orders)
            before = now
    return found


def expected(boosted: Boosted, row: np.ndarray, known: set[int]) -> float:
    total = 0.0
    for leaf in trees.leaves(boosted.model):
        share = 1.0
        for step in leaf.steps:
            share *= float(step.passes(row[[step.column]])[0]) if step.column in known else step.share
        total += share * leaf.value
    return total


def test_all_rows_of_a_customer_are_in_one_third() -> None:
    customers = np.array([f"c{number % 50}" for number in range(200)])
    third = thirds_of(200, customers)
    assert all(len(set(third[customers == one])) == 1 for one in set(customers))
    assert set(third) == {0, 1, 2}
    assert (thirds_of(200, customers) == third).all()


def test_a_probability_is_how_often_it_comes() -> None:
    frame, left = made(6_000)
    later, came = made(6_000, seed=4)
    for name, apart in (("logistic", 0.06), ("boosting", 0.04)):  # it is not straight in the logarithm
        said = learn(name, frame, left).probability(later)  # type: ignore[arg-type]
        high = said > np.quantile(said, 0.8)
        assert said[high].mean() == pytest.approx(came[high].mean(), abs=apart)
        assert said[~high].mean() == pytest.approx(came[~high].mean(), abs=apart)


def test_it_refuses_too_few_and_what_does_not_fit() -> None:
    frame, left = made(100)
    with pytest.raises(TooFew):
        learn("logistic", frame, np.zeros(100, dtype=int))
    with pytest.raises(ValueError, match="do not fit together"):
        learn("logistic", frame, left[:50])
    with pytest.raises(ValueError, match="one column"):
        learn("rule", frame, left, rule="absent")
    way = learn("logistic", *made())
    with pytest.raises(KeyError, match="silent"):
        way.probability(frame.drop(columns="silent"))


def test_a_frame_that_tells_nothing_gives_everybody_the_same() -> None:
    _, left = made()
    said = learn("logistic", pd.DataFrame({"same": np.ones(len(left))}), left).probability(
        pd.DataFrame({"same": [1.0, 2.0]})
    )
    assert said[0] == said[1] == pytest.approx(left.mean(), abs=0.01)
