"""What runs unasked: a task with its cadence, or with what it follows. All are listed in `deeproot_app/loop.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django_tasks.base import Task

from deeproot_app.base import clock
from deeproot_app.base.jobs.backend import enqueue
from deeproot_app.base.models import Due, Organisation


@dataclass(frozen=True)
class Schedule:
    """A task, and when it is queued: every so often, or daily at a time of day in the organisation's zone."""

    task: Task[..., Any]
    cadence: timedelta | time
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        words = [self.task.module_path, *(f"{name}={value}" for name, value in sorted(self.arguments.items()))]
        return " ".join(words)

    def first(self, now: datetime, zone: ZoneInfo) -> datetime:
        """When it runs where it never ran: at once, or at the next such time of day."""
        return now if isinstance(self.cadence, timedelta) else self.following(now, zone)

    def following(self, now: datetime, zone: ZoneInfo) -> datetime:
        """When it runs next after ``now``. What was missed while nothing ran is made good once, not once each."""
        if isinstance(self.cadence, timedelta):
            return now + self.cadence
        today = now.astimezone(zone).date()
        days = (datetime.combine(today + timedelta(days=n), self.cadence, zone).astimezone(UTC) for n in range(3))
        return next(at for at in days if at > now)


@dataclass(frozen=True)
class Sequel:
    """A task that is queued whenever one of others is done: a room tells nobody what it did, the list knows."""

    task: Task[..., Any]
    follows: frozenset[str]
    """Dotted paths of the tasks that it follows."""


Unasked = Schedule | Sequel


def after(*first: Task[..., Any], then: Task[..., Any]) -> Sequel:
    """``then``, whenever one of the ``first`` tasks is done."""
    return Sequel(then, frozenset(task.module_path for task in first))


def queue_sequels(unasked: Sequence[Unasked], done: str) -> None:
    """Queue what follows the task of that path; where the same waits by its schedule already, that is moved forward."""
    for one in unasked:
        if isinstance(one, Sequel) and done in one.follows:
            enqueue(one.task, key=_job_key(Schedule(one.task, timedelta()).name))


def _job_key(name: str) -> str:
    return f"schedule {name}"[:200]


def every(cadence: timedelta, task: Task[..., Any], **arguments: Any) -> Schedule:
    """The task, each time so much has passed since it was last queued."""
    return Schedule(task, cadence, arguments)


def daily(at: str, task: Task[..., Any], **arguments: Any) -> Schedule:
    """The task, each day at that time ("05:30") in the organisation's zone."""
    return Schedule(task, time.fromisoformat(at), arguments)


def queue_due(unasked: Sequence[Unasked]) -> int:
    """Queue what is due, each once however many workers ask; return how many were. One query where none is."""
    now, known = clock.machine(), dict(Due.objects.values_list("name", "next_at"))
    coming = [one for one in unasked if isinstance(one, Schedule) and known.get(one.name, now) <= now]
    if not coming:
        return 0
    zone = ZoneInfo(Organisation.get().timezone)
    return sum(_queue(schedule, known.get(schedule.name), now, zone) for schedule in coming)


def _queue(schedule: Schedule, was: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    """Move the next moment on and queue the job, in one transaction: whoever moves it, queues it."""
    with transaction.atomic():
        if was is None:
            was = schedule.first(now, zone)
            _, made = Due.objects.get_or_create(name=schedule.name, defaults={"next_at": was})
            if not made or was > now:
                return False
        moved = Due.objects.filter(name=schedule.name, next_at=was).update(next_at=schedule.following(now, zone))
        if moved:
            enqueue(schedule.task, key=_job_key(schedule.name), **schedule.arguments)
    return bool(moved)
