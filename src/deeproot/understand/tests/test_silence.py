"""Silences and their causes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from deeproot.understand.silence import Silence, silences

T = datetime(2026, 6, 30, tzinfo=UTC)


def ago(days: float) -> datetime:
    return T - timedelta(days=days)


def row(days: float, direction: str = "out", **more: Any) -> dict[str, Any]:
    base = {
        "interaction_id": f"mail:{days}-{direction}",
        "happened_at": ago(days),
        "direction": direction,
        "automatic": False,
        "needs_answer": False,
        "kind": None,
        "channel": "email",
    }
    return base | more


def promise(made: float, due: float, kept: float | None = None, **more: Any) -> dict[str, Any]:
    base = {
        "promise_id": "p1",
        "made_at": ago(made),
        "due_at": ago(due),
        "moved_to": None,
        "kept_at": None if kept is None else ago(kept),
        "withdrawn_at": None,
    }
    return base | more


def only(found: list[Silence]) -> Silence:
    assert len(found) == 1
    return found[0]


def test_a_long_interval_between_touches_is_a_silence_and_a_short_one_is_not() -> None:
    found = only(silences([row(100), row(60), row(40), row(20), row(1)], T))
    assert (found.from_at, found.to_at, found.days, found.runs) == (ago(100), ago(60), 40.0, False)
    assert found.ended_by == "mail:60-out"
    assert found.cause == "unknown"


def test_it_begins_with_the_customer_and_runs_until_now() -> None:
    first, last = silences([row(100)], T, since=ago(200))
    assert (first.from_at, first.to_at) == (ago(200), ago(100))
    assert (last.to_at, last.runs, last.ended_by) == (T, True, None)


def test_automatic_and_internal_rows_do_not_end_a_silence() -> None:
    found = only(silences([row(90), row(50, automatic=True), row(40, "internal")], T))
    assert found.days == 90


def test_what_lies_after_the_moment_of_asking_is_not_known() -> None:
    assert only(silences([row(90), row(-5)], T)).runs


def test_a_question_inside_it_is_its_cause() -> None:
    found = only(silences([row(90), row(80, "in", needs_answer=True)], T))
    assert (found.cause, found.evidence) == ("unanswered", ("mail:80-in",))


def test_a_promise_that_came_due_inside_it_is_its_cause_unless_it_was_kept() -> None:
    touches = [row(90), row(30)]
    assert silences(touches, T, promises=[promise(95, 80)])[0].cause == "promise_overdue"
    assert silences(touches, T, promises=[promise(95, 80, kept=85)])[0].cause == "unknown"
    assert silences(touches, T, promises=[promise(95, 80, withdrawn_at=ago(88))])[0].cause == "unknown"


def test_a_complaint_as_the_last_word_is_its_cause() -> None:
    found = only(silences([row(91, "in", kind="complaint"), row(90)], T))
    assert (found.cause, found.evidence) == ("after_complaint", ("mail:91-in",))


def test_it_came_after_signing_after_a_survey_or_after_all_great() -> None:
    term = {"starts_at": ago(95), "renews_at": None}
    assert only(silences([row(90)], T, subscriptions=[term])).cause == "after_signing"
    assert only(silences([row(90, channel="survey")], T)).cause == "after_survey"
    assert only(silences([row(91, "in", kind="all_great"), row(90)], T)).cause == "after_all_great"


def test_a_silence_mostly_inside_a_gap_of_our_record_says_that_we_do_not_know() -> None:
    gaps = [(ago(85), ago(40)), (ago(60), ago(20))]
    found = only(silences([row(90), row(80, "in", needs_answer=True)], T, gaps=gaps))
    assert found.cause == "gap"
    assert found.unknown_days == 65.0


def test_it_tells_when_only_a_renewal_ended_it() -> None:
    term = {"starts_at": ago(340), "renews_at": ago(10)}
    found = silences([row(150), row(40), row(5)], T, subscriptions=[term])
    assert found[0].for_renewal
    assert not silences([row(150), row(100), row(5)], T, subscriptions=[term])[0].for_renewal
