"""Work done in the background, on a lease queue of our own behind Django's Tasks interface (docs/decisions/0005).

    @task
    def understand_anew(customer_id: str) -> None: ...

    enqueue(understand_anew, key=f"understand:{customer_id}", customer_id=customer_id)
    understand_anew.enqueue(customer_id=customer_id)  # the same, without a key

A job is queued in the transaction at hand, and so with what it is about or not at all. It may be run more than once
(its worker may be killed before it can say that it is done): write tasks so that a second run changes nothing. Between
attempts it waits longer and longer; after the last it is dead, and `deeproot doctor` says so. A UserError is final at
once: trying again mends nothing. On SQLite keep each transaction of a task far shorter than the lease of a minute:
while one writes, nobody else can, the worker's own heart included.
"""

from __future__ import annotations

from deeproot_app.base.jobs.backend import LeaseTask, enqueue, task
from deeproot_app.base.jobs.failed import Failure, failure
from deeproot_app.base.jobs.running import Interrupted, LeaseLost, progress
from deeproot_app.base.jobs.schedule import Schedule, Sequel, Unasked, after, daily, every
from deeproot_app.base.jobs.worker import run_waiting

__all__ = [
    "Failure",
    "Interrupted",
    "LeaseLost",
    "LeaseTask",
    "Schedule",
    "Sequel",
    "Unasked",
    "after",
    "daily",
    "enqueue",
    "every",
    "failure",
    "progress",
    "run_waiting",
    "task",
]
