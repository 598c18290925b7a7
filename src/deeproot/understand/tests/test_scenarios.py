"""Each scenario is found where its rule is met, not where it falls short by one, and shows its rows."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from deeproot.engines import Tables, open_tables
from deeproot.understand.experience import BY_ID as MEASURES
from deeproot.understand.scenarios import SCENARIOS, Finding, findings
from deeproot.understand.tests.scenes import (
    NOW,
    Scene,
    ago,
    belief,
    case,
    gap,
    heard,
    promise,
    scene,
    talk,
    term,
    together,
    touch,
)
from deeproot.understand.tests.scenes_of_patterns import told


def quiet(*days: float) -> list[dict[str, object]]:
    return [touch(ago(day), "renewal", interaction_id=f"r{day}") for day in days]


SIX = [touch(ago(20 + n), member_id=f"m{n}") for n in range(4)]
TALK = {"customer_words": 1, "our_words": 9}
MET: dict[str, Scene] = {
    "heard_only_at_renewal": scene("", "", None, *quiet(1, 2, 3, 4), touch(ago(200), interaction_id="far"),
                                   subscriptions=[term(NOW)]),
    "hollow_miss_you": scene("", "", None, touch(ago(30), "miss_you", interaction_id="it")),
    "ok_without_a_clue": scene("", "", None, touch(ago(30), "care", interaction_id="it"), cases=[case(ago(40))]),
    "too_many_touchpoints": scene("", "", None, *SIX, *told("ann", "bob", heard(ago(5), interaction_id="it"))),
    "pitched_in_hard_times": scene("", "", None, touch(ago(30), "pitch", interaction_id="it"),
                                   beliefs=[belief(ago(40), "capacity", evidence=["x"])]),
    "promise_forgotten": scene("", "", None, promises=[promise(ago(1), promise_id="it")]),
    "endless_loop": scene("", "", None, promises=[promise(NOW, NOW, holding=["a", "b", "c"], promise_id="it"),
                                                  promise(NOW, NOW, holding=["a"])]),
    "complaint_went_silent": scene("", "", None, heard(ago(30), "complaint", interaction_id="it")),
    "stopped_listening": scene("", "", None, *(talk(ago(n), interaction_id=f"c{n}", **TALK) for n in (1, 2, 3))),
    "all_great_nothing_asked": scene("", "", None, heard(ago(30), "all_great", interaction_id="it")),
    "asked_never_given": scene("", "", None, *(touch(ago(n), "pitch", interaction_id=f"p{n}") for n in (1, 2, 3)),
                               touch(ago(4), "value"), touch(ago(5), "value")),
    "assumptions_about_you": scene("", "", None, beliefs=[*(belief(ago(n), belief_id=f"b{n}") for n in range(1, 8)),
                                                          *(belief(ago(n), evidence=["x"]) for n in range(1, 4))]),
}  # fmt: skip
SHOWN = {
    "heard_only_at_renewal": ["r1", "r2", "r3", "r4", "r4"],
    "stopped_listening": ["c1", "c2", "c3"],
    "asked_never_given": ["p1", "p2", "p3"],
    "assumptions_about_you": [f"b{n}" for n in range(1, 8)],
}
FALLS_SHORT: dict[str, Scene] = {
    "heard_only_at_renewal": scene("", "", None, *quiet(1, 2, 3), touch(ago(60)), subscriptions=[term(NOW)]),
    "hollow_miss_you": scene("", "", None, touch(ago(30), "miss_you"), touch(ago(20), "value")),
    "ok_without_a_clue": scene("", "", None, touch(ago(30), "care"), cases=[case(ago(40), owner="ann")]),
    "too_many_touchpoints": scene("", "", None, *SIX[1:], *told("ann", "bob", heard(ago(5)))),
    "pitched_in_hard_times": scene("", "", None, touch(ago(30), "pitch"), beliefs=[belief(ago(29), "capacity")]),
    "promise_forgotten": scene("", "", None, promises=[promise(ago(1), moved_to=NOW.replace(year=2027))]),
    "endless_loop": scene("", "", None, promises=[promise(NOW, NOW, holding=["a", "b"])]),
    "complaint_went_silent": scene("", "", None, heard(ago(3), "complaint")),
    "stopped_listening": scene("", "", None, *(talk(ago(n), **TALK) for n in (1, 2))),
    "all_great_nothing_asked": scene("", "", None, heard(ago(30), "all_great"), touch(ago(20), needs_answer=True)),
    "asked_never_given": scene("", "", None, *(touch(ago(n), "pitch") for n in (1, 2, 3, 4))),
    "assumptions_about_you": scene("", "", None, beliefs=[*(belief(ago(n)) for n in range(1, 3)),
                                                          belief(ago(1), evidence=["x"])]),
}  # fmt: skip


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables(together([*MET.values(), *FALLS_SHORT.values()]))


@pytest.fixture(scope="module")
def found(tables: Tables) -> dict[tuple[str, str], Finding]:
    return {(finding.customer_id, finding.scenario): finding for finding in findings(tables, NOW)}


@pytest.mark.parametrize("scenario", [scenario.id for scenario in SCENARIOS])
def test_it_is_found_where_its_rule_is_met(scenario: str, found: dict[tuple[str, str], Finding]) -> None:
    life = MET[scenario]
    shown = [row.removeprefix(f"{life.id}/") for row in found[life.id, scenario].evidence]
    assert sorted(shown) == sorted(set(SHOWN.get(scenario, ["it"])))


@pytest.mark.parametrize("scenario", [scenario.id for scenario in SCENARIOS])
def test_it_is_not_found_where_it_falls_short(scenario: str, found: dict[tuple[str, str], Finding]) -> None:
    assert (FALLS_SHORT[scenario].id, scenario) not in found


def test_a_finding_says_by_what_it_was_judged(found: dict[tuple[str, str], Finding]) -> None:
    finding = found[MET["asked_never_given"].id, "asked_never_given"]
    assert finding.thresholds == {"asked_share": 0.6, "heard_from_us": 5}
    assert finding.values == {"asked_share": 0.6, "heard_from_us": 5.0}
    assert not finding.rests_on_gap
    assert json.dumps(asdict(finding))


def test_a_threshold_may_be_changed_and_the_finding_says_so(tables: Tables) -> None:
    (finding,) = [
        finding
        for finding in findings(tables, NOW, {"endless_loop": {"holding_loop": 2}})
        if finding.customer_id == FALLS_SHORT["endless_loop"].id
    ]
    assert finding.thresholds == {"holding_loop": 2}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"bad_luck": {}}, "no scenario 'bad_luck'; the scenarios are heard_only_at_renewal"),
        ({"endless_loop": {"luck": 1}}, "endless_loop has no threshold 'luck'; it has holding_loop"),
    ],
)
def test_a_threshold_there_is_none_of_is_refused_by_name(
    wrong: dict[str, dict[str, float]], says: str, tables: Tables
) -> None:
    with pytest.raises(ValueError, match=says):
        findings(tables, NOW, wrong)


def test_a_finding_that_rests_on_a_gap_says_so() -> None:
    life = scene("", "", None, heard(ago(30), "complaint"), coverage=[gap(ago(3), ago(2))])
    (finding,) = findings(open_tables(together([life])), NOW)
    assert finding.rests_on_gap


def test_only_the_customers_asked_for_are_judged(tables: Tables) -> None:
    one = MET["hollow_miss_you"].id
    assert {finding.customer_id for finding in findings(tables, NOW, customers=[one])} == {one}


def test_every_scenario_names_measures_that_exist_and_has_words_for_people() -> None:
    for scenario in SCENARIOS:
        assert {*scenario.needs, *(name for name, _ in scenario.evidence)} <= set(MEASURES)
        assert scenario.title
        assert scenario.tells
        assert scenario.instead
