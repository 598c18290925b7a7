"""Three parts, each with its facts, none of them staying; and what the engine counts is what one counts by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot.measure.loyalty.ambassadors import reasons, strength
from deeproot.measure.loyalty.found import Deed, Loyalty
from deeproot.measure.loyalty.parts import frame, loyalty
from deeproot.measure.loyalty.rules import FACTS, PARTS, RULES, Thresholds, told_rules
from deeproot.measure.loyalty.tests.record import T, ago, customer, record, said
from deeproot.measure.surveys.scales import SCALES


def one(rows: list[dict[str, Any]], deeds: tuple[Deed, ...] = (), **more: Any) -> Loyalty:
    tables = record(customers=[customer("a", **more)], interactions=rows or [said("x:0", 5000, "a")])
    return loyalty(tables, T, deeds)[0]


def facts(found: Loyalty) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {fact.name: (fact.n, fact.evidence) for part in found.parts for fact in part.facts}


def test_what_is_not_recorded_is_unknown_and_never_low() -> None:
    found = one([])
    assert [part.level for part in found.parts] == ["unknown"] * 3
    assert found.standing == "unknown"
    assert found.staying.state == "stays"


def test_whom_we_only_wrote_to_is_low_in_engagement_and_unknown_in_the_rest() -> None:
    found = one([said("x:1", 20, direction="out", kind="value"), said("x:2", 19, automatic=True)])
    assert [part.level for part in found.parts] == ["low", "unknown", "unknown"]


def test_a_fact_carries_the_rows_that_say_so_the_latest_first_with_their_number_and_last_date() -> None:
    found = one([said("x:1", 90, kind="praise"), said("x:2", 10, kind="thanks"), said("x:3", 4, kind="complaint")])
    praise, complaint = found.attitude.facts
    assert (praise.n, praise.last_at, praise.evidence) == (2, ago(10), ("x:2", "x:1"))
    assert (complaint.n, complaint.evidence) == (1, ("x:3",))
    assert found.attitude.level == "middling"
    assert found.attitude.last_at == ago(4)


def test_three_good_signs_for_each_bad_one_make_a_high_attitude_and_as_many_bad_a_low_one() -> None:
    good = [said(f"x:{n}", 10 + n, kind="praise") for n in range(3)]
    assert one([*good, said("x:9", 3, kind="complaint")]).attitude.level == "high"
    assert one([*good[:2], said("x:9", 3, kind="complaint")]).attitude.level == "middling"
    assert one([good[0], said("x:9", 3, kind="complaint")]).attitude.level == "low"


def test_a_reply_is_one_only_after_we_wrote_in_that_conversation() -> None:
    ours = said("x:1", 20, direction="out", thread_id="t")
    before, same = said("x:3", 21, thread_id="t"), said("x:5", 20, thread_id="t")
    assert facts(one([ours, said("x:2", 19, thread_id="t"), before, same, said("x:4", 1)])) == {"reply": (1, ("x:2",))}


def test_high_engagement_takes_half_of_the_months_not_many_rows_on_one_day() -> None:
    burst = [said(f"x:{n}", 10, channel="usage") for n in range(50)]
    steady = [said(f"x:{n}", 30 * n + 5, channel="usage") for n in range(6)]
    assert one(burst).engagement.level == "middling"
    assert one(steady).engagement.level == "high"


def test_a_promoter_is_an_advocate_and_of_good_attitude_and_a_detractor_is_neither() -> None:
    found = one([said("x:1", 9, channel="survey", score=10.0, score_kind="nps")])
    assert facts(found) == {"feedback": (1, ("x:1",)), "promoter": (1, ("x:1",)), "good_mark": (1, ("x:1",))}
    assert one([said("x:1", 9, channel="survey", score=6.0, score_kind="nps")]).advocacy.level == "low"
    off = one([said("x:1", 9, channel="survey", score=11.0, score_kind="nps")])
    assert "promoter" not in facts(off)


def test_a_referral_makes_advocacy_high_and_is_known_by_its_own_name() -> None:
    found = one([], (Deed("a", "referral", ago(30), "referral:7"), Deed("a", "referral", ago(900), "referral:1")))
    assert found.advocacy.level == "high"
    assert facts(found) == {"referral": (1, ("referral:7",))}
    with pytest.raises(ValueError, match="praise"):
        one([], (Deed("a", "praise", ago(1), "x"),))


def test_staying_is_in_no_part() -> None:
    rows = [said(f"x:{n}", 30 * n + 5, kind="praise", thread_id=f"t{n}") for n in range(6)]
    stays, new = one(rows), one(rows, since=ago(300))
    assert (stays.staying.state, new.staying.state) == ("stays", "new")
    assert stays.parts == new.parts and stays.standing == new.standing == "loyal"


def test_of_one_who_left_nothing_after_that_day_counts() -> None:
    found = one([said("x:1", 100, kind="praise"), said("x:2", 20, kind="complaint")], left_at=ago(50))
    assert found.staying.state == "left"
    assert facts(found) == {"feedback": (1, ("x:1",)), "praise": (1, ("x:1",))}
    assert one([said("x:1", 100, kind="praise")], left_at=T + timedelta(days=5)).staying.left_at is None


def test_a_term_that_was_cancelled_or_is_about_to_end_ends_soon_and_a_later_term_goes_on() -> None:
    def state(*terms: dict[str, Any]) -> str:
        rows = [
            {"subscription_id": "s", "customer_id": "a", "starts_at": ago(100), "renews_at": None, "ends_at": None,
             "cancelled_at": None, "amount": 1.0, "currency": "EUR", "period_months": 12} | term for term in terms
        ]  # fmt: skip
        tables = record(customers=[customer("a")], interactions=[said("x:0", 1)], subscriptions=rows)
        return loyalty(tables, T)[0].staying.state

    assert state({"renews_at": ago(-40)}) == "ends_soon"
    assert state({"renews_at": ago(-140)}) == "stays"
    assert state({"renews_at": ago(-140), "cancelled_at": ago(3)}) == "ends_soon"
    assert state({"renews_at": ago(-140), "cancelled_at": ago(-3)}) == "stays"
    assert state({"renews_at": ago(-40)}, {"renews_at": ago(-140)}) == "stays"
    assert state({"renews_at": ago(-40)}, {}) == "stays"


def test_whoever_stays_without_being_loyal_is_told_apart_from_the_reverse() -> None:
    unhappy = one([said("x:1", 30, kind="complaint"), said("x:2", 3, kind="complaint")])
    assert (unhappy.standing, unhappy.staying.state) == ("not_loyal", "stays")


def test_a_customer_of_no_row_and_one_of_later_are_reported_or_not() -> None:
    tables = record(customers=[customer("a"), customer("b", since=ago(-1))], interactions=[said("x:1", 3)])
    assert [found.customer_id for found in loyalty(tables, T)] == ["a"]


def test_a_candidate_has_reasons_and_nobody_who_complains_is_one() -> None:
    found = one([said("x:1", 9, channel="survey", score=10.0, score_kind="nps"), said("x:2", 3, kind="praise")])
    assert [fact.name for fact in reasons(found)] == ["promoter", "praise", "good_mark"]
    assert strength(found) == 3 + 2 + 1
    assert reasons(one([said("x:2", 3, kind="praise"), said("x:3", 2, kind="complaint")])) == ()
    assert reasons(one([said("x:2", 30, kind="praise")], left_at=ago(2))) == ()
    assert reasons(one([said("x:2", 3, sentiment=0.9)])) == ()


def test_own_thresholds_move_the_levels_and_stand_in_the_rules() -> None:
    tables = record(customers=[customer("a")], interactions=[said("x:1", 3, kind="praise")])
    assert loyalty(tables, T)[0].attitude.level == "middling"
    assert loyalty(tables, T, limits=Thresholds(attitude_facts=1))[0].attitude.level == "high"
    assert "in at least 9 of" in told_rules(Thresholds(engaged_months=9))["engagement"]
    assert set(PARTS) < set(RULES)


def test_the_frame_has_a_row_a_customer() -> None:
    tables = record(customers=[customer("a"), customer("b")], interactions=[said("x:1", 3, "b", kind="praise")])
    shown = frame(loyalty(tables, T))
    assert list(shown.index) == ["a", "b"]
    assert shown.loc["b", "attitude"] == "middling" and shown.loc["b", "attitude_n"] == 1
    assert shown.loc["a", "attitude"] == "unknown"


ROWS = st.lists(
    st.fixed_dictionaries({
        "customer_id": st.sampled_from(["a", "b", "c"]),
        "days": st.integers(-20, 400),
        "channel": st.sampled_from(["email", "survey", "mention", "usage", "event", "call"]),
        "direction": st.sampled_from(["in", "out", "both", "internal"]),
        "kind": st.sampled_from([None, "praise", "thanks", "complaint", "question", "feedback", "value"]),
        "thread_id": st.sampled_from([None, "s", "t"]),
        "automatic": st.booleans(),
        "sentiment": st.sampled_from([None, -0.9, -0.3, 0.0, 0.3, 0.8]),
        "score": st.sampled_from([None, 0.0, 4.0, 7.0, 9.0, 12.0]),
        "score_kind": st.sampled_from([None, "nps", "csat", "ces"]),
    }),
    max_size=30,
)  # fmt: skip
LEFT = st.sampled_from([None, 30, 200])


def by_hand(rows: list[dict[str, Any]], who: str, ends: Any) -> dict[str, tuple[int, tuple[str, ...]]]:
    """The facts of one customer, one row after the other."""
    own = [row for row in rows if row["customer_id"] == who and not row["automatic"] and row["happened_at"] <= ends]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in own:
        if row["happened_at"] <= ends - timedelta(days=365):
            continue
        touched = [
            other["happened_at"] for other in own
            if row["thread_id"] and other["thread_id"] == row["thread_id"] and other["direction"] in ("out", "both")
        ]  # fmt: skip
        replied = bool(touched) and row["happened_at"] > min(touched)
        for name in (engagement_of(row, replied=replied), advocacy_of(row), attitude_of(row)):
            if name:
                found.setdefault(name, []).append(row)
    for some in found.values():
        some.sort(key=lambda row: (row["happened_at"], row["interaction_id"]), reverse=True)
    return {name: (len(some), tuple(row["interaction_id"] for row in some[:12])) for name, some in found.items()}


def engagement_of(row: dict[str, Any], *, replied: bool) -> str | None:
    way, door, kind = row["direction"], row["channel"], row["kind"]
    if way in ("in", "both") and door in ("usage", "event"):
        return {"usage": "use", "event": "event"}[door]
    if way != "in" or door == "mention":
        return None
    if door == "survey" or kind in ("feedback", "complaint", "praise"):
        return "feedback"
    return "question" if kind == "question" else "reply" if replied else None


def mark_of(row: dict[str, Any]) -> int:
    scale = SCALES.get(row["score_kind"] or "")
    if row["direction"] not in ("in", "both") or scale is None or row["score"] is None:
        return 0
    return scale.of(row["score"]) if scale.lowest <= row["score"] <= scale.highest else 0


def advocacy_of(row: dict[str, Any]) -> str | None:
    tone = row["sentiment"] or 0.0
    if row["direction"] == "in" and row["channel"] == "mention":
        if row["kind"] == "praise" or tone >= 0.3:
            return "public_praise"
        if row["kind"] == "complaint" or tone <= -0.3:
            return "public_complaint"
    if row["score_kind"] == "nps":
        return {1: "promoter", -1: "detractor"}.get(mark_of(row))
    return None


def attitude_of(row: dict[str, Any]) -> str | None:
    if row["direction"] in ("in", "both"):
        if row["kind"] in ("praise", "thanks"):
            return "praise"
        if row["kind"] == "complaint":
            return "complaint"
        if mark := mark_of(row):
            return "good_mark" if mark > 0 else "low_mark"
    tone = row["sentiment"] or 0.0
    if row["direction"] != "in" or abs(tone) < 0.3:
        return None
    return "warm" if tone > 0 else "cold"


@settings(max_examples=40, deadline=None)
@given(ROWS, LEFT)
def test_the_engine_finds_what_one_finds_row_by_row(drawn: list[dict[str, Any]], left: int | None) -> None:
    rows = [
        said(f"x:{n:03}", row["days"], row["customer_id"], **{k: v for k, v in row.items() if k != "days"})
        for n, row in enumerate(drawn)
    ]
    people = [customer("a", left_at=None if left is None else ago(left)), customer("b"), customer("c")]
    found = {one.customer_id: one for one in loyalty(record(customers=people, interactions=rows), T)}
    for who in "abc":
        ends = ago(left) if left is not None and who == "a" else T
        assert facts(found[who]) == by_hand(rows, who, ends)
        assert all(FACTS[fact.name].part == part.name for part in found[who].parts for fact in part.facts)
