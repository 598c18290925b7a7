"""A ranking by what contact does is shown where it holds on customers it has not seen, and nowhere else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from deeproot.measure.uplift.judge import POINTS, judge
from deeproot.measure.uplift.rule import Rule, choose


def programme(seed: int, count: int, *, steep: tuple[float, ...], constant: float = 0.05) -> tuple[Any, Any, Any]:
    """Customers of whom contact keeps more or fewer, by so steep a slope along each of four facts."""
    chance = np.random.default_rng(seed)
    facts = pd.DataFrame(chance.normal(size=(count, 4)), columns=list("abcd"))
    facts["country"] = chance.choice(["DE", "FR"], count)
    arm = chance.random(count) < 0.6
    gain = constant + facts[list("abcd")[: len(steep)]].to_numpy() @ np.asarray(steep)
    stays = 0.6 - 0.15 * np.tanh(facts["d"]) + gain * arm
    facts.loc[::9, "b"] = np.nan
    return facts, (chance.random(count) < stays).to_numpy().astype(int), arm


def test_the_model_ranks_where_many_facts_tell_and_none_alone() -> None:
    found = judge(*programme(1, 8_000, steep=(0.07, -0.07, 0.07, -0.07)))
    assert found.verdict == "model"
    assert found.over_rule is not None
    assert found.over_risk is not None
    assert found.over_rule.low > 0
    assert found.qini["model"].low > found.qini["rule"].value
    assert max(found.curves["model"]) > max(found.curves["risk"])
    assert len(found.curves["model"]) == POINTS + 1


def test_a_rule_of_one_line_ranks_where_one_fact_tells_it_all() -> None:
    found = judge(*programme(2, 3_000, steep=(0.0, 0.0, 0.15)))
    assert found.verdict == "rule"
    assert (found.rule and (found.rule.column, found.rule.high)) == ("c", True)
    assert found.over_rule is not None
    assert found.over_rule.low <= 0


def test_where_contact_does_the_same_for_all_nobody_is_ranked() -> None:
    """Sixteen programmes that keep everybody's customers alike; docs/judgement.md has four hundred.

    With the interval of splits that do not overlap, five of them would be believed.
    """
    shown = [judge(*programme(seed, 500, steep=())).verdict for seed in range(16)]
    assert set(shown) <= {"nobody", "rule", "model"}
    assert sum(one != "nobody" for one in shown) <= 2


def test_too_few_teach_nothing_and_it_says_of_what_there_are_too_few() -> None:
    facts, stays, arm = programme(3, 300, steep=(0.1,))
    found = judge(facts, np.where(arm, stays, 1), arm)
    assert found.verdict == "too_few"
    assert "of those held out" in found.why
    assert "0 did not: it takes 43 of each" in found.why
    assert judge(facts.assign(a=1, b=2, c=3, d=4, country="DE"), stays, arm).why.startswith("nothing that tells")


def test_the_same_customers_give_the_same_answer() -> None:
    given = programme(4, 600, steep=(0.1,))
    assert judge(*given).qini == judge(*given).qini


@pytest.mark.parametrize(
    ("rule", "scores"),
    [
        (Rule("n", None, True, 5.0), [1, 5, 9]),
        (Rule("n", None, False, 5.0), [-1, -5, -9]),
        (Rule("w", "x", True, 0.0), [1, 0, 0]),
    ],
)
def test_a_rule_is_one_column_one_way_round(rule: Rule, scores: list[float]) -> None:
    customers = pd.DataFrame({"n": [1.0, float("nan"), 9.0], "w": ["x", "y", None]})
    assert rule.score(customers).tolist() == scores


def test_the_rule_that_is_chosen_may_be_a_word() -> None:
    chance = np.random.default_rng(5)
    facts = pd.DataFrame({"region": chance.choice(["north", "south", "east"], 4_000), "n": chance.random(4_000)})
    arm = chance.random(4_000) < 0.5
    stays = chance.random(4_000) < 0.5 + 0.3 * (arm & (facts["region"] == "east"))
    assert choose(facts, stays, arm) == Rule("region", "east", True, 0.0)
    assert choose(facts[[]], stays, arm) is None
