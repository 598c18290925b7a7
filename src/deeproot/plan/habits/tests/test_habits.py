"""Habits: what keeps them, what breaks them, in whose days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.plan.habits import BY_ID, HABITS, Due, Habit, Hardship, Passed, Rows, answering, course
from deeproot.understand.scenarios import BY_ID as SCENARIOS

MONDAY = date(2026, 6, 1)
AS_OF = datetime(2026, 6, 12, 12, tzinfo=UTC)


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def row(moment: datetime, direction: str = "out", kind: str | None = None, **more: object) -> Passed:
    known = {"customer_id": "c", "member_id": "ada", "channel": "email", **more}
    return Passed(moment, f"{moment:%d%H}-{direction}-{kind}", direction=direction, kind=kind, **known)  # type: ignore[arg-type]


def states(habit: str, *passed: Passed, as_of: datetime = AS_OF, **more: object) -> list[str]:
    rows = Rows(passed, more.pop("due", ()), more.pop("hardships", ()), more.pop("owners", {}))  # type: ignore[arg-type]
    given = {"members": ["ada"], "zone": UTC, "begins": MONDAY, **more}
    return [period.state for period in course(BY_ID[habit], rows, as_of, **given).periods]  # type: ignore[arg-type]


def test_every_scenario_is_answered_by_a_habit_and_no_other_is_named() -> None:
    assert {name for habit in HABITS for name in habit.answers} == set(SCENARIOS)
    for name in SCENARIOS:
        found = answering(name)
        assert found is not None and name in found.answers
    assert answering("no_such") is None


def test_a_call_to_who_heard_nothing_for_thirty_days_keeps_the_day_and_a_second_one_does_not() -> None:
    first, second = row(at(2), channel="call", direction="both"), row(at(3), channel="call", direction="both")
    assert states("call_one_silent", first, second, as_of=at(4))[:3] == ["nothing", "kept", "missed"]
    lately = row(at(1))
    assert states("call_one_silent", lately, first, as_of=at(4))[1] == "missed"


def test_days_off_do_not_count_and_do_not_break_the_streak() -> None:
    asked = [row(at(day), asks=True, kind="care") for day in (1, 2, 3, 4, 5, 8, 9, 10, 11)]
    found = course(BY_ID["ask_one_question"], Rows(asked), AS_OF, members=["ada"], zone=UTC, begins=MONDAY)
    assert [period.state for period in found.periods][5:7] == ["off", "off"]
    assert (found.streak, found.n, found.adherence) == (9, 9, 1.0), "today is open still"


def test_a_week_without_an_occasion_breaks_no_streak() -> None:
    asked = [row(at(day), kind=kind) for day, kind in ((1, "value"), (2, "pitch"), (15, "value"), (16, "pitch"))]
    found = course(
        BY_ID["gift_before_asking"], Rows(asked), at(22), members=["ada"], zone=UTC, begins=MONDAY
    )  # fmt: skip
    assert [period.state for period in found.periods] == ["kept", "nothing", "kept", "open"]
    assert found.streak == 2


def test_what_was_done_before_it_began_keeps_no_week_of_it() -> None:
    early = [row(at(1), kind="pitch")]
    assert states("gift_before_asking", *early, begins=date(2026, 6, 3), as_of=at(9))[0] == "nothing"


def test_a_missed_day_ends_the_streak_and_stays_in_the_share() -> None:
    asked = [row(at(day), asks=True) for day in (1, 2, 4, 5)]
    found = course(BY_ID["ask_one_question"], Rows(asked), at(5, 20), members=["ada"], zone=UTC, begins=MONDAY)
    assert (found.streak, found.kept, found.n) == (2, 4, 5)


@pytest.mark.parametrize(("gift", "state"), [(row(at(1), kind="value"), "kept"), (row(at(3), kind="value"), "missed")])
def test_an_offer_wants_a_gift_before_it(gift: Passed, state: str) -> None:
    assert states("gift_before_asking", gift, row(at(2), kind="pitch"))[0] == state


def test_what_is_too_long_ago_meets_no_occasion() -> None:
    old, asked = row(at(9) - timedelta(days=46), kind="value"), row(at(9), kind="pitch")
    assert states("gift_before_asking", old, asked, as_of=at(16))[1] == "missed"
    holding = [row(at(9) - timedelta(days=days), kind="holding") for days in (31, 5, 0)]
    assert states("speak_at_third_holding", *holding, as_of=at(16))[1] == "nothing"


def test_one_gift_serves_one_asking() -> None:
    rows = [row(at(1), kind="care"), row(at(2), kind="pitch"), row(at(3), kind="renewal")]
    assert states("gift_before_asking", *rows)[0] == "missed"


def test_all_great_wants_a_question_in_three_days_and_waits_until_then() -> None:
    great = row(at(11), "in", "all_great", member_id=None)
    assert states("probe_all_great", great, owners={"c": "ada"}) == ["nothing", "open"]
    later = AS_OF + timedelta(days=7)
    assert states("probe_all_great", great, owners={"c": "ada"}, as_of=later)[1] == "missed"
    asked = row(at(12, 8), asks=True)
    assert states("probe_all_great", great, asked, owners={"c": "ada"}, as_of=later)[1] == "kept"
    assert states("probe_all_great", great, owners={"c": "ben"}, as_of=later)[1] == "nothing", "it is Ben's"


def test_a_call_wants_its_own_callers_brief() -> None:
    call = row(at(2, 12), "both", channel="call")
    assert states("brief_before_call", call)[1] == "missed"
    assert states("brief_before_call", call, row(at(2), "internal", "brief"))[1] == "kept"
    assert states("brief_before_call", call, row(at(2), "internal", "brief", member_id="ben"))[1] == "missed"


def test_a_brief_counts_for_a_day_and_no_longer() -> None:
    call = row(at(2, 12), "both", channel="call")
    assert states("brief_before_call", call, row(at(1, 12), "internal", "brief"))[1] == "kept", "a day to the hour"
    assert states("brief_before_call", call, row(at(1, 11), "internal", "brief"))[1] == "missed"
    early, late = row(at(1, 11), "internal", "brief"), row(at(2), "internal", "note")
    assert states("brief_before_call", call, early, late)[1] == "kept", "the latest counts"
    assert states("brief_before_call", call, row(at(2, 13), "internal", "brief"))[1] == "missed", "read after it"


def test_hard_times_that_ended_ask_for_no_sparing() -> None:
    def pitched(day: int, since: int, until: int | None, customer: str = "c") -> str:
        hard = Hardship(customer, at(since), at(until) if until else None)
        return states("spare_in_hard_times", row(at(day), kind="pitch"), hardships=[hard])[0]

    assert pitched(4, 1, 3) == "kept", "they were over"
    assert pitched(3, 1, 3) == "kept", "they end with their last moment"
    assert pitched(2, 1, 3) == "missed"
    assert pitched(1, 1, 3) == "missed", "they begin with their first"
    assert pitched(1, 2, 3) == "kept", "they were to come"
    assert pitched(2, 1, 3, "another") == "kept"


def test_a_promise_wants_a_word_by_the_moment_it_is_due() -> None:
    late = Due(at(2), "p", "c", "ada", kept_at=at(3))
    assert states("word_before_due", due=[late])[0] == "missed"
    assert states("word_before_due", due=[late._replace(kept_at=at(1))])[0] == "kept"
    assert states("word_before_due", due=[late._replace(moved_to=at(9))])[0] == "kept"


def test_what_was_missed_comes_first_among_the_evidence() -> None:
    due = [Due(at(2), "good", "c", "ada", kept_at=at(1)), Due(at(3), "bad", "c", "ada")]
    found = course(BY_ID["word_before_due"], Rows(due=due), AS_OF, members=["ada"], zone=UTC, begins=MONDAY)
    assert found.periods[0].evidence == ("bad", "good")


def test_the_rest_of_the_library_says_when_it_was_missed_and_when_it_was_kept() -> None:
    pitch, held = row(at(2), kind="pitch"), [row(at(day), kind="holding") for day in (1, 2, 3)]
    assert states("spare_in_hard_times", pitch)[0] == "kept"
    assert states("spare_in_hard_times", pitch, hardships=[Hardship("c", at(1))])[0] == "missed"
    assert states("speak_at_third_holding", *held)[0] == "missed"
    assert states("speak_at_third_holding", *held, row(at(4), "both", channel="call"))[0] == "kept"
    assert states("speak_at_third_holding", *held[:2])[0] == "nothing"
    missed = row(at(1), kind="miss_you")
    assert states("deed_after_miss_you", missed, as_of=at(20))[0] == "missed"
    assert states("deed_after_miss_you", missed, row(at(9), kind="value"), as_of=at(20))[0] == "kept"
    complaint = row(at(1), "in", "complaint")
    assert states("ask_after_complaint", complaint)[0] == "missed"
    assert states("ask_after_complaint", complaint, row(at(7), asks=True))[0] == "kept"
    assert states("thank_one", row(at(9), kind="appreciation")) == ["nothing", "kept"]
    assert states("note_for_the_next", row(at(9), "internal", "handover")) == ["nothing", "kept"]


def test_what_comes_tomorrow_keeps_nothing_today() -> None:
    tomorrow = row(at(13), kind="appreciation", asks=True)
    assert states("thank_one", tomorrow)[-1] == "open"
    great = row(at(11), "in", "all_great")
    assert states("probe_all_great", great, tomorrow)[-1] == "open"
    kept = Due(at(10), "p", "c", "ada", kept_at=at(9))
    assert states("word_before_due", due=[kept], as_of=at(8))[-1] == "open"


def test_after_it_was_stopped_nothing_counts() -> None:
    assert states("ask_one_question", row(at(9), asks=True), ends=date(2026, 6, 4)) == ["nothing", "missed", "missed"]


moments = st.integers(0, 16 * 24).map(lambda hours: datetime(2026, 5, 31, tzinfo=UTC) + timedelta(hours=hours))
passed = st.builds(
    Passed,
    at=moments,
    interaction_id=st.uuids().map(str),
    customer_id=st.sampled_from("ab"),
    member_id=st.sampled_from(["ada", "ada", "ben", None]),
    channel=st.sampled_from(["email", "call"]),
    direction=st.sampled_from(["in", "out", "both", "internal"]),
    kind=st.sampled_from(["pitch", "value", "all_great", "complaint", "miss_you", "holding", "note", "appreciation"]),
    asks=st.booleans(),
    automatic=st.sampled_from([False, False, False, True]),
)
lists = st.lists(passed, max_size=25)


@given(rows=lists, seed=st.integers(0, 99), habit=st.sampled_from(HABITS))
def test_the_order_of_rows_means_nothing(rows: list[Passed], seed: int, habit: Habit) -> None:
    mixed = list(rows)
    Random(seed).shuffle(mixed)
    told = {"members": ["ada"], "zone": UTC, "begins": MONDAY}
    assert course(habit, Rows(rows), AS_OF, **told) == course(habit, Rows(mixed), AS_OF, **told)  # type: ignore[arg-type]


@given(rows=lists)
def test_nothing_after_the_moment_counts(rows: list[Passed]) -> None:
    told = {"members": ["ada"], "zone": UTC, "begins": MONDAY}
    before = [one for one in rows if one.at <= AS_OF]
    for habit in HABITS:
        assert course(habit, Rows(rows), AS_OF, **told) == course(habit, Rows(before), AS_OF, **told)  # type: ignore[arg-type]


@given(
    zone=st.sampled_from(["Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "UTC"]),
    begins=st.dates(date(2025, 1, 1), date(2026, 12, 1)),
    days=st.integers(1, 40),
    hour=st.integers(4, 22),
)
def test_a_deed_on_each_day_of_ones_own_zone_is_a_streak_of_so_many_working_days(
    zone: str, begins: date, days: int, hour: int
) -> None:
    own = ZoneInfo(zone)
    each = [begins + timedelta(days=n) for n in range(days)]
    rows = [row(datetime.combine(day, time(hour), own).astimezone(UTC), asks=True) for day in each]
    found = course(
        BY_ID["ask_one_question"], Rows(rows), rows[-1].at, members=["ada"], zone=own, begins=begins
    )  # fmt: skip
    assert found.streak == found.kept == sum(day.weekday() < 5 for day in each)
