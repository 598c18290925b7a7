from datetime import timedelta

import pytest
from django.db import connection

from deeproot_app.base import clock, links, upkeep
from deeproot_app.base.jobs import enqueue, run_waiting
from deeproot_app.base.models import Job, SignInLink, User, Worker
from deeproot_app.base.tests import tasks


def test_it_throws_away_what_is_long_over_and_nothing_else(member: User, viewer: User) -> None:
    for days in (31, 29):
        enqueue(tasks.add, a=1, b=1)
        run_waiting()
        ended = clock.machine() - timedelta(days=days)
        Job.objects.filter(finished_at__gt=clock.machine() - timedelta(hours=1)).update(finished_at=ended)
        Worker.objects.create(name=str(days), started_at=ended, beat_at=ended)
    links.make(member)
    SignInLink.objects.update(expires_at=clock.machine() - timedelta(days=31))
    links.make(viewer)
    Worker.objects.filter(name="29").update(beat_at=clock.machine())
    assert upkeep.throw_away.call() == {"jobs": 1, "links": 1, "workers": 1}
    assert (Job.objects.count(), SignInLink.objects.count(), Worker.objects.get().name) == (1, 1, "29")


@pytest.mark.django_db
def test_what_was_given_up_is_kept() -> None:
    enqueue(tasks.refuse, says="no")
    run_waiting()
    Job.objects.update(finished_at=clock.machine() - timedelta(days=400))
    upkeep.throw_away.call()
    assert Job.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
@pytest.mark.django_db
def test_sqlite_learns_how_a_table_has_grown() -> None:
    def counted() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [Job._meta.db_table])
            return [stat for (stat,) in cursor.fetchall()]

    now = clock.machine()
    Job.objects.bulk_create(Job(task="x", arguments={}, run_at=now, made_at=now) for _ in range(300))
    upkeep.count_anew()
    assert {stat.split()[0] for stat in counted()} >= {"300"}
