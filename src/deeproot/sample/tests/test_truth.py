"""The truth file: its shape, and that it points at what is there."""

from __future__ import annotations

import json
from collections import Counter

from deeproot.sample import Company
from deeproot.sample.trade import REASONS
from deeproot.sample.truth import SCENARIOS


def test_every_scenario_is_lived_through_by_several_customers_and_most_customers_by_none(told: Company) -> None:
    assert tuple(told.truth["scenarios"]) == SCENARIOS
    assert all(len(who) >= 5 for who in told.truth["scenarios"].values())
    none = [one for one in told.truth["customers"].values() if not one["scenarios"]]
    assert len(none) > 0.45 * len(told.truth["customers"])


def test_some_live_through_more_than_one(told: Company) -> None:
    many = Counter(len({s["id"] for s in one["scenarios"]}) for one in told.truth["customers"].values())
    assert many[2] >= 5


def test_each_scenario_says_why_and_points_at_rows_that_exist(told: Company) -> None:
    ids = {row["interaction_id"] for row in told.tables["interactions"]}
    ids |= {row["promise_id"] for row in told.tables["promises"]}
    ids |= {row["belief_id"] for row in told.tables["beliefs"]}
    for one in told.truth["customers"].values():
        for scenario in one["scenarios"]:
            assert scenario["why"]
            assert scenario["evidence"]
            assert set(scenario["evidence"]) <= ids


def test_who_left_has_a_reason_and_the_tables_say_the_same(told: Company) -> None:
    left = {row["customer_id"]: row["left_at"] for row in told.tables["customers"] if row["left_at"]}
    leaves = {who: one["leaves"] for who, one in told.truth["customers"].items() if one["leaves"]}
    assert set(left) == set(leaves)
    assert len(left) >= 15
    assert all(one["reason"] in REASONS for one in leaves.values())
    assert {one["scenario"] for one in leaves.values()} > {None}
    kinds = {row["interaction_id"]: row["kind"] for row in told.tables["interactions"]}
    assert all(kinds[one["said"]] == "cancel" for one in leaves.values() if one["said"])


def test_a_contract_ends_when_its_customer_leaves(told: Company) -> None:
    left = {row["customer_id"]: row["left_at"] for row in told.tables["customers"]}
    for row in told.tables["subscriptions"]:
        if row["cancelled_at"]:
            assert row["ends_at"] == left[row["customer_id"]]
    with_contract = {row["customer_id"] for row in told.tables["subscriptions"]}
    cancelled = {row["customer_id"] for row in told.tables["subscriptions"] if row["cancelled_at"]}
    assert cancelled == {who for who in with_contract if left[who]}


def test_texts_say_what_they_are_and_what_they_promise(told: Company) -> None:
    texts = told.truth["texts"]
    assert set(texts) == {row for row, (_, body) in told.texts.items() if body}
    promised = {one["promise_id"] for text in texts.values() for one in text["promises"]}
    assert promised == {row["promise_id"] for row in told.tables["promises"]}
    assert sum(text["complains"] for text in texts.values()) > 20


def test_it_is_plain_json(told: Company) -> None:
    assert json.loads(json.dumps(told.truth)) == told.truth
