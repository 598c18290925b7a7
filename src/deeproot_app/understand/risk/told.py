"""A judgement in words and as a document: what pages, commands and the database hold of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import deeproot

if TYPE_CHECKING:
    from deeproot.understand.risk.judge import Judgement, Ranked

WAYS: Final = {"rule": "the simple rule", "logistic": "logistic regression", "boosting": "boosting of trees"}
RULES: Final = {
    "contracts": "whoever was heard from longest ago leaves first",
    "purchases": "whoever bought longest ago leaves first",
}
WORDS: Final = {
    "model": "It can be told",
    "rule": "No better than the simple rule",
    "chance": "No ranking",
    "too_few": "Not known yet",
}
LEAST: Final = 30


def code() -> str:
    """What judged: the version of Deeproot, and of its judging."""
    from deeproot.understand.risk import VERSION

    return f"deeproot {deeproot.__version__}, risk {VERSION}"


def document(found: Judgement, most: int | None = None) -> dict[str, Any]:
    """A judgement as JSON has it; the ranking, at most ``most`` of it, the riskiest first."""
    return {**summary(found), "ranking": [_ranked(place, one) for place, one in enumerate(found.ranking[:most], 1)]}


def summary(found: Judgement) -> dict[str, Any]:
    """All of a judgement but its ranking."""
    from deeproot.understand.risk.leaving import MEANS

    tested = found.backtest
    return {
        "kind": found.kind,
        "leaves": MEANS[found.kind],
        "rule": RULES[found.kind],
        "as_of": found.as_of.isoformat(),
        "horizon_days": found.horizon_days,
        "lead_days": found.lead_days,
        "code": code(),
        "verdict": found.verdict,
        "way": (tested.ranks if tested else None) or None,
        "customers": found.customers,
        "learnt_dates": [date.isoformat() for date in found.dates.learn] if found.dates else [],
        "tested_at": found.dates.test.isoformat() if found.dates else None,
        "learnt": tested.learnt if tested else 0,
        "learnt_left": tested.learnt_left if tested else 0,
        "tested": tested.tested if tested else 0,
        "tested_left": tested.tested_left if tested else 0,
        "chosen": tested.chosen if tested else None,
        "scores": {name: asdict(one) for name, one in tested.scores.items()} if tested else {},
        "advantage": asdict(tested.advantage) if tested and tested.advantage else None,
        "calibration": [asdict(one) for one in tested.curve] if tested else [],
        "drift": dict(list(found.drift.items())[:8]),
    }


def _ranked(place: int, one: Ranked) -> dict[str, Any]:
    from deeproot.understand.risk.reasons import told

    why = [{**as_row(reason), "odds": reason.odds, "says": told(reason)} for reason in one.reasons]
    return {"rank": place, "customer_id": one.customer_id, "probability": one.probability, "reasons": why}


def as_row(reason: Any) -> dict[str, Any]:
    """A reason as it is stored."""
    return {name: getattr(reason, name) for name in ("feature", "value", "typical", "part")}


def says(told: Mapping[str, Any]) -> str:
    """What is known, in a sentence or two; of a document, or of what is stored of one."""
    if not told["learnt_dates"]:
        return (
            "The record is too young: to learn who leaves, and to test it, it must reach back over two horizons and "
            "three months more."
        )
    if told["verdict"] == "too_few":
        return (
            f"Of {told['tested']:,} customers on the day tested, {told['tested_left']:,} left; in what there was to "
            f"learn from, {told['learnt_left']:,} of {told['learnt']:,}. It takes at least {LEAST} who left and "
            f"{LEAST} who stayed in each."
        )
    model, rule = told["scores"][told["chosen"]], told["scores"]["rule"]
    beside = f"AUC {_estimate(model['auc'])} by {WAYS[told['chosen']]}, {_estimate(rule['auc'])} by the simple rule"
    if told["verdict"] == "model":
        return f"{WAYS[told['chosen']].capitalize()} ranks better than the simple rule: {beside}."
    gain = _estimate(told["advantage"], plus=True)
    if told["verdict"] == "rule":
        return (
            f"No better than the simple rule, {told['rule']}: {beside}; the difference is {gain}. So the rule ranks, "
            "with its own probabilities."
        )
    return f"Nothing is known to beat chance, so nobody is ranked: {beside}; .5 is chance."


def _estimate(one: Mapping[str, float], plus: bool = False) -> str:
    form = "+.3f" if plus else ".3f"
    return f"{one['value']:{form}} ({one['low']:{form}} to {one['high']:{form}})"
