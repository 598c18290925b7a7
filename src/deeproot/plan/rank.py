"""What comes first: the reason, then what is at stake, then who has waited longest."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from deeproot.plan.facts import EPOCH

HIGHEST = 10**13 - 1
LATEST = 10**11 - 1


def key(customer_id: str, reason: str, subject: str) -> str:
    """The name of an item, the same for the same customer, reason and subject: 32 hexadecimal digits."""
    text = json.dumps([customer_id, reason, subject], ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def order(place: int, weight: float | None, waiting_since: datetime | None, name: str) -> str:
    """A text that sorts as the list should: digits of one length, so that every database sorts it alike.

    ``place`` is the reason's; ``weight`` what is at stake beside the typical customer (more comes first, unknown
    last); ``waiting_since`` (earlier comes first, unknown last); ``name`` the item's key, to settle ties.
    """
    height = 0 if weight is None else min(round(max(weight, 0.0) * 1_000_000) + 1, HIGHEST)
    waited = LATEST if waiting_since is None else round((waiting_since - EPOCH).total_seconds())
    return f"{place:02d}{HIGHEST - height:013d}{min(max(waited, 0), LATEST):011d}{name[:16]}"
