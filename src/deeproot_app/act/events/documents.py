"""Events as documents: the shape that the command line promises."""

from __future__ import annotations

from typing import Any

from deeproot_app.act.events.standing import Standing


def event(one: Standing) -> dict[str, Any]:
    """One event, and how it stands."""
    row, numbers = one.event, one.numbers
    return {
        "event_id": row.pk, "title": row.title, "kind": row.kind, "state": row.state, "starts_at": row.starts_at,
        "ends_at": row.ends_at, "timezone": row.timezone, "place": row.place or None, "capacity": row.capacity,
        "places_left": one.free, "asked": one.asked, "not_sent": numbers["unsent"], "yes": numbers["yes"],
        "maybe": numbers["maybe"], "no": numbers["no"], "silent": numbers["silent"], "came": numbers["came"],
        "did_not_come": numbers["absent"],
    }  # fmt: skip
