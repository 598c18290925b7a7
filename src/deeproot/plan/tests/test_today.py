from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from deeproot.plan import words
from deeproot.plan.facts import Found
from deeproot.plan.reasons import REASONS, SCENARIOS
from deeproot.plan.tests.record import T, at, promise, record, touch
from deeproot.plan.thresholds import Thresholds
from deeproot.plan.today import Item, today


def of(reason: str, items: list[Item]) -> list[Item]:
    return [item for item in items if item.reason == reason]


def asked(interaction_id: str, days_ago: float, **more: Any) -> dict[str, Any]:
    given = {"customer_id": "acme", "interaction_id": interaction_id, "happened_at": T - timedelta(days=days_ago)}
    return given | {"member_id": None, "thread_id": None, "case_id": None} | more


def finding(scenario: str, values: dict[str, float | None] | None = None, **more: Any) -> dict[str, Any]:
    given = {"customer_id": "acme", "scenario": scenario, "evidence": ["m:1", "m:2"], "values": values or {}}
    return given | {"rests_on_gap": False} | more


def test_an_overdue_promise_is_for_the_one_who_made_it_with_its_words_and_its_delay() -> None:
    (item,) = today(record(promises=[promise("p1", "2026-06-26")]), T, Found())
    assert (item.reason, item.member_id, item.customer_id) == ("promise_overdue", "tom", "acme")
    assert item.headline == (
        "Tom Berg promised Acme Ltd: “I'll send the revised quote by Friday”. "
        "That was due on 26 June and is 4 days overdue."
    )
    assert item.evidence == ("p1", "made:p1")
    assert item.due_at == at("2026-06-26")
    assert item.escalated_to is None


def test_a_promise_overdue_for_a_week_concerns_the_customers_owner_too() -> None:
    (item,) = today(record(promises=[promise("p1", "2026-06-23")]), T, Found())
    assert (item.member_id, item.escalated_to) == ("tom", "lena")


def test_a_promise_that_names_nobody_is_for_the_one_it_was_made_by() -> None:
    made = touch("made:p1", "2026-06-01", member_id="tom")
    (item,) = of(
        "promise_overdue",
        today(record(promises=[promise("p1", "2026-06-01", member_id=None)], interactions=[made]), T, Found()),
    )
    assert (item.member_id, item.escalated_to) == ("tom", "lena")
    assert item.headline.startswith("Tom Berg promised")


def test_a_promise_by_nobody_in_particular_is_for_the_owner_and_not_said_to_be_theirs() -> None:
    (item,) = today(record(promises=[promise("p1", "2026-06-01", member_id=None)]), T, Found())
    assert (item.member_id, item.escalated_to) == ("lena", None)
    assert item.headline.startswith("We promised Acme Ltd")


@pytest.mark.parametrize(
    "more",
    [
        {"kept_at": at("2026-06-29")},
        {"withdrawn_at": at("2026-06-29")},
        {"moved_to": at("2026-07-20")},
        {"made_at": at("2026-07-01")},
    ],
)
def test_a_promise_kept_withdrawn_moved_or_not_yet_made_is_not_overdue(more: dict[str, Any]) -> None:
    assert today(record(promises=[promise("p1", "2026-06-26", **more)]), T, Found()) == []


def test_what_happened_after_the_moment_is_not_known_at_it() -> None:
    items = today(record(promises=[promise("p1", "2026-06-26", kept_at=at("2026-07-02"))]), T, Found())
    assert [item.reason for item in items] == ["promise_overdue"]


def test_a_promise_is_listed_as_due_two_days_before_or_as_many_hours_as_asked_for() -> None:
    tables = record(promises=[promise("soon", "2026-07-01T15:00"), promise("later", "2026-07-03")])
    (item,) = today(tables, T, Found())
    assert (item.reason, item.subject) == ("promise_due", "soon")
    assert item.headline.endswith("It is due tomorrow at 15:00.")
    changed = Thresholds.of({"promise_due": {"hours": 96}})
    assert [item.subject for item in today(tables, T, Found(), changed)] == ["soon", "later"]


