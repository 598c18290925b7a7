"""Which assumption to ask about when one reaches out anyway: said beside items that leave room for a question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from deeproot.plan.reasons import SCENARIOS
from deeproot_app.plan.models import Item
from deeproot_app.understand import asking, assumptions

ROOM: Final = frozenset({*SCENARIOS, "silence_too_long"}) - {"pitched_in_hard_times"}
"""Reasons that leave room for a question of ours: nothing of theirs is waiting, and nothing is owed."""


def asked(items: Iterable[Item], now: datetime) -> None:
    """Set ``ask_this`` of each item: the question about what is worth asking first; empty where there is none.

    One query for all of them.
    """
    rows = list(items)
    found = assumptions.to_ask([item.customer_id for item in rows if item.reason in ROOM], now)
    for item in rows:
        belief = found.get(item.customer_id) if item.reason in ROOM else None
        item.ask_this = asking.question(belief.about, belief.text) if belief else ""  # type: ignore[attr-defined]
        item.ask_about = belief.pk if belief else ""  # type: ignore[attr-defined]
