"""What rewards do by themselves: occasions are found, and points that are good no longer go."""

from __future__ import annotations

from deeproot_app.act.appreciation.rewards import ledger, proposing
from deeproot_app.base import clock, jobs


@jobs.task
def look() -> dict[str, int]:
    """Propose what the rules find, and let go what has expired."""
    now = clock.now()
    return {"proposed": proposing.propose(now), "expired": ledger.expire(now)}