def test_a_conversation_that_waits_is_one_item_however_often_they_asked() -> None:
    questions = [asked("q:2", 3, thread_id="t"), asked("q:1", 9, thread_id="t"), asked("q:3", 5)]
    found = of("unanswered", today(record(), T, Found(questions=questions)))
    assert [item.evidence for item in found] == [("q:1", "q:2"), ("q:3",)]
    assert found[0].headline == "Acme Ltd has asked 2 times since 21 June and has waited 9 days for an answer."
    assert found[1].headline == "Acme Ltd asked us something on 25 June and has waited 5 days for an answer."


def test_who_works_on_the_case_is_to_answer_before_the_owner() -> None:
    cases = [{"case_id": "c", "customer_id": "acme", "opened_at": at("2026-06-01"), "owner": "tom"}]
    items = today(record(cases=cases), T, Found(questions=[asked("q", 3, case_id="c")]))
    assert of("unanswered", items)[0].member_id == "tom"
    assert of("unanswered", today(record(), T, Found(questions=[asked("q", 3)])))[0].member_id == "lena"


def test_the_owner_is_to_be_briefed_on_a_case_of_others_until_a_word_about_it_was_left() -> None:
    cases = [{"case_id": "c", "customer_id": "acme", "opened_at": at("2026-06-20"), "owner": "tom"}]
    worked = [touch("m:1", "2026-06-21", member_id="tom", case_id="c", direction="in")]
    (brief,) = of("case_brief", today(record(cases=cases, interactions=worked), T, Found()))
    assert (brief.member_id, brief.subject) == ("lena", "c")
    assert brief.headline == (
        "Acme Ltd has had a support case open for 10 days, since 20 June; Tom Berg works on it, "
        "and you have had no word about it."
    )
    noted = [*worked, touch("m:2", "2026-06-22", member_id="tom", case_id="c", direction="internal")]
    assert of("case_brief", today(record(cases=cases, interactions=noted), T, Found())) == []
    moved = [*noted, touch("m:3", "2026-06-23", member_id="tom", case_id="c")]
    assert of("case_brief", today(record(cases=cases, interactions=moved), T, Found())) != []


def test_whoever_takes_part_in_the_case_needs_no_brief() -> None:
    cases = [{"case_id": "c", "customer_id": "acme", "opened_at": at("2026-06-20"), "owner": "tom"}]
    took_part = [touch("m:1", "2026-06-21", member_id="lena", case_id="c")]
    assert of("case_brief", today(record(cases=cases, interactions=took_part), T, Found())) == []


def test_nobody_outside_an_open_case_may_reach_out_before_they_are_briefed() -> None:
    cases = [{"case_id": "c", "customer_id": "acme", "opened_at": at("2026-06-20"), "owner": "tom"}]
    questions = [asked("q", 3)]
    (item,) = of("unanswered", today(record(cases=cases), T, Found(questions=questions)))
    assert item.policy == {"allowed": False, "reasons": ["open_case"]}
    assert item.next_step.endswith("First read up on their support case of 20 June: ask Tom Berg.")
    noted = [touch("m:1", "2026-06-29T12:00", member_id="tom", direction="internal")]
    (item,) = of("unanswered", today(record(cases=cases, interactions=noted), T, Found(questions=questions)))
    assert item.policy == {"allowed": True, "reasons": []}


def marked(interaction_id: str, days_ago: float, score: float, kind: str = "nps", **more: Any) -> dict[str, Any]:
    given = {"channel": "survey", "direction": "in", "score": score, "score_kind": kind, "personal": True}
    moment = (T - timedelta(days=days_ago)).isoformat()[:19]
    return touch(interaction_id, moment, member_id=None) | given | more


