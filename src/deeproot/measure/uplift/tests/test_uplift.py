"""Who gains from contact is found where somebody does, and a ranking is judged as scikit-uplift judges it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from deeproot.measure.uplift.model import TooFew, learn
from deeproot.measure.uplift.qini import coefficient, curve, qini

HILLSTROM = Path(__file__).parents[6] / "shared" / "data" / "hillstrom_womens_visit.csv"


def programme(count: int = 8_000) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Customers of whom those of the north gain by contact, and those at risk do not."""
    chance = np.random.default_rng(1)
    known = pd.DataFrame({"risk": chance.random(count), "region": chance.choice(["north", "south"], count)})
    arm = chance.random(count) < 0.7
    gains = np.where(known["region"] == "north", 0.15, 0.0)
    stays = chance.random(count) < 0.8 - 0.5 * known["risk"] + gains * arm
    return known, stays.to_numpy().astype(int), arm


def test_a_curve_counts_what_contact_brought_at_each_depth() -> None:
    depth, gained = curve([1, 0, 1, 0, 1, 1], [3, 3, 2, 2, 1, 1], [1, 0, 1, 0, 1, 0])
    assert depth.tolist() == [0, 2, 4, 6]
    assert gained.tolist() == [0, 1, 2, 2]


def test_the_best_order_is_one_and_a_random_one_nothing() -> None:
    _, stays, arm = programme()
    best = stays * arm - stays * ~arm
    assert coefficient(stays, best, arm) == pytest.approx(1.0)
    random = [coefficient(stays, np.random.default_rng(n).random(len(stays)), arm) for n in range(40)]
    assert abs(np.mean(random)) < 0.01


def test_those_who_gain_are_ranked_before_those_who_are_at_risk() -> None:
    known, stays, arm = programme()
    half = np.arange(len(known)) % 2 == 0
    model = learn(known[half], stays[half], arm[half])
    rest = known[~half]
    ours = qini(stays[~half], model.gain(rest), arm[~half])
    at_risk = qini(stays[~half], model.risk(rest), arm[~half])
    assert ours.low > 0
    assert ours.coefficient > at_risk.coefficient + 0.02


def test_an_arm_with_too_few_responses_teaches_nothing() -> None:
    known, stays, arm = programme(200)
    with pytest.raises(TooFew, match="held out"):
        learn(known, np.where(arm, stays, 0), arm)


def test_missing_numbers_and_new_words_are_no_fault() -> None:
    known, stays, arm = programme(2_000)
    known.loc[::7, "risk"] = np.nan
    model = learn(known, stays, arm)
    assert np.isfinite(model.gain(pd.DataFrame({"risk": [np.nan, 0.3], "region": ["north", "moon"]}))).all()


def test_on_hillstroms_data_the_model_beats_asking_those_at_risk_first() -> None:
    """Two of the ten splits of `./run bench judgement`; docs/judgement.md has all ten and the peers."""
    if not HILLSTROM.exists():
        pytest.skip("hillstrom_womens_visit.csv is not in ../shared/data")
    from sklearn.model_selection import train_test_split

    data = pd.read_csv(HILLSTROM)
    arm, visit = (data["segment"] != "No E-Mail").to_numpy(), data["visit"].to_numpy()
    known = data[["recency", "history", "mens", "womens", "newbie", "zip_code", "channel"]]
    gained = []
    for seed in range(2):
        strata = [f"{a}{v}" for a, v in zip(arm, visit, strict=True)]
        early, late = train_test_split(np.arange(len(data)), test_size=0.3, random_state=seed, stratify=strata)
        model = learn(known.iloc[early], visit[early], arm[early])
        ranked = [coefficient(visit[late], score(known.iloc[late]), arm[late]) for score in (model.gain, model.risk)]
        gained.append(ranked)
    ours, at_risk = np.mean(gained, axis=0)
    assert ours > 0.05
    assert ours > at_risk + 0.03
