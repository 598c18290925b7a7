from __future__ import annotations

import pytest
from django.db import connection

from deeproot_app.base import clock, upkeep
from deeproot_app.base.models import Job
from deeproot_app.base.tests.plans import plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans are told in SQLite's words")
@pytest.mark.django_db
def test_what_an_earlier_test_had_counted_changes_no_plan() -> None:
    table = Job._meta.db_table
    other = f"SELECT (SELECT u.task FROM {table} u WHERE u.state = {table}.state) FROM {table}"
    fresh = plan(other)
    Job.objects.create(task="x", arguments={}, run_at=clock.machine(), made_at=clock.machine())
    upkeep.count_anew()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {other}")
        assert [row[-1] for row in cursor.fetchall()] != fresh
    assert plan(other) == fresh
