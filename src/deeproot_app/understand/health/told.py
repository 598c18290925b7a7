"""Health in words and as a document: what pages, commands and the interface say of it."""

from __future__ import annotations

from typing import Any, Final

from deeproot_app.understand.health.models import HealthReading, OwnReading

WORDS: Final = dict(HealthReading.Reading.choices)
TONES: Final = {"good": "good", "uneasy": "warn", "bad": "bad", "unknown": ""}
PLACE: Final = {"bad": 1, "uneasy": 2, "good": 3}
"""Readings on a line; one that is not known has no place there."""


def apart(row: HealthReading) -> bool:
    """Whether both readings are known and differ."""
    return bool(row.own) and row.reading not in (HealthReading.Reading.UNKNOWN, row.own)


def document(row: HealthReading) -> dict[str, Any]:
    """Both readings of one customer, as JSON has them."""
    return {
        "customer_id": row.customer_id,
        "name": row.customer.name,
        "computed": {
            "reading": row.reading,
            "direction": row.direction or None,
            "known": row.known,
            "says": row.says,
            "as_of": row.as_of,
            "fresh_at": row.fresh_at,
            "rests_on_gap": row.rests_on_gap,
            "parts": row.parts,
            "scenarios": row.scenarios,
        },
        "own": {"reading": row.own, "at": row.own_at, "by": row.own_by} if row.own else None,
        "apart": apart(row),
    }


def said(row: OwnReading) -> dict[str, Any]:
    """One own reading, as JSON has it."""
    return {
        "id": row.pk,
        "customer_id": row.customer_id,
        "reading": row.reading,
        "reason": row.reason,
        "at": row.at,
        "by": row.by,
        "taken_back_at": row.taken_back_at,
    }
