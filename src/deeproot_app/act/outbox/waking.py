"""Have what is queued taken up when its time comes."""

from __future__ import annotations

from datetime import datetime

from deeproot_app.act.outbox.working import KEY, send_due
from deeproot_app.base import clock, jobs


def wake(at: datetime | None) -> None:
    """Have the outbox emptied at that moment, in the background; queued in the transaction at hand. None: never."""
    if at is not None:
        jobs.enqueue(send_due, key=f"{KEY} 0", run_at=clock.machine() + (at - clock.now()), lane=0)
