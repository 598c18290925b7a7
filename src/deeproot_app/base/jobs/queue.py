"""The lease queue: who may work at which job, on SQLite and on PostgreSQL.

A worker *claims* a job: it gets a token, and a lease that it must renew. Whoever finishes a job must hold its token, so
a worker that was taken for dead cannot overwrite its successor's result. Of one key, at most one job waits and one
runs.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet

from deeproot_app.base import clock
from deeproot_app.base.models import Job

LEASE: Final = timedelta(seconds=60)
"""So long a job is its worker's without a sign of life."""
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
State = Job.State


def put(
    task: str,
    arguments: Mapping[str, Any],
    *,
    key: str = "",
    run_at: datetime | None = None,
    max_attempts: int = 5,
) -> Job:
    """Queue a job in the transaction at hand; where one of the same ``key`` waits already, return that one.

    The waiting one is moved forward where ``run_at`` (default: now) is earlier than its own.
    """
    now = clock.machine()
    when = run_at or now
    job = Job(
        task=task, arguments=dict(arguments), key=key, run_at=when, made_at=now, max_attempts=max_attempts
    )  # fmt: skip
    while True:
        if key and (waiting := Job.objects.filter(key=key, state=State.WAITING).first()):
            Job.objects.filter(pk=waiting.pk, state=State.WAITING, run_at__gt=when).update(run_at=when)
            return waiting
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            continue  # another queued the same key between our look and our step
        return job


def claim(lease: timedelta = LEASE) -> Job | None:
    """The next job that is due, now this caller's until its lease ends; None where there is none.

    A running job whose lease has ended is due again: its worker is taken for dead.
    """
    if not due(clock.machine()).exists():
        return None  # asked without a lock: on SQLite a claim takes the one write lock
    try:
        with transaction.atomic():
            return _claim(lease)
    except IntegrityError:
        return None  # a job of the same key has been started in this very moment


def due(now: datetime) -> QuerySet[Job]:
    """The jobs to be run by ``now``, the longest waiting first; none that waits for a running one of its key."""
    waiting = Q(state=State.WAITING, run_at__lte=now)
    forsaken = Q(state=State.RUNNING, lease_until__lt=now)
    at_work = Job.objects.filter(state=State.RUNNING).exclude(key="").values("key")
    return Job.objects.filter(waiting | forsaken).exclude(state=State.WAITING, key__in=at_work).order_by("run_at", "id")


def _claim(lease: timedelta) -> Job | None:
    now = clock.machine()
    rows = due(now)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    for job in rows[:50]:
        if job.attempts >= job.max_attempts:
            _bury(job, "Its worker died at it on every attempt.")
            continue
        job.state, job.token, job.attempts = State.RUNNING, token_hex(16), job.attempts + 1
        job.lease_until, job.done_units, job.all_units = now + lease, 0, None
        job.save(update_fields=["state", "token", "attempts", "lease_until", "done_units", "all_units"])
        return job
    return None


def renew(job: Job, lease: timedelta = LEASE) -> bool:
    """Give a sign of life. False where the job is no longer this holder's."""
    return _held(job).update(lease_until=clock.machine() + lease) == 1


def finish(job: Job, result: Any = None) -> bool:
    """The job is done. False, and nothing is changed, where it is no longer this holder's."""
    return _held(job).update(**_over(State.DONE), result=result, says="") == 1


def fail(job: Job, says: str, *, final: bool = False) -> bool:
    """The attempt failed: wait, longer each time, and try again; dead after the last, or at once where ``final``."""
    if final or job.attempts >= job.max_attempts:
        return _held(job).update(**_over(State.DEAD), says=says) == 1
    return _wait_again(job, clock.machine() + pause(job.attempts), says)


def give_back(job: Job) -> bool:
    """Put the job back for another worker, as if it had not been tried: this one was told to stop."""
    _held(job).update(attempts=F("attempts") - 1)
    return _wait_again(job, clock.machine(), "Interrupted; it goes on with the next worker.")


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling from ten seconds to an hour, a quarter of it by chance."""
    longest: timedelta = min(SHORTEST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    return longest * random.uniform(0.75, 1)  # noqa: S311 - so that not all try again in the same moment


def retry(job: Job) -> None:
    """Give a dead job all its attempts once more."""
    Job.objects.filter(pk=job.pk, state=State.DEAD).update(
        state=State.WAITING, attempts=0, run_at=clock.machine(), finished_at=None
    )


def _wait_again(job: Job, when: datetime, says: str) -> bool:
    waits = {"state": State.WAITING, "run_at": when, "says": says, "lease_until": None, "token": ""}
    try:
        with transaction.atomic():
            return _held(job).update(**waits) == 1
    except IntegrityError:
        says = "A later job of the same key does it."
        return _held(job).update(**_over(State.DONE), says=says) == 1


def _bury(job: Job, says: str) -> None:
    Job.objects.filter(pk=job.pk).update(**_over(State.DEAD), says=says)


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING)


def _over(state: State) -> dict[str, Any]:
    return {"state": state, "finished_at": clock.machine(), "lease_until": None, "token": ""}
