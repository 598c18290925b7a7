"""The map as the record draws it: stages, ways, time between steps, feelings, loops, dead ends, crowds."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from scipy.stats import fisher_exact

from deeproot.understand.journey.beside import before_and_after
from deeproot.understand.journey.discovery import q_values, wilson
from deeproot.understand.journey.evidence import behind
from deeproot.understand.journey.journey import _dead_ends, journey
from deeproot.understand.journey.precursors import precursors
from deeproot.understand.journey.shapes import Touchpoint
from deeproot.understand.journey.tests.record import NOW, on, person, record, said
from deeproot.understand.journey.waiting import hours, wait
from deeproot.understand.journey.words import step


def term(who: str, begin: float, renews: float | None, **more: Any) -> dict[str, Any]:
    days = {"starts_at": on(begin), "renews_at": on(renews) if renews is not None else None}
    return {
        "subscription_id": f"s-{who}", "customer_id": who, "amount": 1.0, "currency": "EUR", "period_months": 12,
        "cancelled_at": None, "ends_at": None,
    } | days | more  # fmt: skip


def at(found: Any, stage: str, says: str) -> Touchpoint:
    (one,) = [one for one in found.touchpoints if one.stage == stage and one.says == says]
    return one


def stages(tables: Any) -> dict[str, list[str]]:
    found = journey(tables, NOW)
    return {part.stage: sorted(one.says for one in found.of(part.stage)) for part in found.parts}


def test_each_step_falls_into_the_stage_its_rule_says() -> None:
    rows = [
        said("a", -1, kind="question"),
        said("a", 1, kind="request"),
        said("a", 120, kind="thanks"),
        said("a", 200, kind="complaint"),
        said("a", 330, kind="feedback"),
        said("a", 500, kind="cancel"),
    ]
    tables = record(
        rows,
        customers=[person("a", left_at=on(510))],
        cases=[{"case_id": "k", "customer_id": "a", "opened_at": on(199), "closed_at": on(201)}],
        subscriptions=[term("a", 0, 365)],
    )
    assert stages(tables) == {
        "before": ["Question by email"],
        "first": ["Contract begins", "Request by email"],
        "use": ["Thanks by email"],
        "trouble": ["Case closed", "Case opened", "Complaint by email"],
        "renewal": ["Feedback by email"],
        "leaving": ["Wants to leave by email"],
    }


def test_trouble_goes_before_renewal_and_leaving_before_both() -> None:
    case = {"case_id": "k", "customer_id": "a", "opened_at": on(340), "closed_at": None}
    rows = [said("a", 330), said("a", 350)]
    tables = record(rows, customers=[person("a")], cases=[case], subscriptions=[term("a", -400, 365)])
    assert set(stages(tables)) == {"first", "renewal", "trouble"}
    gone = record(rows, customers=[person("a", left_at=on(355))], cases=[case], subscriptions=[term("a", -400, 365)])
    assert set(stages(gone)) == {"first", "leaving"}


def test_two_cases_that_overlap_are_one_time_of_trouble_and_count_no_step_twice() -> None:
    cases = [
        {"case_id": name, "customer_id": "a", "opened_at": on(begin), "closed_at": on(end)}
        for name, begin, end in (("k", 100, 110), ("l", 105, 120))
    ]
    found = journey(record([said("a", 107), said("a", 115), said("a", 121)], cases=cases), NOW)
    assert at(found, "trouble", "Question by email").times == 2
    assert at(found, "use", "Question by email").times == 1
    assert found.steps == 7


def test_purchases_are_steps_only_of_whose_interactions_tell_of_none() -> None:
    bought = [
        {"purchase_id": f"p{who}", "customer_id": who, "happened_at": on(5), "amount": 1.0, "currency": "EUR"}
        for who in "ab"
    ]
    found = journey(record([said("a", 5, "purchase", kind=None), said("b", 6)], purchases=bought), NOW)
    assert at(found, "first", "Buys").times == 2


def test_nothing_after_the_moment_is_known() -> None:
    rows = [said("a", 1), said("a", 50), said("a", 2_000)]
    assert journey(record(rows), on(20)).steps == 1
    assert journey(record(rows), NOW).steps == 2


def test_a_window_holds_only_what_lies_in_it() -> None:
    assert journey(record([said("a", 1), said("a", 995)]), NOW, window_days=10).steps == 1


def test_a_persona_has_a_map_of_its_own() -> None:
    people = [person("a", persona="Builder"), person("b")]
    tables = record([said("a", 1), said("b", 1), said("b", 2)], customers=people)
    assert journey(tables, NOW, "Builder").steps == 1
    assert journey(tables, NOW, "Nobody").steps == 0


def test_the_commonest_way_takes_repeats_together_and_tells_its_share() -> None:
    rows = [said(who, day) for who in "abc" for day in (1, 2, 3)]
    rows += [said(who, 4, direction="out", kind="answer") for who in "ab"]
    (part,) = journey(record(rows), NOW).parts
    assert [([step(node).kind for node in way.nodes], way.times, round(way.share, 3)) for way in part.ways] == [
        (["question", "answer"], 2, 0.667),
        (["question"], 1, 0.333),
    ]
    assert part.ways_there_are == 2


def test_a_way_longer_than_eight_steps_is_cut_and_says_so() -> None:
    rows = [said("a", day, kind=("question", "thanks")[day % 2]) for day in range(1, 12)]
    (part,) = journey(record(rows), NOW).parts
    assert len(part.ways[0].nodes) == 8
    assert part.ways[0].longer


def test_whoever_comes_again_is_counted_once_and_told_as_a_loop() -> None:
    found = journey(record([said("a", 1), said("a", 2), said("b", 1)]), NOW)
    one = at(found, "first", "Question by email")
    assert (one.times, one.customers, one.again, one.most) == (3, 2, 1, 2)
    assert [edge.times for edge in found.back_and_forth] == [1]


def test_the_time_to_the_next_step_counts_those_who_still_wait() -> None:
    answered = [said(f"a{n}", 1) for n in range(6)]
    answered += [said(f"a{n}", 1 + 1 / 24, direction="out", kind="answer") for n in range(6)]
    waiting = [said(f"w{n}", 1) for n in range(4)]
    one = at(journey(record(answered + waiting), NOW), "first", "Question by email")
    assert (one.next.n, one.next.ended) == (10, 6)
    assert one.next.hours == pytest.approx(1, rel=0.05)
    assert one.answered is not None
    assert one.answered.hours == pytest.approx(1, rel=0.05)


def test_a_median_that_too_few_have_reached_is_not_known() -> None:
    assert wait([8, 80], [1, 0], [1, 9]).hours is None
    assert wait([], [], []).n == 0


def test_the_median_is_that_of_the_curve_of_kaplan_and_meier() -> None:
    # By hand: 4 at risk, 1 ends -> 3/4; one lost; 2 at risk, 1 ends -> 3/8.
    found = wait([10, 20, 30, 40], [1, 0, 1, 0], [1, 1, 1, 1])
    assert found.hours == hours(30)
    assert (found.n, found.ended) == (4, 2)


def test_feeling_has_an_interval_only_where_enough_say_one() -> None:
    rows = [said("a", day, sentiment=value) for day, value in ((1, -1.0), (2, 0.0))]
    felt = at(journey(record(rows), NOW), "first", "Question by email").felt
    assert (felt.mean, felt.low, felt.n) == (-0.5, None, 2)
    more = at(journey(record([*rows, said("a", 3, sentiment=1.0)]), NOW), "first", "Question by email").felt
    assert more.mean == 0
    assert more.low is not None
    assert more.high is not None
    assert more.low < 0 < more.high


def test_a_touchpoint_after_which_nobody_came_back_is_a_dead_end_and_opens_to_its_rows() -> None:
    lively = [said(f"l{n}", 100 + day, kind="thanks") for n in range(30) for day in range(0, 900, 30)]
    dead = [said(f"d{n}", 100, kind="complaint") for n in range(20)]
    found = journey(record(lively + dead), NOW)
    (one,) = [one for one in found.touchpoints if one.dead_end.stands_out]
    assert (one.says, one.dead_end.dead, one.dead_end.of) == ("Complaint by email", 20, 20)
    rows = behind(record(lively + dead), NOW, one.node, "dead", most=5)
    assert [row.customer_id for row in rows] == ["d0", "d1", "d2", "d3", "d4"]
    assert rows[0].days == 900
    lively_one = at(found, "use", "Thanks by email")
    assert behind(record(lively + dead), NOW, lively_one.node, "dead") == []


def test_of_many_times_the_smallest_excess_is_sure_and_yet_no_dead_end() -> None:
    nodes = {
        4096 + step: pd.DataFrame({"ripe": [100_000], "dead": [dead]}) for step, dead in ((1, 12_000), (2, 10_000))
    }
    more = _dead_ends(nodes)[4097]
    assert more.q < 0.001
    assert not more.stands_out


def test_what_passed_lately_is_no_dead_end_yet() -> None:
    rows = [said(f"d{n}", 990) for n in range(20)]
    (one,) = journey(record(rows), NOW).touchpoints
    assert (one.dead_end.of, one.dead_end.dead) == (0, 0)


def test_a_stay_with_too_many_people_is_crowded() -> None:
    rows = [said(f"c{n}", 1 + m, direction="out", member_id=f"m{m}") for n in range(5) for m in range(6)]
    (part,) = journey(record(rows), NOW).parts
    assert (part.crowded, part.too_many, part.people) == (5, True, 6)
    (few,) = journey(record([row for row in rows if row["member_id"] != "m5"]), NOW).parts
    assert (few.crowded, few.too_many) == (0, False)


def test_no_record_is_an_empty_map() -> None:
    found = journey(record([], customers=[person("a")]), NOW)
    assert (found.customers, found.steps, found.touchpoints, found.parts) == (0, 0, (), ())


def leaving(with_step: int) -> Any:
    """40 who left, so many of them with a complaint 40 days before; 40 who stayed and never complained."""
    people = [person(f"l{n:02d}", left_at=on(500)) for n in range(40)] + [person(f"s{n:02d}") for n in range(40)]
    rows = [said(one["customer_id"], day, kind="thanks") for one in people for day in (1, 420)]
    rows += [said(f"l{n:02d}", 460, kind="complaint") for n in range(with_step)]
    rows += [said(f"l{n:02d}", 300, kind="praise") for n in range(40)]  # long before the window
    return record(rows, customers=people)


def test_what_comes_before_leaving_is_found_with_its_lead_time() -> None:
    found = precursors(leaving(30), NOW)
    assert (found.left, found.stayed) == (40, 40)
    assert {one.says for one in found.found} == {"Complaint by email", "Thanks by email, then Complaint by email"}
    (alone,) = [one for one in found.found if len(one.steps) == 1]
    assert (alone.left, alone.stayed, alone.days_before) == (30, 0, 40)
    assert alone.low > 1
    assert alone.p == pytest.approx(fisher_exact([[30, 10], [0, 40]], alternative="greater").pvalue)


def test_what_is_as_common_among_those_who_stay_is_none() -> None:
    found = precursors(leaving(0), NOW)
    assert found.found == ()
    assert found.tested >= 1


def test_of_a_few_who_left_nothing_is_told() -> None:
    people = [person(f"l{n}", left_at=on(500)) for n in range(5)] + [person(f"s{n}") for n in range(40)]
    found = precursors(record([said(one["customer_id"], 1) for one in people], customers=people), NOW)
    assert (found.left, found.tested) == (5, 0)
    assert "fewer than 20" in found.says


def test_false_discoveries_are_held_down_as_benjamini_and_hochberg_say() -> None:
    assert q_values([0.01, 0.04, 0.03, 0.5]).tolist() == pytest.approx([0.04, 0.04 * 4 / 3, 0.04 * 4 / 3, 0.5])
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_before_and_after_are_windows_of_one_length() -> None:
    rows = [said(f"c{n}", 690, kind="thanks", sentiment=0.5) for n in range(60)]
    rows += [said(f"c{n}", 810, kind="complaint", sentiment=-0.5) for n in range(60)]
    rows += [said(f"c{n}", 300, kind="praise") for n in range(60)]  # before both
    found = before_and_after(record(rows), on(750), on(850))
    assert (found.before.steps, found.after.steps) == (60, 60)
    by = {one.touchpoint.says: one.share for one in found.changed}
    assert by["Thanks by email"].value == -1
    assert by["Complaint by email"].sure
    with pytest.raises(ValueError, match="at least a day before"):
        before_and_after(record(rows), on(850), on(850))
