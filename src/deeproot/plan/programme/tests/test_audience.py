"""Tests of audiences: what is true, what is not known, what cannot be read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.plan.programme.audience import NotReadable, check, holds, said
from deeproot.plan.programme.facts import Held, Known

MEASURES, SCENARIOS = ("heard_from_us", "asked_share"), ("hollow_miss_you",)
ADA = Known(
    texts={"persona": "Founder", "country": None},
    numbers={"heard_from_us": 4, "asked_share": None, "renews_in_days": 30},
    scenarios={"hollow_miss_you"},
    beliefs=[Held("need", "A monthly REPORT", "now"), Held("pain", "slow")],
)


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ({"of": "persona", "is": ["Owner", "Founder"]}, True),
        ({"of": "persona", "is": ["Owner"]}, False),
        ({"of": "country", "is": ["DE"]}, None),
        ({"of": "heard_from_us", "at_least": 4}, True),
        ({"of": "heard_from_us", "at_most": 3.9}, False),
        ({"of": "renews_in_days", "at_least": 30, "at_most": 30}, True),
        ({"of": "asked_share", "at_least": 0}, None),
        ({"lives": "hollow_miss_you"}, True),
        ({"holds": "need", "says": "report"}, True),
        ({"holds": "need", "says": "report", "horizon": "quarter"}, False),
        ({"holds": "goal"}, False),
        ({"not": {"of": "asked_share", "at_least": 0}}, None),
        ({"all": [{"of": "asked_share", "at_least": 0}, {"lives": "hollow_miss_you"}]}, None),
        ({"all": [{"of": "asked_share", "at_least": 0}, {"holds": "goal"}]}, False),
        ({"any": [{"of": "asked_share", "at_least": 0}, {"lives": "hollow_miss_you"}]}, True),
        ({"any": [{"of": "asked_share", "at_least": 0}, {"holds": "goal"}]}, None),
    ],
)
def test_a_condition_is_true_false_or_not_known(condition: dict[str, Any], answer: bool | None) -> None:
    check(condition, MEASURES, SCENARIOS)
    assert holds(condition, ADA) is answer


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ([], "audience: a condition is an object"),
        ({}, "exactly one of 'all'"),
        ({"all": []}, "audience.all: a list of at least one condition"),
        ({"all": [{"of": "persona", "is": "Founder"}]}, r"audience.all\[0\].is: a list of texts"),
        ({"of": "mood", "at_least": 1}, "nothing is known under 'mood'"),
        ({"of": "heard_from_us"}, "needs 'at_least', 'at_most' or both"),
        ({"of": "heard_from_us", "at_least": True}, "each a number"),
        ({"of": "heard_from_us", "at_least": 3, "at_most": 2}, "nobody is meant"),
        ({"lives": "nothing"}, "there is no scenario 'nothing'"),
        ({"holds": "mood"}, "a belief is about 'need'"),
        ({"holds": "need", "horizon": "soon"}, "audience.horizon: one of 'now'"),
        ({"lives": "hollow_miss_you", "says": "x"}, "'says' does not belong beside 'lives'"),
        ({"not": {"all": [], "any": []}}, "audience.not: a condition has exactly one of"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(condition: Any, says: str) -> None:
    with pytest.raises(NotReadable, match=says):
        check(condition, MEASURES, SCENARIOS)


def test_a_condition_without_end_is_refused_not_followed() -> None:
    deep: dict[str, Any] = {"lives": "hollow_miss_you"}
    for _ in range(500):
        deep = {"not": deep}
    with pytest.raises(NotReadable, match="20 deep at most"):
        check(deep, MEASURES, SCENARIOS)


LEAVES = st.sampled_from(
    [
        {"lives": "hollow_miss_you"},
        {"of": "asked_share", "at_least": 0},
        {"of": "heard_from_us", "at_least": 4},
        {"holds": "goal"},
        {"of": "persona", "is": ["Owner"]},
    ]
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"not": inner}),
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
    ),
    max_leaves=8,
)


@given(CONDITIONS, st.floats(0, 1))
def test_what_is_known_stays_so_when_more_becomes_known(condition: dict[str, Any], share: float) -> None:
    check(condition, MEASURES, SCENARIOS)
    before = holds(condition, ADA)
    after = holds(condition, Known(ADA.texts, {**ADA.numbers, "asked_share": share}, ADA.scenarios, ADA.beliefs))
    assert after is not None
    assert before in (None, after)


@given(st.lists(CONDITIONS, min_size=1, max_size=3))
def test_not_any_is_all_not(conditions: list[dict[str, Any]]) -> None:
    assert holds({"not": {"any": conditions}}, ADA) is holds({"all": [{"not": one} for one in conditions]}, ADA)


def test_a_condition_is_said_in_words() -> None:
    condition = {
        "all": [
            {"of": "persona", "is": ["Founder", "Owner"]},
            {"any": [{"of": "heard_from_us", "at_most": 2}, {"lives": "hollow_miss_you"}]},
            {"not": {"holds": "capacity"}},
        ]
    }
    names = {"heard_from_us": "times they heard from us", "hollow_miss_you": "hollow “we miss you”"}
    assert said(condition, names) == (
        "(their persona: Founder or Owner) and (times they heard from us: at most 2 or “hollow “we miss you””) "
        "and not (a capacity)"
    )
