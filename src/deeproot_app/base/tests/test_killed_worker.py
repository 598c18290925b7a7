"""Real worker processes, really killed. On SQLite, and on PostgreSQL where there is a server."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from deeproot_app.base.models import Job, Worker
from deeproot_app.base.tests import migrated
from deeproot_app.base.tests.migrated import own_database
from deeproot_app.base.tests.tasks import count_slowly

BEGIN = "import django; django.setup()\n"
WORK = BEGIN + (
    "from datetime import timedelta\n"
    "from deeproot_app.base.jobs.worker import Workshop\n"
    "shop = Workshop(lease=timedelta(seconds=1.5), idle=0.1)\n"
    "shop.stop_on_signals()\n"
    "shop.run()\n"
)
QUEUE = BEGIN + (
    "from deeproot_app.base import schema\n"
    "from deeproot_app.base.tests.tasks import count_slowly\n"
    "schema.make_ready(print)\n"
    "count_slowly.enqueue(path={path!r}, seconds=2.5)\n"
)
LOOK = BEGIN + (
    "import json\n"
    "from deeproot_app.base.models import Job\n"
    "job = Job.objects.get()\n"
    "print(json.dumps({'state': job.state, 'attempts': job.attempts, 'result': job.result}))\n"
)
Start = Callable[[str, dict[str, str]], "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a script in a process of its own, which ends with the test."""
    started: list[subprocess.Popen[str]] = []

    def begin(script: str, env: dict[str, str]) -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def in_home(home: Path, url: str) -> dict[str, str]:
    return {
        **os.environ,
        "DEEPROOT_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "deeproot_app.settings",
        "DATABASE_URL": url,
    }


def wait_for(log: Path, lines: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if log.exists() and len(log.read_text().splitlines()) >= lines:
            return
        time.sleep(0.02)
    raise AssertionError("the worker did not get so far in two minutes")


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_killed_workers_job_is_run_again_after_its_lease(
    database: str, start: Start, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = own_database(request.getfixturevalue("postgres_url"), "killed_worker") if database == "postgres" else ""
    migrated.put_into(tmp_path)
    env, log = in_home(tmp_path, url), tmp_path / "log"
    assert start(QUEUE.format(path=str(log)), env).wait(120) == 0
    first = start(WORK, env)
    wait_for(log, 1)
    second = start(WORK, env)
    first.send_signal(signal.SIGKILL)
    assert first.wait(120) == -signal.SIGKILL
    wait_for(log, 3)
    time.sleep(0.3)
    assert log.read_text().split() == ["begun", "begun", "ended"]
    found = json.loads(start(LOOK, env).communicate(timeout=120)[0])
    assert found == {"state": "done", "attempts": 2, "result": 3}
    assert second.poll() is None


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_told_to_stop_gives_its_job_back_and_goes(start: Start, tmp_path: Path) -> None:
    log = tmp_path / "log"
    count_slowly.enqueue(path=str(log), seconds=60)
    worker = start(WORK, in_home(tmp_path, url_of_this_database()))
    wait_for(log, 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    job = Job.objects.get()
    assert (job.state, job.attempts, Worker.objects.count()) == ("waiting", 0, 0)


def url_of_this_database() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{given['NAME']}"
    return f"postgresql://{given['USER']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
