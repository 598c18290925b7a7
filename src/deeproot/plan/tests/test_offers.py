"""Which item goes with a reason: made for a live need, near needs first, never the same twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deeproot.plan.facts import Found
from deeproot.plan.offers import Served
from deeproot.plan.tests.record import T, at, record, touch
from deeproot.plan.today import Item, today

BY_TEXT = {
    "fewer false alarms": [Served("r-alarm", 0.8, ("alarms",)), Served("r-night", 0.7, ("night",))],
    "pass the audit": [Served("r-audit", 0.9, ("audit",))],
    "cheaper rolls": [Served("r-deal", 0.9, ("rolls",), kind="offer")],
    "less paper": [],
}


def serving(texts: Sequence[str]) -> Sequence[Sequence[Served]]:
    return [BY_TEXT[text] for text in texts]


def belief(belief_id: str, text: str, **more: Any) -> dict[str, Any]:
    given = {"customer_id": "acme", "about": "need", "horizon": "now", "from_at": at("2026-01-01"), "until": None}
    return {"belief_id": belief_id, "text": text, "confirmed_at": None, "evidence": ["m-1"]} | given | more


def listed(*beliefs: dict[str, Any], **tables: list[dict[str, Any]]) -> Item:
    """The item of Acme, who has heard nothing since January."""
    said = {"resource_id": None}
    rows = [touch("m-1", "2026-01-05", **said), *tables.pop("interactions", [])]
    read = record(interactions=rows, beliefs=list(beliefs), **tables)
    items = [item for item in today(read, T, Found(touches_known=True), serving=serving) if item.customer_id == "acme"]
    assert [item.reason for item in items] == ["silence_too_long"]
    return items[0]


def offered(*beliefs: dict[str, Any], **tables: list[dict[str, Any]]) -> str | None:
    offer = listed(*beliefs, **tables).offer
    return offer["resource_id"] if offer else None


def test_it_offers_what_serves_a_need_and_says_which_and_why() -> None:
    offer = listed(belief("b-1", "fewer false alarms")).offer
    assert offer == {
        "resource_id": "r-alarm", "belief_id": "b-1", "need": "fewer false alarms", "horizon": "now",
        "assumed": False, "why": ["alarms"], "score": 0.8,
    }  # fmt: skip


def test_a_need_of_now_comes_before_one_of_some_day() -> None:
    some_day, now = belief("b-1", "pass the audit", horizon="some_day"), belief("b-2", "fewer false alarms")
    assert offered(some_day, now) == "r-alarm"


def test_a_need_with_evidence_comes_before_an_assumption() -> None:
    assumed, told = belief("b-1", "pass the audit", evidence=[]), belief("b-2", "fewer false alarms")
    assert offered(assumed, told) == "r-alarm"
    assert listed(assumed).offer["assumed"] is True  # type: ignore[index]


def test_what_was_given_before_is_never_offered_again() -> None:
    given = touch("m-0", "2025-06-01", resource_id="r-alarm")
    assert offered(belief("b-1", "fewer false alarms"), interactions=[given]) == "r-night"
    later = [touch("m-9", "2026-07-20", resource_id="r-alarm"), touch("m-8", "2025-02-01", resource_id="r-night")]
    assert offered(belief("b-1", "fewer false alarms"), interactions=later) == "r-alarm", "given only after today"


def test_what_they_sent_us_is_nothing_that_we_gave() -> None:
    sent = touch("m-0", "2025-06-01", resource_id="r-alarm", direction="in")
    assert offered(belief("b-1", "fewer false alarms"), interactions=[sent]) == "r-alarm"


def test_a_need_that_ended_or_has_not_begun_is_not_served() -> None:
    assert offered(belief("b-1", "pass the audit", until=at("2026-06-01"))) is None
    assert offered(belief("b-1", "pass the audit", from_at=at("2026-07-01"))) is None


def test_where_nothing_serves_nothing_is_offered() -> None:
    assert offered(belief("b-1", "less paper")) is None
    assert offered() is None


def test_an_item_made_for_their_persona_comes_before_a_nearer_one_made_for_others() -> None:
    for_founders = Served("r-founder", 0.6, ("x",), personas=("Founder",))
    BY_TEXT["two"] = [Served("r-lab", 0.9, ("x",), personas=("Lab",)), for_founders]
    assert offered(belief("b-1", "two")) == "r-founder"


def test_no_bargain_is_offered_in_hard_times() -> None:
    need = belief("b-1", "cheaper rolls")
    assert offered(need) == "r-deal"
    hard = belief("b-2", "budget cut", about="capacity", horizon=None)
    assert offered(need, hard) is None


def test_a_reason_that_asks_for_an_answer_gets_no_item() -> None:
    question = {"customer_id": "acme", "interaction_id": "q", "happened_at": at("2026-06-20")}
    empty = {"member_id": None, "thread_id": None, "case_id": None}
    read = record(interactions=[touch("m-1", "2026-01-05", resource_id=None)], beliefs=[belief("b", "pass the audit")])
    items = today(read, T, Found(questions=[question | empty], touches_known=True), serving=serving)
    offers = {item.reason: item.offer for item in items if item.customer_id == "acme"}
    assert offers["unanswered"] is None
    assert offers["silence_too_long"] is not None
