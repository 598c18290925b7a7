"""Would it have worked? Learnt from earlier dates, tested on the last; where it did not work, nothing is claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from deeproot.understand.risk.columns import Numbers
from deeproot.understand.risk.scores import Bin, Estimate, Scores, advantage, calibration, scored
from deeproot.understand.risk.ways import LEAST, Name, TooFew, Way, learn

Verdict = Literal["model", "rule", "chance", "too_few"]
MODELS: Final[tuple[Name, ...]] = ("logistic", "boosting")
WAYS: Final[tuple[Name, ...]] = ("rule", *MODELS)


@dataclass(frozen=True)
class Backtest:
    """What came of it.

    ``verdict``: ``model``: the chosen model ranks better than the rule, and may rank. ``rule``: it does not, and the
    rule, which beats chance, ranks. ``chance``: neither is known to beat chance; nobody is ranked. ``too_few``: fewer
    than 30 left or stayed, so nothing is known.
    """

    verdict: Verdict
    chosen: Name | None
    """The model with the lower log loss on thirds not seen, of earlier dates: the test had no part in the choice."""
    learnt: int
    """Rows learnt from."""
    learnt_left: int
    tested: int
    tested_left: int
    scores: Mapping[Name, Scores] = field(default_factory=dict)
    """Of each way, on the last date."""
    advantage: Estimate | None = None
    """AUC of the chosen model less that of the rule."""
    curve: Sequence[Bin] = ()
    """What was said and what came, of whatever ranks (of the chosen model where nothing does)."""
    said: Mapping[Name, Numbers] = field(default_factory=dict)
    """The probabilities of the last date, by way, in the order of its rows."""
    ways: Mapping[Name, Way] = field(default_factory=dict)
    """What was learnt from the earlier dates."""

    @property
    def ranks(self) -> Name | None:
        """What may rank customers; None: nothing."""
        return self.chosen if self.verdict == "model" else "rule" if self.verdict == "rule" else None


def backtest(frame: pd.DataFrame, left: Any, dates: Any, rule: str, customers: Any = None, seed: int = 0) -> Backtest:
    """Learn from the rows of earlier dates, test on those of the last one.

    ``frame``: what was known of each customer at its date, strictly before it. ``left``: 1 or 0. ``dates``: the date of
    each row, comparable; on every earlier one, whether a customer leaves must have been known at the last: what would
    tell it comes after is the caller's to leave out. ``rule``: the column that the simple rule goes by. ``customers``:
    whose rows these are. Raises ValueError where all rows are of one date.
    """
    y, at = np.asarray(left).astype(np.int_), np.asarray(dates)
    if len(y) != len(frame) or len(at) != len(frame):
        raise ValueError(f"{len(frame):,} customers, {len(y):,} outcomes and {len(at):,} dates do not fit together")
    if len(frame) == 0 or (at == at.max()).all():
        raise ValueError("all rows are of one date; there is none to learn from and one to test on")
    last = at == at.max()
    whose = np.arange(len(frame)) if customers is None else np.asarray(customers)
    return judged(frame[~last], y[~last], whose[~last], frame[last], y[last], rule, seed)


def judged(
    early: pd.DataFrame,
    early_left: Any,
    customers: Any,
    late: pd.DataFrame,
    late_left: Any,
    rule: str,
    seed: int = 0,
) -> Backtest:
    """The same of rows that were already parted into those to learn from and those to test on."""
    y, came = np.asarray(early_left).astype(np.int_), np.asarray(late_left).astype(np.int_)
    counted = (len(y), int(y.sum()), len(came), int(came.sum()))
    try:
        if min(np.bincount(came, minlength=2)) < LEAST:
            raise TooFew
        ways = {name: learn(name, early, y, customers, rule) for name in WAYS}
    except TooFew:
        return Backtest("too_few", None, *counted)
    said = {name: way.probability(late) for name, way in ways.items()}
    scores = scored(came, said, seed=seed)
    chosen: Name = min(MODELS, key=lambda name: ways[name].loss)
    gain = advantage(came, said[chosen], said["rule"], seed=seed)
    verdict = _verdict(scores[chosen], scores["rule"], gain)
    shown = "rule" if verdict == "rule" else chosen
    return Backtest(verdict, chosen, *counted, scores, gain, calibration(came, said[shown]), said, ways)


def _verdict(model: Scores, rule: Scores, gain: Estimate) -> Verdict:
    if model.beats_chance and gain.low > 0:
        return "model"
    return "rule" if rule.beats_chance else "chance"
