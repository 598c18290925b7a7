"""Who would gain from being contacted, of each programme of a record: learnt from its hold-out, shown only if it holds.

As in `deeproot.measure.proof`: everybody counts where they were assigned, contracts and purchases apart; whoever had a
contract when assigned has stayed if one runs a horizon later, who had none if they bought within it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pandas as pd

from deeproot.engines import Tables
from deeproot.measure.proof.outcomes import KEY, outcomes
from deeproot.measure.proof.programmes import HORIZON, MICROS, Business
from deeproot.measure.uplift.judge import Judged, judge
from deeproot.measure.uplift.known import SAYS, known

LEARNT_FROM: Final = 20_000
"""Of more customers as many are learnt from, in the order of their ids' hashes."""


@dataclass(frozen=True)
class Gains:
    """What is known of who gains from one programme, among customers with a contract or among those without."""

    programme_id: str
    business: Business
    as_of: datetime
    horizon: int
    """Days."""
    treated: int
    holdout: int
    """Customers of each arm whose outcome is known."""
    judged: Judged
    ranking: pd.DataFrame
    """Whom to contact first, of the customers of that business at `as_of` who are not held out of the programme: index
    customer_id; gain (how much likelier contact makes it that they stay; NaN where the rule ranks), fact (the value
    that the rule goes by; None where the model ranks), treated. Empty where nothing ranks."""


def gains(tables: Tables, as_of: datetime, horizon: int = HORIZON) -> list[Gains]:
    """What is known at ``as_of`` of each programme somebody was assigned to, by id and business.

    ``tables`` need assignments, customers, subscriptions, purchases and interactions; ``horizon`` is in days. Raises
    ValueError for a horizon under a day.
    """
    if horizon < 1:
        raise ValueError(f"a horizon is at least one day, not {horizon}")
    micros = int(as_of.timestamp() * MICROS)
    became = tables.reckon(outcomes, told=[(micros, horizon)]).to_pandas().set_index(list(KEY))
    if became.empty:
        return []
    facts = known(tables, micros, horizon, "assigned")
    now = known(tables, micros, horizon, "now").droplevel("programme_id")
    return list(_each(became, facts, now, as_of, horizon))


def _each(
    became: pd.DataFrame, facts: pd.DataFrame, now: pd.DataFrame, as_of: datetime, horizon: int
) -> Iterator[Gains]:
    kinds: tuple[tuple[bool, Business], ...] = ((True, "contracts"), (False, "purchases"))
    for programme, rows in became.groupby(level="programme_id", sort=True):
        for contract, business in kinds:
            if not (own := rows[rows["contract"] == contract]).empty:
                found = own[own["known"]]
                judged = _judged(found, facts)
                arms = own["treated"].droplevel("programme_id")
                ranking = _ranking(judged, _candidates(now, business), arms)
                treated = int(found["treated"].sum())
                yield Gains(str(programme), business, as_of, horizon, treated, len(found) - treated, judged, ranking)


def _judged(found: pd.DataFrame, facts: pd.DataFrame) -> Judged:
    if len(found) > LEARNT_FROM:
        order = pd.util.hash_pandas_object(found.index.get_level_values("customer_id"), index=False)
        found = found.iloc[order.argsort(kind="stable")[:LEARNT_FROM]]
    return judge(facts.loc[found.index, list(SAYS)], found["stayed"].to_numpy(), found["treated"].to_numpy())


def _candidates(now: pd.DataFrame, business: Business) -> pd.DataFrame:
    """The customers of that kind of business: with a contract that runs, or without one and with purchases."""
    runs = now["runs"]
    return now[runs] if business == "contracts" else now[~runs & now["days_since_purchase"].notna()]


def _ranking(judged: Judged, now: pd.DataFrame, arms: pd.Series[bool]) -> pd.DataFrame:
    """Those who gain most first; who is held out of the programme is not to be contacted by it."""
    held = arms.index[~arms.astype(bool)]
    left = now[~now.index.isin(held)]
    ranked = pd.DataFrame({"gain": float("nan"), "fact": None, "treated": left.index.isin(arms.index)}, left.index)
    if judged.verdict == "model" and judged.model is not None and len(left):
        ranked["score"] = ranked["gain"] = judged.model.gain(left)
    elif judged.verdict == "rule" and judged.rule is not None and len(left):
        ranked["score"], ranked["fact"] = judged.rule.score(left), left[judged.rule.column]
    else:
        return ranked.iloc[:0]
    return ranked.sort_index().sort_values("score", ascending=False, kind="stable").drop(columns="score")
