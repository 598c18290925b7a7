"""May this member reach out to this customer now? What the record alone can answer of the contact policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

BRIEFED_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Policy:
    """Yes, or no with the reasons."""

    allowed: bool
    reasons: tuple[str, ...] = ()


def policy(
    member_id: str | None, open_cases: Sequence[dict[str, Any]], last_internal_at: datetime | None, as_of: datetime
) -> Policy:
    """Whether this member may reach out, given the customer's open cases (each with its ``people``).

    While a case is open, only those who work on it may, and whoever was briefed: an internal word about the customer
    within the last 24 hours. The reason is ``open_case``.
    """
    strange = [case for case in open_cases if member_id is None or member_id not in case["people"]]
    briefed = last_internal_at is not None and as_of - BRIEFED_FOR <= last_internal_at <= as_of
    if len(strange) == len(open_cases) > 0 and not briefed:
        return Policy(False, ("open_case",))
    return Policy(True)
