"""The right moment: something good lately, and nothing against it; every reason with its row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from deeproot.measure.loyalty.moment import AskedBefore, Moment, moments
from deeproot.measure.loyalty.referred import compared
from deeproot.measure.loyalty.tests.record import T, ago, customer, record, said

PRAISE = said("x:p", 3, kind="praise")


def one(asked: tuple[AskedBefore, ...] = (), at: datetime = T, **rows: list[dict[str, Any]]) -> Moment:
    return moments(record(**{"customers": [customer("a")], "interactions": [PRAISE], **rows}), at, asked)["a"]


def promise(**more: Any) -> dict[str, Any]:
    return {
        "promise_id": "pr", "customer_id": "a", "made_in": "x:0", "made_at": ago(60), "due_at": ago(10),
        "moved_to": None, "text": "I will send it.", "kept_in": None, "kept_at": None, "withdrawn_at": None,
        "holding": [],
    } | more  # fmt: skip


def case(**more: Any) -> dict[str, Any]:
    return {"case_id": "k", "customer_id": "a", "opened_at": ago(5), "closed_at": None} | more


def hard(**more: Any) -> dict[str, Any]:
    return {
        "belief_id": "b", "customer_id": "a", "persona": None, "about": "capacity", "text": "Short of people.",
        "from_at": ago(5), "until": None, "confirmed_at": None, "evidence": [],
    } | more  # fmt: skip


def against(found: Moment) -> list[tuple[str, str]]:
    return [(sign.what, sign.evidence) for sign in found.against]


def test_a_praise_lately_makes_the_moment_right() -> None:
    found = one()
    assert found.is_right
    assert [(sign.what, sign.evidence, sign.at) for sign in found.good] == [("praise", "x:p", ago(3))]


def test_a_kept_promise_and_a_high_mark_make_it_right_too() -> None:
    quiet = [said("x:0", 400)]
    assert [s.what for s in one(interactions=quiet, promises=[promise(kept_at=ago(4))]).good] == ["kept_promise"]
    mark = [said("x:m", 4, channel="survey", score=9.0, score_kind="nps")]
    assert [s.what for s in one(interactions=mark).good] == ["high_mark"]


def test_what_was_good_long_ago_is_no_reason_to_ask_now() -> None:
    assert against(one(interactions=[said("x:p", 31, kind="praise")])) == [("nothing_lately", "")]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ({"cases": [case()]}, ("open_case", "k")),
        ({"beliefs": [hard()]}, ("hard_times", "b")),
        ({"promises": [promise()]}, ("overdue_promise", "pr")),
        ({"promises": [promise(due_at=ago(-9), moved_to=ago(2))]}, ("overdue_promise", "pr")),
        ({"interactions": [PRAISE, said("x:c", 20, kind="complaint")]}, ("complaint", "x:c")),
        ({"interactions": [PRAISE, said("x:l", 20, score=2.0, score_kind="csat")]}, ("low_mark", "x:l")),
        ({"customers": [customer("a", left_at=ago(1))]}, ("left", "")),
    ],
)
def test_it_is_never_right_while_something_stands_against_it(rows: dict[str, Any], why: tuple[str, str]) -> None:
    found = one(**rows)
    assert not found.is_right
    assert against(found) == [why]


@pytest.mark.parametrize(
    "rows",
    [
        {"cases": [case(closed_at=ago(1))]}, {"cases": [case(opened_at=ago(-1))]}, {"beliefs": [hard(until=ago(1))]},
        {"beliefs": [hard(about="need")]}, {"promises": [promise(withdrawn_at=ago(1))]},
        {"promises": [promise(due_at=ago(-2))]}, {"promises": [promise(due_at=None)]},
        {"promises": [promise(moved_to=ago(-2))]},
        {"interactions": [PRAISE, said("x:c", 40, kind="complaint")]},
        {"customers": [customer("a", left_at=ago(-1))]},
    ],
)  # fmt: skip
def test_what_is_over_or_not_yet_stands_against_nothing(rows: dict[str, Any]) -> None:
    assert one(**rows).is_right


def test_a_no_is_remembered_for_a_year_and_silence_for_half_of_one() -> None:
    assert against(one((AskedBefore("a", ago(380), "no", ago(360)),))) == [("said_no", "")]
    assert one((AskedBefore("a", ago(380), "no", ago(366)),)).is_right
    assert against(one((AskedBefore("a", ago(29), "asked"),))) == [("waits", "")]
    assert against(one((AskedBefore("a", ago(31), "asked"),))) == [("no_answer", "")]
    assert one((AskedBefore("a", ago(211), "asked"),)).is_right
    assert against(one((AskedBefore("a", ago(100), "yes", ago(80)),))) == [("said_yes", "")]
    assert one((AskedBefore("a", ago(100), "yes", ago(91)),)).is_right


def test_referred_customers_stand_beside_those_who_began_in_the_same_time() -> None:
    people = [customer(f"r{n:02}", since=ago(500)) for n in range(12)]
    people += [customer(f"o{n:02}", since=ago(400), left_at=ago(200) if n < 6 else None) for n in range(12)]
    people += [customer("early", since=ago(900)), customer("unknown", since=None)]
    found = compared(
        record(customers=people, interactions=[said("x:0", 1, "early")]), T, [f"r{n:02}" for n in range(12)]
    )
    assert (found.begins, found.others.n) == (ago(500), 12)
    assert (found.referred.n, found.referred.left, found.referred.share) == (12, 0, 1.0)
    assert found.referred.low is not None and 0.7 < found.referred.low < 0.8


def test_of_few_referred_customers_nothing_is_said() -> None:
    people = [customer(f"r{n}", since=ago(500)) for n in range(9)]
    found = compared(
        record(customers=people, interactions=[said("x:0", 1, "r0")]), T, [row["customer_id"] for row in people]
    )
    assert (found.referred.n, found.referred.share) == (9, None)
    assert found.others.n == 0


def test_those_who_left_lower_the_share_of_the_others() -> None:
    people = [customer(f"r{n:02}", since=ago(500)) for n in range(12)]
    people += [customer(f"o{n:02}", since=ago(450), left_at=ago(200) if n < 6 else None) for n in range(12)]
    found = compared(record(customers=people, interactions=[said("x:0", 1, "r00")]), T, [f"r{n:02}" for n in range(12)])
    assert found.others.share == pytest.approx(0.5)
    assert found.others.low is not None and found.others.low < 0.5
