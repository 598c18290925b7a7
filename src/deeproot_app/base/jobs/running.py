"""The job at hand, as the task itself sees it: it can tell how far it is, and learns here that it should stop."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from deeproot_app.base.models import Job


class Interrupted(BaseException):
    """The worker was told to stop; the job goes back to the queue and starts anew with the next worker.

    Like KeyboardInterrupt no Exception, so that no `except Exception` of a task swallows it.
    """


class LeaseLost(BaseException):
    """The job was taken over by another worker: whatever is done from here on, it is doing too."""


@dataclass
class Running:
    """A job under a lease."""

    job: Job
    lost: Event = field(default_factory=Event)
    stop: Event = field(default_factory=Event)
    told_at: float = 0.0

    def progress(self, done: int, whole: int | None, says: str) -> None:
        if self.lost.is_set():
            raise LeaseLost
        if self.stop.is_set():
            raise Interrupted
        last = whole is not None and done >= whole
        if monotonic() - self.told_at < 0.5 and not last:
            return  # a write a row would cost more than the work
        self.told_at = monotonic()
        held = Job.objects.filter(pk=self.job.pk, token=self.job.token, state=Job.State.RUNNING)
        if not held.update(done_units=done, all_units=whole, says=says):
            raise LeaseLost


current: ContextVar[Running | None] = ContextVar("running_job", default=None)


def progress(done: int, whole: int | None = None, says: str = "") -> None:
    """Tell how far the job at hand is: ``done`` of ``whole`` units, and a sentence. Does nothing outside a job.

    Call it where the work may be broken off: it raises Interrupted or LeaseLost where it should be. Call it outside a
    transaction, or what it says is seen only when that ends.
    """
    if running := current.get():
        running.progress(done, whole, says)
