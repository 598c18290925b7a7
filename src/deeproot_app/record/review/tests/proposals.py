"""Proposals for tests, about the small record's messages."""

from __future__ import annotations

from typing import Any

from deeproot_app.record.models import Interaction, Proposal
from deeproot_app.record.reading import highlight
from deeproot_app.record.reading.ids import read_id

VALUES: dict[str, dict[str, Any]] = {
    "promise": {
        "text": "I will send you the corrected invoice by Friday.", "firmness": "firm", "by": "writer",
        "due_at": "2026-06-26T21:59:59+00:00", "due_words": "by Friday", "vague": False,
    },
    "outcome": {"outcome": "delivers", "new_due": None},
    "belief": {"about": "need", "text": "Can the ovens be serviced on a Sunday?", "horizon": "quarter", "metric": None},
    "kind": {"kind": "complaint"},
    "needs_answer": {"needs_answer": True},
}  # fmt: skip


def propose(interaction_id: str, sort: str = "promise", words: str = "", **more: Any) -> Proposal:
    """One proposal about a message, which waits unless told otherwise; ``value`` changes what it says."""
    message = Interaction.objects.select_related("text").get(pk=interaction_id)
    place = more.get("place", 0)
    rest: dict[str, Any] = {
        "promise_id": read_id(interaction_id, place) if sort == "promise" else "",
        "belief_id": read_id(interaction_id, place) if sort == "belief" else "",
        "confidence": 0.8,
        "reasons": ["It says so."],
        "reader": 1,
        **more,
    }
    value = {**VALUES[sort], **rest.pop("value", {})}
    return Proposal.objects.create(
        sort=sort,
        rank=Proposal.RANK[sort],
        customer_id=message.customer_id,
        interaction=message,
        value=value,
        words=highlight.places(message.text.body, [words or str(value.get("text", ""))]),
        made_at=message.happened_at,
        **rest,
    )
