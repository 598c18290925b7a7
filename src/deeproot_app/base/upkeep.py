"""Keeping the house: finished jobs, ended sessions, spent links go; the database learns how its tables have grown."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from django.db import connection

from deeproot_app.base import clock
from deeproot_app.base.jobs import task
from deeproot_app.base.models import Job, SignInLink, Worker


@task
def throw_away() -> dict[str, int]:
    """Jobs done more than 30 days ago, links spent or expired for as long, ended sessions, workers long dead."""
    now = clock.machine()
    long_ago = now - timedelta(days=30)
    call_command("clearsessions")
    jobs, _ = Job.objects.filter(state=Job.State.DONE, finished_at__lt=long_ago).delete()
    links, _ = SignInLink.objects.filter(expires_at__lt=long_ago).delete()
    workers, _ = Worker.objects.filter(beat_at__lt=now - timedelta(days=1)).delete()
    return {"jobs": jobs, "links": links, "workers": workers}


def count_anew() -> None:
    """Let SQLite look, at a sample of rows, how its tables have grown: by that it chooses its indexes.

    It looks only at tables that have grown much since it last did; PostgreSQL sees to it by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("PRAGMA optimize(0x10002)")  # of every table, whether this connection has asked it or not
