"""The worker: claims one job after another, gives signs of life, stops when told to."""

from __future__ import annotations

import logging
import os
import signal
import socket
from collections.abc import Sequence
from datetime import timedelta
from secrets import token_hex
from threading import Event, Thread
from time import monotonic
from typing import Any

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils.module_loading import import_string
from django_tasks.base import Task
from django_tasks.utils import normalize_json

from deeproot_app.base import clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.jobs import queue
from deeproot_app.base.jobs.running import Interrupted, LeaseLost, Running, current
from deeproot_app.base.jobs.schedule import Unasked, queue_due, queue_sequels
from deeproot_app.base.models import Job, Worker

log = logging.getLogger("deeproot.jobs")


class Workshop:
    """One worker process: its heart beats in a thread of its own, so that long work does not look like death."""

    def __init__(
        self,
        unasked: Sequence[Unasked] = (),
        *,
        lease: timedelta = queue.LEASE,
        idle: float = 1.0,
        beside: int | None = None,
    ) -> None:
        self.unasked = unasked
        self.name = f"{socket.gethostname()}:{os.getpid()}:{token_hex(4)}"
        self.lease = lease
        self.idle = idle
        self.beside = beside
        self.stop = Event()
        self.ended = Event()
        self.running: Running | None = None

    def run(self) -> None:
        """Work until told to stop. A failing database is waited for, longer each time, never given up on."""
        heart = Thread(target=self.beat, name="heart", daemon=True)
        now = clock.machine()
        Worker.objects.create(name=self.name, started_at=now, beat_at=now)
        heart.start()
        looked_at, failures = float("-inf"), 0
        while not self.stop.is_set() and not self.forsaken():
            try:
                close_old_connections()
                if monotonic() - looked_at >= min(5.0, 5 * self.idle):
                    queue_due(self.unasked)
                    looked_at = monotonic()
                worked, failures = self.work(), 0
            except DatabaseError as fault:
                worked, failures = False, failures + 1
                log.warning("The database does not answer (%s); trying again.", type(fault).__name__)
                connection.close()
            if not worked:
                self.stop.wait(min(self.idle * 2 ** min(failures, 6), 30))
        self.ended.set()
        heart.join(timeout=5)
        Worker.objects.filter(name=self.name).delete()

    def work(self) -> bool:
        """Do the next job. False where there is none."""
        job = queue.claim(self.lease)
        if job is None:
            return False
        self.running = Running(job, stop=self.stop)
        try:
            do(self.running, self.unasked)
        finally:
            self.running = None
        return True

    def beat(self) -> None:
        """Renew the lease of the job at hand and give the worker's own sign of life, four times a lease.

        A worker that stands beside a server stops when that has gone without a word.
        """
        pace = min(self.lease.total_seconds() / 4, 15)
        while not self.ended.wait(pace):
            if self.forsaken():
                self.stop.set()
            try:
                self.sign_of_life()
            except DatabaseError:
                connection.close()  # a busy or restarting database; the next beat tries again
        connection.close()

    def forsaken(self) -> bool:
        """Whether the server that this worker stands beside has gone."""
        return self.beside is not None and os.getppid() != self.beside

    def sign_of_life(self) -> None:
        running = self.running
        if running and not queue.renew(running.job, self.lease) and running is self.running:
            running.lost.set()
        doing = running.job.task if running else ""
        Worker.objects.filter(name=self.name).update(beat_at=clock.machine(), doing=doing)

    def stop_on_signals(self) -> None:
        """Stop on SIGTERM or SIGINT: after the job at hand, or sooner where it tells its progress."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())


def do(running: Running, unasked: Sequence[Unasked] = ()) -> None:
    """Run one claimed job, write down how it ended, and queue what follows it."""
    job, mark = running.job, current.set(running)
    try:
        result = normalize_json(function(job.task).call(**job.arguments))
    except Interrupted:
        queue.give_back(job)
    except LeaseLost:
        log.warning("Job %s (%s) was taken over by another worker.", job.pk, job.task)
    except UserError as mistake:
        queue.fail(job, mistake.message, final=True)
    except Exception as fault:
        log.exception("Job %s (%s), attempt %s of %s, failed.", job.pk, job.task, job.attempts, job.max_attempts)
        queue.fail(job, f"{type(fault).__name__}: {fault}"[:2000])
    except BaseException:
        queue.give_back(job)
        raise
    else:
        if not _finish(job, result, unasked):
            log.warning("Job %s (%s) was done too late: another worker has it.", job.pk, job.task)
    finally:
        current.reset(mark)


def _finish(job: Job, result: Any, unasked: Sequence[Unasked]) -> bool:
    with transaction.atomic():
        finished = queue.finish(job, result)
        if finished:
            queue_sequels(unasked, job.task)
    return finished


def function(path: str) -> Task[..., Any]:
    """The task of that dotted path. Raises UserError for one that is no more: trying again does not bring it back."""
    try:
        found = import_string(path)
    except ImportError:
        found = None
    if not isinstance(found, Task):
        raise UserError(f"This program has no task {path}; it may have had one before it was upgraded.")
    return found


def run(unasked: Sequence[Unasked] = (), *, beside: int | None = None) -> None:
    """Work until SIGTERM or SIGINT, also queueing what runs ``unasked``.

    With ``beside``, the number of the server's process, also only as long as that lives.
    """
    workshop = Workshop(unasked, beside=beside)
    workshop.stop_on_signals()
    workshop.run()


def run_waiting(most: int = 1000, unasked: Sequence[Unasked] = ()) -> int:
    """Do here and now what is due, until nothing is, or ``most`` jobs are done; return how many were. For tests."""
    workshop, done = Workshop(unasked), 0
    while done < most and workshop.work():
        done += 1
    return done
