"""What is planted in the sample company is recovered: the interval holds it as often as it says, drawn again and again.

The customers, their contracts and who leaves are the sample company's; who is treated is drawn anew by its own
generator, five hundred times, and each draw is a programme of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest

from deeproot.engines import open_tables
from deeproot.measure.proof.programmes import Kept, proofs
from deeproot.sample import company
from deeproot.sample.programmes import HELPS, PROGRAMMES, Whom, assignments, planted

NOTHING: Final = next(name for name, _ in PROGRAMMES if name != HELPS)

UNTIL: Final = datetime(2026, 6, 30, 9, 30)  # noqa: DTZ001 - the sample company tells its moments so
AS_OF: Final = UNTIL.replace(tzinfo=UTC)
DRAWN: Final = 500
HORIZON: Final = 365
CUSTOMERS: Final = 600


@pytest.fixture(scope="module")
def told() -> dict[str, pd.DataFrame]:
    """The customers of the company, with their contracts and purchases."""
    found = company(seed=7, customers=CUSTOMERS, until=UNTIL).tables
    return {name: pd.DataFrame(found[name]) for name in ("customers", "subscriptions", "purchases")}


def drawn(
    told: dict[str, pd.DataFrame], programme: str, horizon: int = HORIZON, times: int = DRAWN
) -> tuple[list[Kept], float]:
    """That programme, drawn so often among customers with a contract; and what was planted."""
    rows = told["customers"].dropna(subset="since")
    gone = rows["left_at"].notna()
    ends = rows["left_at"].fillna(pd.Timestamp(UNTIL))
    whom = [Whom(*one) for one in zip(rows["customer_id"], rows["since"], ends, gone, strict=True)]
    arms = [
        row | {"programme_id": f"draw {seed:04}"}
        for seed in range(times)
        for row in assignments(whom, UNTIL, seed)
        if row["programme_id"] == programme
    ]
    tables = open_tables({**told, "assignments": pd.DataFrame(arms)})
    kept = [one for proof in proofs(tables, AS_OF, horizon) for one in proof.kept if one.business == "contracts"]
    return kept, planted(programme, stays(told, arms, horizon), dict(zip(rows["customer_id"], gone, strict=True)))


def stays(told: dict[str, pd.DataFrame], arms: list[dict[str, Any]], horizon: int) -> dict[str, bool]:
    """Of each customer with a contract at the assignment, whether they had one a horizon later: without the library."""
    at = pd.Timestamp(arms[0]["assigned_at"])
    who = {row["customer_id"] for row in arms}
    later = at + pd.Timedelta(horizon, "D")
    rows = told["subscriptions"][told["subscriptions"]["customer_id"].isin(who)].sort_values("starts_at")
    following = rows.groupby("subscription_id")["starts_at"].shift(-1)
    stops = pd.concat([rows["ends_at"], rows["cancelled_at"], following], axis=1).astype("datetime64[us]").min(axis=1)
    running = {
        moment: set(rows["customer_id"][(rows["starts_at"] <= moment) & (stops.isna() | (stops > moment))])
        for moment in (at, later)
    }
    return {one: one in running[later] for one in running[at]}


def test_the_planted_effect_is_recovered_and_the_interval_covers_it(told: dict[str, pd.DataFrame]) -> None:
    kept, truth = drawn(told, HELPS)
    assert len(kept) == DRAWN
    assert truth > 0.05, "what is planted can be seen"
    assert np.mean([one.stayed.difference for one in kept]) == pytest.approx(truth, abs=0.005)
    covered = np.mean([low <= truth <= high for low, high in (one.stayed.fixed for one in kept)])
    assert 0.94 <= covered <= 0.99
    anytime = np.mean([low <= truth <= high for low, high in (one.stayed.anytime for one in kept)])
    assert anytime >= covered
    assert np.mean([one.stayed.fixed[0] > 0 for one in kept]) > 0.4, "it is told from nothing"


def test_the_programme_that_does_nothing_is_seldom_believed(told: dict[str, pd.DataFrame]) -> None:
    kept, truth = drawn(told, NOTHING, horizon=90, times=200)
    assert truth == pytest.approx(0, abs=1e-12)
    assert np.mean([one.stayed.known for one in kept]) <= 0.05
    assert 0.92 <= np.mean([one.stayed.fixed[0] <= 0 <= one.stayed.fixed[1] for one in kept]) <= 0.99
