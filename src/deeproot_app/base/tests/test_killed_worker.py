"""Real worker processes, really killed. On SQLite, and on PostgreSQL where there is a server."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from deeproot_app.base.tests.postgres import own_database

BEGIN = "import django; django.setup()\n"
WORK = BEGIN + (
    "from datetime import timedelta\n"
    "from deeproot_app.base.jobs.worker import Workshop\n"
    "shop = Workshop(lease=timedelta(seconds=1.5), idle=0.1)\n"
    "shop.stop_on_signals()\n"
    "shop.run()\n"
)
LOOK = BEGIN + (
    "import json\n"
    "from deeproot_app.base.models import Job, Worker\n"
    "job = Job.objects.get()\n"
    "print(json.dumps({'state': job.state, 'attempts': job.attempts, 'result': job.result,\n"
    "    'workers': Worker.objects.count()}))\n"
)
Start = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Start]:
    """Start a script in a process of its own, on a database of its own."""
    env = {**os.environ, "DEEPROOT_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "deeproot_app.settings"}
    env.pop("DATABASE_URL", None)
    if request.param == "postgres":
        env["DATABASE_URL"] = own_database(request.getfixturevalue("postgres_url"), "killed_worker")
    started: list[subprocess.Popen[str]] = []

    def begin(script: str) -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    subprocess.run([sys.executable, "-m", "deeproot_app.cli", "user", "list"], env=env, check=True, capture_output=True)
    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def queue_slow_work(start: Start, log: Path, seconds: float) -> None:
    arguments = {"path": str(log), "seconds": seconds}
    script = f"from deeproot_app.base.tests.tasks import count_slowly\ncount_slowly.enqueue(**{arguments!r})\n"
    assert start(BEGIN + script).wait(30) == 0


def wait_for(log: Path, lines: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if log.exists() and len(log.read_text().splitlines()) >= lines:
            return
        time.sleep(0.02)
    raise AssertionError("the worker did not get so far in 30 seconds")


def job(start: Start) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(start(LOOK).communicate(timeout=30)[0])
    return found


def test_a_killed_workers_job_is_run_again_after_its_lease(start: Start, tmp_path: Path) -> None:
    log = tmp_path / "log"
    queue_slow_work(start, log, 2.5)
    first = start(WORK)
    wait_for(log, 1)
    second = start(WORK)
    first.send_signal(signal.SIGKILL)
    assert first.wait(10) == -signal.SIGKILL
    wait_for(log, 3)
    time.sleep(0.3)
    assert log.read_text().split() == ["begun", "begun", "ended"]
    found = job(start)
    assert (found["state"], found["attempts"], found["result"]) == ("done", 2, 3)
    assert second.poll() is None


def test_a_worker_that_is_told_to_stop_gives_its_job_back_and_goes(start: Start, tmp_path: Path) -> None:
    log = tmp_path / "log"
    queue_slow_work(start, log, 60)
    worker = start(WORK)
    wait_for(log, 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    found = job(start)
    assert (found["state"], found["attempts"], found["workers"]) == ("waiting", 0, 0)
