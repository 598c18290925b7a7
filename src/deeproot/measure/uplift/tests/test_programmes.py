"""Who gains is told from what was known before; what came later changes nothing, and nobody held out is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from deeproot.engines import Tables, open_tables
from deeproot.measure.uplift.known import SAYS, known
from deeproot.measure.uplift.programmes import gains

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)
ASSIGNED = AS_OF - timedelta(days=120)
MICROS = int(AS_OF.timestamp() * 1e6)
Frames = dict[str, pd.DataFrame]


def day(number: float) -> pd.Timestamp:
    """So many days after the assignment."""
    return pd.Timestamp(ASSIGNED + timedelta(days=number)).as_unit("us")


def company(seed: int = 1, count: int = 2_000, gain: float = 0.35) -> Frames:
    """Customers with a yearly contract; whoever was heard lately stays likelier if treated, by so much; others not."""
    chance = np.random.default_rng(seed)
    lately, treated = chance.random(count) < 0.5, chance.random(count) < 0.6
    stays = chance.random(count) < 0.5 + gain * (lately & treated)
    names = [f"c{number:04}" for number in range(count)]
    said = [-10.0 if one else -200.0 for one in lately]
    return {
        "customers": pd.DataFrame({"customer_id": names, "name": names, "kind": "organisation", "country": "DE"}),
        "assignments": pd.DataFrame(
            {"programme_id": "visit", "customer_id": names, "assigned_at": day(0),
             "arm": np.where(treated, "treated", "holdout")}
        ),
        "subscriptions": pd.DataFrame(
            {"subscription_id": names, "customer_id": names, "starts_at": day(-400), "amount": 1200.0,
             "currency": "EUR", "period_months": 12, "cancelled_at": [pd.NaT if one else day(60) for one in stays]}
        ),
        "interactions": pd.DataFrame(
            {"interaction_id": names, "customer_id": names, "channel": "email", "direction": "in",
             "happened_at": [day(one) for one in said], "kind": "question"}
        ),
        "purchases": pd.DataFrame(
            {"purchase_id": ["p"], "customer_id": ["c0001"], "happened_at": [day(-5)], "amount": [9.0],
             "currency": ["EUR"]}
        ),
    }  # fmt: skip


def opened(frames: Frames) -> Tables:
    return open_tables(frames)


def test_who_gains_is_found_and_ranked_first() -> None:
    frames = company()
    (found,) = gains(opened(frames), AS_OF, 90)
    assert (found.programme_id, found.business) == ("visit", "contracts")
    assert found.treated + found.holdout == 2_000
    assert found.judged.verdict == "rule"
    assert found.judged.rule is not None
    assert found.judged.rule.column == "days_since_heard"
    assert not found.judged.rule.high
    lately = set(frames["interactions"]["customer_id"][frames["interactions"]["happened_at"] > pd.Timestamp(day(-30))])
    first = found.ranking.index[: len(found.ranking) // 3]
    assert set(first) <= lately


def test_nobody_who_is_held_out_or_gone_is_to_be_contacted() -> None:
    frames = company()
    (found,) = gains(opened(frames), AS_OF, 90)
    arms = frames["assignments"].set_index("customer_id")["arm"]
    gone = frames["subscriptions"].set_index("customer_id")["cancelled_at"].notna()
    assert set(found.ranking.index) == set(arms.index[(arms == "treated") & ~gone])


def test_where_nobody_gains_more_than_another_nobody_is_ranked() -> None:
    (found,) = gains(opened(company(gain=0.0, seed=3)), AS_OF, 90)
    assert found.judged.verdict == "nobody"
    assert found.ranking.empty


def test_before_the_horizon_is_over_nothing_is_known() -> None:
    (found,) = gains(opened(company(count=50)), AS_OF, 365)
    assert (found.judged.verdict, found.treated, found.holdout) == ("too_few", 0, 0)


def test_what_comes_after_the_assignment_changes_no_fact() -> None:
    frames = company(count=40)
    before = known(opened(frames), MICROS, 90, "assigned")
    later: dict[str, Any] = {"interactions": {"happened_at": day(1)}, "purchases": {"happened_at": day(0)}}
    later["subscriptions"] = {"starts_at": day(2), "amount": 9_999.0}
    for name, changed in later.items():
        key = {"interactions": "interaction_id", "purchases": "purchase_id", "subscriptions": "subscription_id"}[name]
        more = frames[name].assign(**changed)
        more[key] = "later-" + more[key]
        frames[name] = pd.concat([frames[name], more])
    frames["customers"]["persona"] = "told later"
    frames["subscriptions"]["ends_at"] = day(3)
    after = known(opened(frames), MICROS, 90, "assigned")
    pd.testing.assert_frame_equal(before, after)
    assert before.shape == (40, len(SAYS) + 1)


def test_the_facts_are_what_a_pencil_says() -> None:
    row = known(opened(company(count=40)), MICROS, 90, "assigned").loc[("visit", "c0001")]
    wanted = {"days_with_contract": 400, "terms_signed": 1, "months_of_term": 12, "contract_size": 1.0,
              "days_to_anniversary": 2 * 365.25 - 400, "days_since_purchase": 5, "purchases_in_a_year": 1,
              "heard_in_a_year": 1, "contacts_in_a_year": 0, "complaints_in_a_year": 0, "runs": True,
              "kind": "organisation", "country": "DE"}  # fmt: skip
    assert {name: row[name] for name in wanted} == pytest.approx(wanted)
    assert row["days_since_heard"] in (10, 200)
    assert np.isnan(row["days_since_contact"])


def test_a_record_without_assignments_has_no_programmes() -> None:
    frames = company(count=40)
    frames["assignments"] = frames["assignments"].iloc[:0]
    assert gains(opened(frames), AS_OF) == []
    with pytest.raises(ValueError, match="at least one day"):
        gains(opened(frames), AS_OF, 0)
