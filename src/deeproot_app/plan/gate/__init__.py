"""The gate, asked about touches of our own customers: what the record says is gathered, the library decides.

Every road by which something reaches a customer asks here (`tests/test_one_road.py`): at planning, and again at the
instant of sending.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from deeproot.plan.policy import Touch, Verdict, decide_all
from deeproot_app.plan.gate import limits
from deeproot_app.plan.gate.facts import gather
from deeproot_app.plan.gate.overrule import override

__all__ = ["decide", "limits", "override"]


def decide(touches: Sequence[Touch], at: datetime, *, upto: datetime | None = None) -> list[Verdict]:
    """Whether each of these touches may be at ``at`` (aware), in their order; the same queries, however many there are.

    Everything that is recorded counts, also what was said this instant; with ``upto`` only what was known by that
    moment: for a list of a day that has passed. Raises ValueError for a kind that is no touch's.
    """
    if not touches:
        return []
    inforce = limits.in_force()
    return decide_all(touches, gather(touches, at, inforce, upto), inforce, at)