def test_a_low_mark_is_listed_at_once_for_the_owner_and_a_high_one_is_not() -> None:
    rows = [marked("s:1", 0.01, 2), marked("s:2", 0.01, 7, customer_id="birch")]
    (item,) = of("low_mark", today(record(interactions=rows), T, Found()))
    assert (item.customer_id, item.member_id, item.evidence, item.facts) == (
        "acme", "lena", ("s:1",), ("s:1 gave 2",)
    )  # fmt: skip
    assert item.headline == (
        "Acme Ltd gave us 2 of 10 on 30 June when asked whether they would recommend us, "
        "and has heard nothing personal from us since."
    )


@pytest.mark.parametrize(
    ("kind", "score", "low"), [("nps", 6, 1), ("csat", 2, 1), ("csat", 3, 0), ("ces", 3, 1), ("ces", 4, 0)]
)
def test_what_is_a_low_mark_depends_on_its_scale(kind: str, score: float, low: int) -> None:
    assert len(of("low_mark", today(record(interactions=[marked("s:1", 1, score, kind)]), T, Found()))) == low


def test_a_low_mark_is_listed_until_one_of_us_reached_out_in_person_or_thirty_days_went_by() -> None:
    def lows(*rows: dict[str, Any], thresholds: Thresholds | None = None) -> int:
        return len(of("low_mark", today(record(interactions=list(rows)), T, Found(), thresholds)))

    def ours(day: str, **more: Any) -> dict[str, Any]:
        return touch("m:1", f"2026-06-{day}", **{"score": None, "score_kind": None, "personal": True} | more)

    given = marked("s:1", 5, 2)
    assert lows(given, ours("24")) == 1
    assert lows(given, ours("27", personal=False)) == 1
    assert lows(given, ours("27", automatic=True)) == 1
    assert lows(given, ours("27")) == 0
    assert lows(marked("s:1", 31, 2)) == 0
    assert lows(given, thresholds=Thresholds.of({"low_mark": {"nps": 1}})) == 0
    assert lows(given, thresholds=Thresholds.of({"low_mark": {"days": 4}})) == 0


def test_a_silence_is_too_long_by_the_cadence_of_the_persona() -> None:
    rows = [touch("m:1", "2026-05-11"), touch("m:2", "2026-05-11", customer_id="birch")]
    tables = record(interactions=rows)
    assert today(tables, T, Found()) == []
    changed = Thresholds.of({"silence_too_long": {"days": 45, "personas": {"Founder": 55}}})
    (item,) = today(tables, T, Found(), changed)
    assert (item.reason, item.customer_id, item.evidence) == ("silence_too_long", "birch", ("m:2",))
    assert item.headline == (
        "Birch & Co has heard nothing from us for 50 days, since 11 May; for them it should not be more than 45 days."
    )


def test_a_silence_that_rests_on_a_gap_says_so() -> None:
    tables = record(interactions=[touch("m:1", "2026-02-01")])
    gap = {"customer_id": "acme", "source": "m", "from_at": at("2026-03-03"), "to_at": at("2026-03-09")}
    (item,) = today(tables, T, Found(gaps=[gap]))
    assert item.headline.endswith(" We cannot be sure: the record of m has a gap between 3 March and 9 March.")


def test_no_silence_is_claimed_where_the_record_holds_nothing_that_we_sent() -> None:
    heard = [touch("m:1", "2026-02-01", direction="in"), touch("m:2", "2026-02-01", automatic=True)]
    assert today(record(interactions=heard), T, Found()) == []
    assert of("silence_too_long", today(record(interactions=heard), T, Found(touches_known=True))) == []
    since = [{"customer_id": "acme", "name": "Acme", "kind": "person", "since": at("2026-01-01")}]
    told = today(record(customers=since, interactions=heard), T, Found(touches_known=True))
    assert [item.reason for item in told] == ["silence_too_long"]


