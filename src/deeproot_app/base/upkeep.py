"""Throwing away what nobody needs any more: finished jobs, ended sessions, spent links."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command

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
