import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from deeproot_app.base import clock, doctor
from deeproot_app.base.doctor import Finding
from deeproot_app.base.jobs import enqueue, queue
from deeproot_app.base.models import Job, User, Worker
from deeproot_app.base.tests import tasks
from deeproot_app.cli import main
from deeproot_app.cli.doctor import last_turn
from deeproot_app.understand.models import Turn

pytestmark = pytest.mark.django_db


def found() -> dict[str, Finding]:
    return dict(doctor.examine())


def test_where_all_is_well_it_says_so_and_returns_0(
    administrator: User, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    now = clock.machine()
    Worker.objects.create(name="here:1", started_at=now, beat_at=now)
    Turn.objects.create(state=Turn.State.DONE, as_of=now, started_at=now)
    assert main(["doctor", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is True
    assert [one for one in document["checks"] if one["state"] != "ok"] == []
    assert {"the disk", "the database", "its tables", "its files", "the worker"} <= {
        one["check"] for one in document["checks"]
    }


def test_a_failed_check_returns_1_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(doctor.checks, "the coffee", lambda: doctor.failed("It is cold.", "Brew some."))
    assert main(["doctor"]) == 1
    assert "FAILED  the coffee: It is cold.\n        -> Brew some.\n" in capsys.readouterr().out


def test_a_check_that_breaks_has_failed_and_the_others_still_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Finding:
        raise ValueError("no")

    monkeypatch.setattr(doctor, "checks", {"a": broken, "b": lambda: doctor.ok("Fine.")})
    assert [(name, finding.state) for name, finding in doctor.examine()] == [("a", "failed"), ("b", "ok")]


def test_it_sees_that_no_worker_gives_signs_of_life() -> None:
    assert found()["the worker"].state == "warning"
    Worker.objects.create(name="dead", started_at=clock.machine(), beat_at=clock.machine() - timedelta(minutes=5))
    enqueue(tasks.add, run_at=clock.machine() - timedelta(minutes=11), a=1, b=1)
    assert found()["the worker"].state == "failed"
    Worker.objects.update(beat_at=clock.machine())
    assert found()["the worker"].says == "1 jobs wait for long."


def test_it_tells_of_jobs_that_were_given_up_and_they_can_be_tried_again() -> None:
    enqueue(tasks.refuse, says="The file is gone.")
    job = queue.claim()
    assert job
    queue.fail(job, "The file is gone.", final=True)
    assert found()["the jobs"].says == "1 were given up, the last of them refuse: The file is gone."
    assert main(["worker", "--retry-dead", "--until-done"]) == 0
    assert Job.objects.get().state == "dead"
    Job.objects.update(task="deeproot_app.base.tests.tasks.add", arguments={"a": 1, "b": 2})
    assert main(["worker", "--retry-dead", "--until-done"]) == 0
    assert (Job.objects.get().state, Job.objects.get().result) == ("done", 3)


def test_it_sees_that_there_is_no_administrator(manager: User) -> None:
    assert "deeproot user add" in found()["the people"].cure


def test_it_says_where_the_clock_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-30T12:00:00Z")
    assert found()["the clock"].state == "warning"


def test_it_sees_tables_that_are_behind_the_program() -> None:
    assert found()["its tables"].state == "ok"
    MigrationRecorder(connection).record_unapplied(*MigrationLoader(connection).graph.leaf_nodes("deeproot_base")[0])
    assert found()["its tables"].state == "failed"


def test_it_sees_that_the_last_turn_is_old_or_failed() -> None:
    assert last_turn().says == "There was none yet."
    now = clock.now()
    Turn.objects.create(state=Turn.State.DONE, as_of=now - timedelta(hours=27), started_at=now)
    assert last_turn().state == "warning"
    Turn.objects.create(state=Turn.State.FAILED, as_of=now, started_at=now, says="no ink")
    assert (last_turn().state, last_turn().says) == ("failed", "It failed: no ink")
    Turn.objects.create(state=Turn.State.RUNNING, as_of=now, started_at=now)
    assert last_turn().state == "failed"
