"""The plain reckoning itself, on cases small enough to be reckoned on fingers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.reckoning import plain
from tests.reckoning.drawing import empty_record, full_row
from tests.reckoning.life import DAY, HOUR, Record

NOW = datetime.fromisoformat("2026-01-01T00:00:00")


def record(since: datetime | None = None, left_at: datetime | None = None) -> Record:
    empty = empty_record()
    empty["customers"].append(full_row("customers", {"customer_id": "c", "since": since, "left_at": left_at}))
    return empty


def said(given: Record, number: str, ago: timedelta, direction: str, **more: Any) -> None:
    fixed = {"interaction_id": f"mail:{number}", "customer_id": "c", "happened_at": NOW - ago, "direction": direction}
    usual = {"channel": "email", "automatic": False, "personal": True, "needs_answer": False}
    given["interactions"].append(full_row("interactions", fixed | usual | more))


def test_a_silence_runs_from_the_start_of_the_window_to_the_first_touch_and_from_the_last_to_now() -> None:
    given = record()
    said(given, "1", 300 * DAY, "out")
    said(given, "2", 100 * DAY, "both")
    said(given, "3", 50 * DAY, "out", automatic=True)
    figures = plain.measures(given, NOW)["c"]
    assert figures["longest_silence_days"] == 200.0
    assert figures["current_silence_days"] == 100.0
    assert plain.evidence(given, NOW)["c"]["longest_silence_days"] == {"mail:2": 200.0}


def test_one_who_left_is_seen_as_on_the_day_of_leaving() -> None:
    given = record(left_at=NOW - 40 * DAY)
    said(given, "1", 50 * DAY, "out")
    said(given, "2", 10 * DAY, "out")
    figures = plain.measures(given, NOW)["c"]
    assert (figures["heard_from_us"], figures["current_silence_days"]) == (1.0, 10.0)


def test_a_reply_at_the_same_moment_counts_only_when_its_id_is_later() -> None:
    given = record()
    said(given, "2", 10 * DAY, "in", needs_answer=True)
    said(given, "1", 10 * DAY, "out")
    assert plain.measures(given, NOW)["c"]["unanswered"] == 1.0
    said(given, "3", 10 * DAY, "out")
    assert plain.measures(given, NOW)["c"]["answer_hours"] == 0.0


def test_a_case_is_explained_again_when_another_member_answers_without_a_handover() -> None:
    given = record()
    said(given, "1", 9 * DAY, "out", case_id="k", member_id="ann")
    said(given, "2", 8 * DAY, "in", case_id="k")
    said(given, "3", 7 * DAY, "out", case_id="k", member_id="bob")
    assert plain.evidence(given, NOW)["c"]["explained_again"] == {"mail:2": 1.0}
    said(given, "4", 7 * DAY + HOUR, "internal", case_id="k", member_id="ann")
    assert plain.measures(given, NOW)["c"]["explained_again"] == 0.0


def test_a_complaint_is_silent_from_the_fourteenth_day_until_the_customer_is_heard() -> None:
    given = record()
    said(given, "1", 14 * DAY, "in", kind="complaint", thread_id="t")
    assert plain.measures(given, NOW)["c"]["silent_complaints"] == 1.0
    said(given, "2", 3 * DAY, "in", thread_id="t")
    assert plain.measures(given, NOW)["c"]["silent_complaints"] == 0.0


def test_gaps_that_overlap_are_counted_once_and_cut_to_the_window() -> None:
    given = record()
    said(given, "1", 1 * DAY, "in")
    for start, end in ((400, 355), (360, 350), (2, -5)):
        gap = {"source": "mail", "from_at": NOW - start * DAY, "to_at": NOW - end * DAY, "state": "gap"}
        given["coverage"].append(full_row("coverage", gap))
    assert plain.measures(given, NOW)["c"]["record_gap_days"] == 17.0


def test_the_mean_of_the_company_is_over_all_rows_and_not_over_the_customers() -> None:
    given = record()
    given["customers"].append(full_row("customers", {"customer_id": "d"}))
    said(given, "1", 1 * DAY, "out", kind="pitch")
    for number in "234":
        said(given, number, 1 * DAY, "out", kind="value", customer_id="d")
    company = plain.company(given, NOW)
    assert (company["asked_share"], company["heard_from_us"], company["channels_used"]) == (0.25, 4.0, 1.0)
