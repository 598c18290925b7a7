"""Keeping the house: finished jobs, ended sessions, spent links go; the database learns how its tables have grown."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet

from deeproot_app.base import access, audit, clock, keeping
from deeproot_app.base.jobs import task
from deeproot_app.base.models import Audit, Job, SignInLink, Worker


@task
def throw_away() -> dict[str, int]:
    """Jobs done before the term of jobs, links spent or expired for as long, ended sessions, workers long dead."""
    now = clock.machine()
    long_ago = keeping.until("jobs", now)
    call_command("clearsessions")
    jobs, links = (rows.delete()[0] for rows in _finished(long_ago)) if long_ago else (0, 0)
    workers, _ = Worker.objects.filter(beat_at__lt=now - timedelta(days=1)).delete()
    return {"jobs": jobs, "links": links, "workers": workers}


def _finished(until: datetime) -> tuple[QuerySet[Job], QuerySet[SignInLink]]:
    jobs = Job.objects.filter(state=Job.State.DONE, finished_at__lt=until)
    return jobs, SignInLink.objects.filter(expires_at__lt=until)


def finished(until: datetime) -> int:
    """How many jobs were done, and links spent or expired, before a moment."""
    return sum(rows.count() for rows in _finished(until))


def old_trail(until: datetime) -> int:
    """How many lines of the trail are of before a moment."""
    return Audit.objects.filter(at__lt=until).count()


@task
def trim_trail() -> int:
    """Take away the lines of the trail whose time is over, where a term was set; how many. That stands in the trail."""
    until = keeping.until("audit", clock.now())
    if until is None:
        return 0
    with transaction.atomic():
        gone, _ = Audit.objects.filter(at__lt=until).delete()
        if gone:
            audit.write(access.UNASKED, "audit.trim", ("term", "audit"), lines=gone, before=clock.written(until))
    return gone


def count_anew() -> None:
    """Let SQLite look, at a sample of rows, how its tables have grown: by that it chooses its indexes.

    It looks only at tables that have grown much since it last did; PostgreSQL sees to it by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("PRAGMA optimize(0x10002)")  # of every table, whether this connection has asked it or not
