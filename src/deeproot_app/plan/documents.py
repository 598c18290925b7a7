"""The day's list as a document: the shape that the command line and the API promise (DESIGN 9)."""

from __future__ import annotations

from typing import Any, Final

NAMED: Final = (
    "customer_id", "reason", "headline", "due_at", "evidence", "offer", "policy", "next_step", "member_id",
)  # fmt: skip


def item(rank: int, found: Any, offer: dict[str, Any] | None) -> dict[str, Any]:
    """One item of the list, reckoned or stored; ``offer`` is its offer with its draft (`act.drafts.of_items`)."""
    return {"rank": rank} | {name: getattr(found, name) for name in NAMED} | {"offer": offer}
