"""One customer's year, small enough to check by hand: what the pages of the measures reckon their examples from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

AS_OF = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
CUSTOMER = "larkspur"


def ago(days: float) -> datetime:
    return AS_OF - timedelta(days=days)


def tables() -> dict[str, list[dict[str, Any]]]:
    """The example's tables, rows as mappings."""
    return {
        "customers": [{"customer_id": CUSTOMER, "name": "Larkspur Pottery", "kind": "organisation", "since": ago(900)}],
        "members": [
            {"member_id": who, "name": who.title(), "email": f"{who}@example.org"} for who in ("ada", "ben", "eve")
        ],
        "interactions": [interaction(*row) for row in INTERACTIONS],
        "promises": PROMISES,
        "beliefs": BELIEFS,
        "cases": [{"case_id": "kiln", "customer_id": CUSTOMER, "opened_at": ago(81), "owner": "eve"}],
        "subscriptions": [
            {
                "subscription_id": "glaze",
                "customer_id": CUSTOMER,
                "starts_at": ago(385),
                "renews_at": ago(20),
                "amount": 1200.0,
                "currency": "EUR",
                "period_months": 12,
            }
        ],
        "coverage": [
            {"source": "mail", "from_at": ago(900), "to_at": ago(160), "state": "complete"},
            {"source": "mail", "from_at": ago(160), "to_at": ago(151), "state": "gap"},
        ],
    }


# days ago, id, who of us, channel, direction, kind, thread, words (theirs, ours), and what else it was
INTERACTIONS: list[tuple[Any, ...]] = [
    (330, "mail:welcome", "ada", "email", "out", "value", "t1", (0, 140), {}),
    (328, "mail:how", None, "email", "in", "question", "t1", (60, 0), {"needs_answer": True, "sentiment": 0.3}),
    (327, "mail:thus", "ada", "email", "out", "answer", "t1", (0, 90), {}),
    (240, "mail:news", None, "email", "out", "pitch", None, (0, 300), {"personal": False}),
    (150, "mail:fine", None, "email", "in", "all_great", "t2", (12, 0), {"sentiment": 0.8}),
    (120, "mail:miss", "ben", "email", "out", "miss_you", None, (0, 45), {}),
    (81, "mail:cracks", None, "email", "in", "complaint", "t3",
     (180, 0), {"needs_answer": True, "case_id": "kiln", "sentiment": -0.7}),
    (80, "mail:looking", "eve", "email", "out", "holding", "t3", (0, 40), {"case_id": "kiln"}),
    (76, "mail:again", None, "email", "in", "complaint", "t3",
     (150, 0), {"needs_answer": True, "case_id": "kiln", "sentiment": -0.8}),
    (74, "mail:taken", "ben", "email", "out", "answer", "t3", (0, 60), {"case_id": "kiln"}),
    (60, "call:ok", "ada", "call", "both", "care", None, (220, 380), {"customer_seconds": 95.0, "our_seconds": 160.0}),
    (45, "mail:offer", "ben", "email", "out", "pitch", None, (0, 200), {}),
    (30, "mail:sign", "ada", "email", "out", "renewal", "t4", (0, 80), {}),
    (22, "mail:thanks", "ada", "email", "out", "appreciation", "t4", (0, 35), {}),
    (9, "mail:when", None, "email", "in", "question", "t5", (25, 0), {"needs_answer": True}),
]  # fmt: skip

PROMISES = [
    {
        "promise_id": "p-glaze", "customer_id": CUSTOMER, "member_id": "ada", "made_in": "mail:thus", "made_at": ago(327),
        "due_at": ago(320), "text": "I'll send the glaze chart by Friday.", "kept_at": ago(323), "holding": [],
    },
    {
        "promise_id": "p-kiln", "customer_id": CUSTOMER, "member_id": "eve", "made_in": "mail:looking", "made_at": ago(80),
        "due_at": ago(77), "text": "We'll know more by Thursday.", "holding": ["mail:taken"], "moved_to": ago(70),
    },
]  # fmt: skip
BELIEFS = [
    {
        "belief_id": "b-need", "customer_id": CUSTOMER, "about": "need", "text": "Firing without cracks",
        "from_at": ago(81), "confirmed_at": ago(76), "evidence": ["mail:cracks"],
    },
    {
        "belief_id": "b-goal", "customer_id": CUSTOMER, "about": "goal", "text": "Wants to open a second studio",
        "from_at": ago(300), "evidence": [],
    },
    {
        "belief_id": "b-hard", "customer_id": CUSTOMER, "about": "capacity", "text": "The studio was flooded",
        "from_at": ago(55), "until": ago(35), "confirmed_at": ago(55), "evidence": ["call:ok"],
    },
]  # fmt: skip


def interaction(
    days: float, id_: str, member: str | None, channel: str, direction: str, kind: str, thread: str | None,
    words: tuple[int, int], more: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    return {
        "interaction_id": id_, "customer_id": CUSTOMER, "member_id": member, "happened_at": ago(days), "channel": channel,
        "direction": direction, "kind": kind, "thread_id": thread, "case_id": None, "customer_words": words[0],
        "our_words": words[1], "needs_answer": False, "automatic": False, "personal": True, **more,
    }  # fmt: skip
