"""From tables to a ranking: nothing after the date is known, and what is told follows from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from deeproot.engines import open_tables
from deeproot.understand.risk.dates import dates
from deeproot.understand.risk.features import FEATURES, features
from deeproot.understand.risk.judge import Judgement, Risk, some
from deeproot.understand.risk.known import Known
from deeproot.understand.risk.leaving import known_after
from deeproot.understand.risk.reasons import Reason, told
from deeproot.understand.risk.tests.record import AS_OF, record

AT = datetime(2025, 9, 1, tzinfo=UTC)
MOMENTS = ("happened_at", "made_at", "from_at", "starts_at")
LATER = ("kept_at", "withdrawn_at", "closed_at", "confirmed_at", "cancelled_at", "ends_at", "left_at", "until")


@pytest.fixture(scope="module")
def judgements() -> dict[str, Judgement]:
    risk = Risk(open_tables(record()), AS_OF)
    return {kind: risk.judge(kind, 90) for kind in ("contracts", "purchases")}


@pytest.mark.parametrize("kind", ["contracts", "purchases"])
def test_who_fell_silent_is_ranked_first(judgements: dict[str, Judgement], kind: str) -> None:
    found = judgements[kind]
    assert found.verdict in ("model", "rule") and len(found.ranking) == found.customers > 30
    probabilities = [one.probability for one in found.ranking]
    assert probabilities == sorted(probabilities, reverse=True)
    first = {reason.feature for one in found.ranking[:10] for reason in one.reasons if reason.raises}
    assert first & {"days_since_heard", "heard_lately", "days_since_purchase", "purchases_lately", "heard_in_a_year"}
    assert found.backtest is not None and found.backtest.scores["rule"].auc.value > 0.65


def test_what_is_learnt_from_was_known_at_the_date_tested_on(judgements: dict[str, Judgement]) -> None:
    for kind, found in judgements.items():
        assert found.dates is not None
        wait = known_after(kind, 90, 14)  # type: ignore[arg-type]
        assert all(date + wait < found.dates.test for date in found.dates.learn)
        assert found.dates.test + wait < found.as_of


def test_a_record_that_is_too_young_is_said_to_be() -> None:
    assert dates("contracts", AS_OF, AS_OF - timedelta(days=300), 90, 14) is None
    late = record(20)
    late["interactions"] = late["interactions"][late["interactions"]["happened_at"] > AS_OF - timedelta(days=120)]
    found = Risk(open_tables(late), AS_OF).judge("contracts", 90)
    assert found.dates is None and found.verdict == "too_few" and not found.ranking


def lived() -> dict[str, pd.DataFrame]:
    """The small record, with promises put off and beliefs evidenced before and after the date."""
    tables = record(60)
    told = tables["interactions"]
    promises, beliefs = [], []
    for place, (customer, mine) in enumerate(told.groupby("customer_id")):
        early = mine[mine["happened_at"] < AT]["interaction_id"].tolist()[-2:]
        late = mine[mine["happened_at"] > AT]["interaction_id"].tolist()[:2]
        made = {"customer_id": customer, "text": "We will", "made_in": mine["interaction_id"].iloc[0]}
        promises += [
            {**made, "promise_id": f"a{place}", "made_at": AT - timedelta(days=40), "due_at": AT - timedelta(days=5),
             "moved_to": AT + timedelta(days=20) if late else pd.NaT, "kept_at": AT + timedelta(days=15),
             "holding": late},
            {**made, "promise_id": f"b{place}", "made_at": AT - timedelta(days=60), "due_at": AT - timedelta(days=30),
             "moved_to": AT - timedelta(days=20) if early else pd.NaT, "kept_at": AT - timedelta(days=22),
             "holding": early},
        ]  # fmt: skip
        beliefs.append(
            {"belief_id": f"x{place}", "customer_id": customer, "about": "need", "text": "speed",
             "from_at": AT - timedelta(days=50), "until": AT + timedelta(days=9), "evidence": late}
        )  # fmt: skip
    return tables | {"promises": pd.DataFrame(promises), "beliefs": pd.DataFrame(beliefs)}


def shuffled_after(tables: dict[str, pd.DataFrame], seed: int) -> dict[str, pd.DataFrame]:
    """The record with everything after the date dealt out anew, and everything told of later forgotten or moved."""
    chance, found = np.random.default_rng(seed), {}
    for name, table in tables.items():
        new = table.copy()
        if (moment := next((one for one in MOMENTS if one in new.columns), None)) is not None:
            late = np.flatnonzero(new[moment] >= AT)
            key = new.columns[0]
            for column in [one for one in new.columns if one != key]:
                new.iloc[late, new.columns.get_loc(column)] = new[column].iloc[chance.permutation(late)].to_numpy()
            new.loc[new.index[late], moment] = [
                AT + timedelta(days=float(day)) for day in chance.uniform(0, 90, len(late))
            ]
        for column in [one for one in LATER if one in new.columns]:
            late = new[column].notna() & (pd.to_datetime(new[column], utc=True) >= AT)
            new.loc[late, column] = pd.NaT
        found[name] = new
    early = set(tables["interactions"].loc[tables["interactions"]["happened_at"] < AT, "interaction_id"])
    for name, listed in (("promises", "holding"), ("beliefs", "evidence")):
        found[name][listed] = [[one for one in items if one in early] for items in found[name][listed]]
    moved = pd.to_datetime(found["promises"]["moved_to"], utc=True)
    found["promises"]["moved_to"] = moved.where(moved < AT)
    return found


def test_shuffling_everything_after_the_date_changes_nothing() -> None:
    tables = lived()
    customers = [f"c{number:04}" for number in range(60)]
    before = features(open_tables(tables), Known(open_tables(tables)), AT, customers)
    other = shuffled_after(tables, seed=1)
    assert not other["interactions"].equals(tables["interactions"])
    after = features(open_tables(other), Known(open_tables(other)), AT, customers)
    pd.testing.assert_frame_equal(before, after)
    assert before["promises_due"].max() > 0 and before["assumed_share"].max() == 1
    assert (before["promises_overdue"] == 1).any()  # not moved yet, though it was afterwards


def test_every_feature_has_words() -> None:
    for feature in FEATURES:
        said = told(Reason(feature, 1.0, None, 0.5))
        assert said.endswith(("1 day", "100%")) or " 1" in said, said
    assert (
        told(Reason("days_since_purchase", 140.2, 41.0, 1.0)) == "Since the last purchase: 140 days (typically 41 days)"
    )
    assert told(Reason("answer_hours", None, 3.5, 1.0)) == ("Wait for an answer: not known (typically 3.5 hours)")


def test_of_very_many_always_the_same_are_learnt_from() -> None:
    many = pd.Index([f"c{number}" for number in range(25_000)])
    assert len(some(many)) == 20_000
    assert set(some(many)) == set(some(many[::-1]))
