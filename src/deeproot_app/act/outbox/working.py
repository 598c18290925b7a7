"""The outbox emptied in the background: a few workers at a time, each for a short while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from deeproot_app.act.outbox import claiming
from deeproot_app.act.outbox.worker import Done, Worker
from deeproot_app.base import clock, jobs

KEY: Final = "outbox"
LANES: Final = 8
"""Workers at the outbox, at most."""
A_LANE: Final = 500
"""Mails that are due for which one worker more is asked for."""
SECONDS: Final = 20.0
"""About so long one job goes on; what is left the next one does, and other work comes in between."""
IDLE: Final = timedelta(minutes=1)
"""After a job that sent nothing: what is due cannot leave just now."""
LONGEST_SLEEP: Final = timedelta(hours=1)


@jobs.task
def send_due(lane: int = 0) -> dict[str, Any]:
    """Send what is due, and have the rest sent when it is."""
    now = clock.now()
    claiming.take_back_lost()
    if lane == 0:
        for other in range(1, min(LANES, claiming.due(now).count() // A_LANE + 1)):
            jobs.enqueue(send_due, key=f"{KEY} {other}", lane=other)
    done = Worker(_tell).run(SECONDS)
    if lane == 0:
        _again(timedelta(seconds=1) if done.sent else IDLE)
    return {"sent": done.sent, "refused": done.refused, "uncertain": done.uncertain, "put off": done.put_off}


@jobs.task
def look_after() -> None:
    """Have the outbox emptied where something is due and nobody saw to it."""
    claiming.take_back_lost()
    _again(timedelta(seconds=1))


def _tell(done: Done) -> None:
    jobs.progress(done.sent, None, f"{done.sent:,} mails sent")


def _again(least: timedelta) -> None:
    """Have the next ones sent when they are due, after a while at least; looked for within the hour."""
    due = claiming.next_due()
    if due is not None:
        wait = min(max(due - clock.now(), least), LONGEST_SLEEP)
        jobs.enqueue(send_due, key=f"{KEY} 0", run_at=clock.machine() + wait, lane=0)