def test_who_has_left_or_is_not_yet_there_is_not_listed() -> None:
    customers: list[dict[str, Any]] = [
        {"customer_id": "acme", "name": "Acme", "kind": "person", "since": at("2026-07-01"), "left_at": None},
        {"customer_id": "birch", "name": "Birch", "kind": "person", "since": None, "left_at": at("2026-06-01")},
    ]
    promises = [promise("p1", "2026-06-26"), promise("p2", "2026-06-26", customer_id="birch")]
    assert today(record(customers=customers, promises=promises), T, Found()) == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_has_its_words_with_and_without_its_values(scenario: str) -> None:
    values: dict[str, float | None] = {name: 0.7 if "share" in name else 2.0 for name in VALUES}
    for found in (finding(scenario, values), finding(scenario, dict.fromkeys(VALUES)), finding(scenario)):
        (item,) = today(record(), T, Found(findings=[found]))
        assert "Acme Ltd" in item.headline
        assert item.headline.endswith(".")
        assert item.next_step.endswith(".")
        assert "None" not in item.headline + item.next_step
    (item,) = today(record(), T, Found(findings=[finding(scenario, rests_on_gap=True)]))
    assert "gap" in item.headline


VALUES = (
    *("holding_loop", "pitched_in_hard_times", "hollow_words", "uninformed_contacts", "people_met", "channels_used"),
    *("explained_again", "renewal_only_share", "longest_silence_days", "listening_share", "asked_share"),
    "assumed_share",
)


def test_a_scenario_that_another_reason_already_says_is_not_listed_twice() -> None:
    found = [finding("promise_forgotten"), finding("complaint_went_silent")]
    assert today(record(), T, Found(findings=found)) == []


def test_reasons_come_in_their_order_then_by_what_is_at_stake_then_by_who_waited_longest() -> None:
    terms = [
        {"subscription_id": "s1", "customer_id": "birch", "starts_at": at("2026-01-01"), "amount": 100.0}
        | {"currency": "EUR", "period_months": 1},
        {"subscription_id": "s2", "customer_id": "acme", "starts_at": at("2026-01-01"), "amount": 900.0}
        | {"currency": "EUR", "period_months": 12},
    ]
    promises = [
        promise("due", "2026-07-01", customer_id="birch"),
        promise("late", "2026-06-29"),
        promise("later", "2026-06-28"),
        promise("birch", "2026-06-29", customer_id="birch"),
    ]
    questions = [asked("q", 30, customer_id="birch")]
    items = today(record(subscriptions=terms, promises=promises), T, Found(questions=questions))
    assert [item.subject for item in items] == ["birch", "later", "late", "due", "q"]
    assert [item.order for item in items] == sorted(item.order for item in items)
    assert [item.value_micros for item in items[:2]] == [1_200_000_000, 900_000_000]


def test_the_key_stays_while_the_moment_moves_and_the_facts_change_with_the_due_moment() -> None:
    (before,) = today(record(promises=[promise("p", "2026-06-26")]), T, Found())
    (after,) = today(record(promises=[promise("p", "2026-06-26")]), T + timedelta(days=1), Found())
    (moved,) = today(record(promises=[promise("p", "2026-06-26", moved_to=at("2026-06-29"))]), T, Found())
    assert before.key == after.key == moved.key
    assert before.facts == after.facts != moved.facts


def test_every_reason_has_its_place_its_words_and_its_step() -> None:
    from deeproot.plan.headline import SAYS
    from deeproot.plan.next_step import STEPS

    assert set(SAYS) == set(STEPS) == set(REASONS)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(days=185, microseconds=-1), "185 days"),
        (timedelta(days=184.4), "184 days"),
        (timedelta(days=2, seconds=-1), "2 days"),
        (timedelta(minutes=59), "less than an hour"),
    ],
)
def test_a_duration_is_told_in_the_nearest_whole_days(span: timedelta, said: str) -> None:
    assert words.duration(span) == said
