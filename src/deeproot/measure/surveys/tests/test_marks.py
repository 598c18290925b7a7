"""What the engine adds up is what one reckons answer by answer; who was asked and who was not is what one counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot.engines import Tables, open_tables
from deeproot.measure.surveys import intervals
from deeproot.measure.surveys.marks import Marks, marks
from deeproot.measure.surveys.reach import Asking, Span, never_asked, reach, responses
from deeproot.measure.surveys.scales import SCALES

START = datetime(2026, 1, 1, tzinfo=UTC)
SPANS = [START, START + timedelta(days=31), START + timedelta(days=60)]
PEOPLE = tuple(f"c{number}" for number in range(14))
WHOLE = Span(START, START + timedelta(days=60))


def row(number: int, customer: str, day: float, direction: str = "in", **more: Any) -> dict[str, Any]:
    return {
        "interaction_id": f"{more.pop('source', 'tool')}:{number}", "customer_id": customer, "contact_id": None,
        "happened_at": START + timedelta(days=day), "channel": "survey", "direction": direction, "thread_id": None,
        "automatic": False, "score": None, "score_kind": None,
    } | more  # fmt: skip


def record(rows: list[dict[str, Any]], **people: dict[str, Any]) -> Tables:
    frame = pd.DataFrame(rows or [row(0, "nobody", 900)])
    frame["happened_at"] = frame["happened_at"].astype("datetime64[us, UTC]")
    for name in ("contact_id", "thread_id", "score_kind"):
        frame[name] = frame[name].astype("string")
    frame["score"] = frame["score"].astype("float64")
    named = [
        {"customer_id": one, "name": one, "kind": "person", "persona": "x" if int(one[1:]) % 2 else None}
        | {"since": None, "left_at": None} | people.get(one, {})
        for one in PEOPLE
    ]  # fmt: skip
    customers = pd.DataFrame(named)
    for name in ("since", "left_at"):
        customers[name] = pd.to_datetime(customers[name], utc=True).astype("datetime64[us, UTC]")
    return open_tables({"interactions": frame, "customers": customers})


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE), st.sampled_from(["nps", "csat", "ces", None]), st.integers(-1, 11),
        st.integers(-5, 65), st.sampled_from(["in", "out", "both"]), st.booleans(),
    ),
    max_size=60,
)  # fmt: skip


def by_hand(rows: list[dict[str, Any]], scale: str, place: int) -> tuple[int, int, dict[float, int], int, int]:
    """Answers, customers, counts, good, low: one after the other."""
    limits = {"nps": (0, 10, 6, 9), "csat": (1, 5, 2, 4), "ces": (1, 7, 3, 5)}[scale]
    found = [
        (one["customer_id"], one["score"])
        for one in rows
        if one["direction"] in ("in", "both") and not one["automatic"] and one["score_kind"] == scale
        and SPANS[place] <= one["happened_at"] < SPANS[place + 1] and limits[0] <= one["score"] <= limits[1]
    ]  # fmt: skip
    counts = {mark: sum(1 for _, other in found if other == mark) for _, mark in found}
    good, low = sum(1 for _, one in found if one >= limits[3]), sum(1 for _, one in found if one <= limits[2])
    return len(found), len({who for who, _ in found}), counts, good, low


@given(ANSWERS)
@settings(max_examples=25, deadline=None)
def test_marks_are_added_up_as_one_does_by_hand(answers: list[tuple[Any, ...]]) -> None:
    rows = [
        row(n, who, day, direction, score=float(mark), score_kind=scale, automatic=auto)
        for n, (who, scale, mark, day, direction, auto) in enumerate(answers)
    ]
    found = {(one.scale.id, SPANS.index(one.begins)): one for one in marks(record(rows), SPANS)}
    for scale in SCALES:
        for place in range(2):
            n, customers, counts, good, low = by_hand(rows, scale, place)
            one = found.pop((scale, place), None)
            if one is None:
                assert n == 0
                continue
            assert (one.n, one.customers, one.counts, one.good, one.low) == (n, customers, counts, good, low)
            assert bool(one.estimates) == (customers >= 10)
    assert not found


def only(found: list[Marks]) -> Marks:
    (one,) = found
    return one


def test_a_net_promoter_score_is_promoters_less_detractors_with_its_interval() -> None:
    given_ = [10, 10, 9, 9, 9, 8, 7, 7, 6, 0, 3]
    rows = [row(n, PEOPLE[n], n, score=mark, score_kind="nps") for n, mark in enumerate(given_)]
    score = only(marks(record(rows), [START, SPANS[2]])).score
    assert score is not None
    assert score.value == pytest.approx(100 * (5 - 3) / 11)
    assert (score.low, score.high) == pytest.approx(tuple(100 * one for one in intervals.net(5, 3, 11)))
    assert (score.n, score.customers) == (11, 11)


def test_satisfaction_is_the_top_two_of_five_and_effort_a_mean_beside_its_share() -> None:
    rows = [row(n, PEOPLE[n % 12], n, score=n % 5 + 1, score_kind="csat") for n in range(12)]
    rows += [row(100 + n, PEOPLE[n % 12], n, score=n % 7 + 1, score_kind="ces") for n in range(12)]
    effort, satisfied = marks(record(rows), [START, SPANS[2]])
    assert satisfied.score is not None
    assert (satisfied.score.id, satisfied.score.value) == ("csat", pytest.approx(4 / 12))
    mean, easy = effort.estimates
    assert (mean.id, mean.value) == ("ces", pytest.approx(sum(n % 7 + 1 for n in range(12)) / 12))
    assert (easy.id, easy.value) == ("easy", pytest.approx(4 / 12))
    assert (mean.low, mean.high) == pytest.approx(intervals.mean(43, 195, 12, 12, (1, 7)))


def test_of_fewer_than_ten_customers_nothing_is_said_however_often_they_answered() -> None:
    rows = [row(n, PEOPLE[n % 9], n % 50, score=9, score_kind="nps") for n in range(60)]
    found = only(marks(record(rows), [START, SPANS[2]]))
    assert (found.n, found.customers, found.score) == (60, 9, None)
    assert found.counts == {9: 60}


def test_a_mark_off_its_scale_is_counted_apart() -> None:
    found = only(marks(record([row(1, "c1", 1, score=6, score_kind="csat")]), [START, SPANS[2]]))
    assert (found.n, found.off_scale, found.customers, found.counts) == (0, 1, 0, {})


def test_a_span_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    rows = [row(n, "c1", day, score=9, score_kind="nps") for n, day in enumerate([-0.001, 0, 31, 60])]
    found = marks(record(rows), SPANS)
    assert [(one.begins, one.n) for one in found] == [(SPANS[0], 1), (SPANS[1], 1)]


def test_groups_and_one_survey_are_looked_at_apart() -> None:
    rows = [row(n, PEOPLE[n], 1, score=9, score_kind="nps", source="ours" if n < 4 else "tool") for n in range(14)]
    groups = marks(record(rows), [START, SPANS[2]], by="persona")
    assert [(one.group, one.n) for one in groups] == [(None, 7), ("x", 7)]
    assert only(marks(record(rows), [START, SPANS[2]], survey="ours:")).n == 4


def test_an_asking_is_answered_in_its_conversation_or_by_the_same_person_soon_after() -> None:
    rows = [
        row(1, "c1", 1, "out", thread_id="t1"), row(2, "c1", 50, thread_id="t1", score=3, score_kind="nps"),
        row(3, "c2", 1, "out", contact_id="anna"), row(4, "c2", 20, contact_id="anna"),
        row(5, "c3", 1, "out", contact_id="anna"), row(6, "c3", 20, contact_id="ben"),
        row(7, "c4", 1, "out"), row(8, "c4", 32),
        row(9, "c5", 1, "out"), row(10, "c5", 10, "out"), row(11, "c5", 11),
        row(12, "c6", 5, "out"), row(13, "c6", 4),
        row(14, "c7", 57, "out"),
        row(15, "c8", 1, "out", thread_id="t8"), row(16, "c8", 6, "out", thread_id="t8"),
    ]  # fmt: skip
    found = {one.group: one for one in responses(record(rows), WHOLE, by="persona")}
    whole = (found[None], found["x"])
    assert sum(one.asked for one in whole) == 9
    assert sum(one.answered for one in whole) == 3
    assert sum(one.waiting for one in whole) == 1
    assert all(one.rate is None for one in whole)


def test_a_mail_that_asked_is_told_and_its_answer_counts() -> None:
    askings = [Asking(who, None, f"ours:survey-1-{n}", START + timedelta(days=1)) for n, who in enumerate(PEOPLE)]
    rows = [row(f"survey-1-{n}", PEOPLE[n], 2, source="ours", thread_id=f"ours:survey-1-{n}") for n in range(5)]  # type: ignore[arg-type]
    other = Asking("c1", None, "ours:survey-2-77", START + timedelta(days=3))
    span = Span(START, SPANS[2], "ours:survey-1-", (*askings, other))
    (found,) = responses(record(rows), span)
    assert (found.asked, found.answered, found.customers) == (14, 5, 14)
    assert found.rate is not None
    assert (found.rate.low, found.rate.high) == pytest.approx(intervals.share(5, 14))
    (everything,) = responses(record(rows), Span(START, SPANS[2], None, (*askings, other)))
    assert everything.asked == 15


def test_whom_nobody_asked_is_told_with_the_silent_and_those_at_risk_first() -> None:
    long_ago, end = START - timedelta(days=300), WHOLE.ends
    people = {
        "c8": {"left_at": START + timedelta(days=5)},
        "c9": {"since": end + timedelta(days=3)},
        "c10": {"left_at": end + timedelta(days=5), "since": long_ago},
    }
    rows = [
        row(1, "c0", 1, "out"), row(2, "c1", 1, "out"), row(3, "c1", 2),
        row(4, "c2", 2), row(5, "c3", 50, channel="email"), row(6, "c4", -200, channel="email"),
        row(7, "c5", 59, channel="email", direction="out"), row(8, "c6", 59, channel="email", automatic=True),
        row(9, "c7", 70, channel="email"),
    ]  # fmt: skip
    (found,) = reach(record(rows, **people), WHOLE, at_risk=["c3", "c0", "gone"])
    assert (found.answered.customers, found.unanswered.customers, found.never_asked.customers) == (2, 1, 9)
    assert (found.unanswered.silent, found.unanswered.at_risk) == (1, 1)
    assert (found.never_asked.silent, found.never_asked.at_risk) == (8, 1)
    assert found.customers == 12
    listed = never_asked(record(rows, **people), WHOLE, at_risk=["c3", "c0"])
    assert [one.customer_id for one in listed] == ["c3", "c10", "c11", "c12", "c13", "c5", "c6", "c7", "c4"]
    assert listed[0].heard_at == START + timedelta(days=50)
    assert (listed[0].silent, listed[-1].silent, listed[1].heard_at) == (False, True, None)
    assert len(never_asked(record(rows, **people), WHOLE, most=2)) == 2


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["in", "out"]), st.integers(0, 59)), max_size=30))
@settings(max_examples=25, deadline=None)
def test_every_customer_is_in_one_part_and_no_rate_is_above_one(rows: list[tuple[str, str, int]]) -> None:
    tables = record([row(n, who, day, direction) for n, (who, direction, day) in enumerate(rows)])
    (found,) = reach(tables, WHOLE)
    assert found.customers == len(PEOPLE)
    asked = {who for who, direction, _ in rows if direction == "out"}
    answered = {who for who, direction, _ in rows if direction == "in"}
    assert found.answered.customers == len(answered)
    assert found.unanswered.customers == len(asked - answered)
    assert {one.customer_id for one in never_asked(tables, WHOLE)} == set(PEOPLE) - asked - answered
    for one in responses(tables, WHOLE):
        assert 0 <= one.answered <= one.asked
        assert one.waiting <= one.asked - one.answered


def test_nobody_asked_and_nobody_answered_is_said_as_nothing() -> None:
    assert marks(record([]), SPANS) == []
    assert responses(record([]), WHOLE) == []
