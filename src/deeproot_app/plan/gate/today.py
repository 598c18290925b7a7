"""The gate's word on the items of the day's list.

What they ask for has no channel and no hour yet: so only what holds whatever these will be speaks against it
(objections, do not contact, open cases). Hours and frequency are asked for when the touch is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from deeproot.plan.policy import decide_all
from deeproot.plan.policy.of_today import touch_of
from deeproot.plan.today import Item
from deeproot_app.plan.gate import limits
from deeproot_app.plan.gate.facts import gather


def judged(items: Iterable[tuple[Item, str | None]], as_of: datetime) -> list[dict[str, Any]]:
    """For each item and the member who is to do it: `{"allowed", "reasons"}`, by what was known at ``as_of``."""
    touches = [touch_of(item.customer_id, member, item.reason) for item, member in items]
    if not touches:
        return []
    inforce = replace(limits.in_force(), frequency={}, personas={})
    verdicts = decide_all(touches, gather(touches, as_of, inforce, as_of), inforce, as_of)
    return [{"allowed": one.allowed, "reasons": list(one.ids)} for one in verdicts]
