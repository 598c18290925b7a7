"""Can it be told who gains from contact? The model on customers it has not seen, against a rule of one line.

Ten times the customers of a programme are parted seven to three, with each arm and outcome as often in both parts. On
the seven the model is learnt and the rule chosen; on the three both, and those most at risk first, are judged by their
Qini coefficient. The parts of different splits overlap, so the interval of the mean takes the variance of a split for
(1/splits + tested/learnt) of what it is, not for 1/splits (Nadeau & Bengio 2003, "Inference for the Generalization
Error", Machine Learning 52).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from deeproot.measure.uplift.model import LEAST, TooFew, Uplift, learn
from deeproot.measure.uplift.qini import coefficient, curve
from deeproot.measure.uplift.rule import Rule, choose

SPLITS: Final = 10
TESTED: Final = 0.3
LEVEL: Final = 0.95
POINTS: Final = 20
WAYS: Final = ("model", "rule", "risk")
Verdict = Literal["model", "rule", "nobody", "too_few"]
Row = dict[str, Any]


@dataclass(frozen=True)
class Mean:
    """A mean over the splits, with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Judged:
    """What is known of who gains, and what ranks."""

    verdict: Verdict
    """`model`: surely better than the rule and than chance. `rule`: the model is not, the rule is better than chance.
    `nobody`: neither is. `too_few`: nothing can be learnt yet."""
    why: str = ""
    """Of `too_few`: of what there are too few."""
    qini: Mapping[str, Mean] = field(default_factory=dict)
    """Of each way: model, rule, risk (most at risk first). A random order has 0."""
    over_rule: Mean | None = None
    """The model's less the rule's."""
    over_risk: Mean | None = None
    """What ranks (the model, where nothing does) less the most at risk first."""
    curves: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Of each way: of 1,000 customers, how many more respond if so many 20ths of them are contacted, 0 to 20."""
    model: Uplift | None = None
    rule: Rule | None = None
    """Learnt of all customers."""


def judge(customers: pd.DataFrame, responded: Any, treated: Any, seed: int = 0) -> Judged:
    """Judge a programme with a random hold-out.

    ``customers`` has what was known of each before the assignment (numbers and words), ``responded`` whether they did
    what was hoped for (stayed, bought), ``treated`` whether they were assigned to treatment. The same ``seed`` gives
    the same answer.
    """
    y, arm = np.asarray(responded, dtype=int), np.asarray(treated, dtype=bool)
    facts = telling(customers)
    if few := _too_few(facts, y, arm):
        return Judged("too_few", few)
    found = [_split(facts, y, arm, seed * SPLITS + place) for place in range(SPLITS)]
    qini = {way: _mean([one[way] for one, _ in found]) for way in WAYS}
    over_rule = _mean([one["model"] - one["rule"] for one, _ in found])
    verdict: Verdict = "nobody"
    if qini["model"].low > 0 and over_rule.low > 0:
        verdict = "model"
    elif qini["rule"].low > 0:
        verdict = "rule"
    ranks = "rule" if verdict == "rule" else "model"
    over_risk = _mean([one[ranks] - one["risk"] for one, _ in found])
    curves = {way: tuple(np.mean([each[way] for _, each in found], axis=0).tolist()) for way in WAYS}
    return Judged(verdict, "", qini, over_rule, over_risk, curves, _learn(facts, y, arm), choose(facts, y, arm))


def telling(customers: pd.DataFrame) -> pd.DataFrame:
    """The columns that tell customers apart, and are known of enough of them."""
    some = [name for name in customers.columns if customers[name].nunique() > 1 and customers[name].count() >= LEAST]
    return customers[some]


def _too_few(facts: pd.DataFrame, y: Any, arm: Any) -> str:
    """Of what there are too few to learn from seven tenths of them; nothing where there are enough."""
    least = LEAST / (1 - TESTED)
    for name, some in (("treated", arm), ("held out", ~arm)):
        stayed, left = int(y[some].sum()), int((1 - y[some]).sum())
        if min(stayed, left) < least:
            return f"of those {name}, {stayed:,} stayed and {left:,} did not: it takes {int(np.ceil(least))} of each"
    if not len(facts.columns):
        return "nothing that tells customers apart was known of them"
    return ""


def _split(facts: pd.DataFrame, y: Any, arm: Any, seed: int) -> tuple[dict[str, float], dict[str, Any]]:
    from sklearn.model_selection import train_test_split

    early, late = train_test_split(np.arange(len(y)), test_size=TESTED, random_state=seed, stratify=2 * arm + y)
    model, rule = _learn(facts.iloc[early], y[early], arm[early]), choose(facts.iloc[early], y[early], arm[early])
    rest = facts.iloc[late]
    scores = {
        "model": np.zeros(len(late)) if model is None else model.gain(rest),
        "rule": np.zeros(len(late)) if rule is None else rule.score(rest),
        "risk": np.zeros(len(late)) if model is None else model.risk(rest),
    }
    told = {way: coefficient(y[late], score, arm[late]) for way, score in scores.items()}
    return told, {way: _depths(y[late], score, arm[late]) for way, score in scores.items()}


def _learn(facts: pd.DataFrame, y: Any, arm: Any) -> Uplift | None:
    """The model; None where a part happens to hold too few."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a column that a part knows nothing of is left out of it, as it should be
        try:
            return learn(facts, y, arm)
        except TooFew:
            return None


def _depths(y: Any, score: Any, arm: Any) -> Any:
    """How many more respond, of 1,000 customers, at each 20th that is contacted."""
    depth, gained = curve(y, score, arm)
    return np.interp(np.linspace(0, depth[-1], POINTS + 1), depth, gained) * 1_000 / max(int(arm.sum()), 1)


def _mean(values: list[float]) -> Mean:
    from scipy.stats import t

    each = np.nan_to_num(np.asarray(values))
    spread = each.std(ddof=1) * np.sqrt(1 / SPLITS + TESTED / (1 - TESTED))
    half = float(t.ppf((1 + LEVEL) / 2, SPLITS - 1) * spread)
    return Mean(float(each.mean()), float(each.mean() - half), float(each.mean() + half))
