"""A real server with its worker, started, disturbed and stopped."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from deeproot_app.base.tests import migrated
from deeproot_app.cli import serve

Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Start `deeproot serve` in a home of its own."""
    env = {**os.environ, "DEEPROOT_HOME": str(tmp_path)}
    env.pop("DATABASE_URL", None)
    started: list[subprocess.Popen[str]] = []

    def begin(*words: str, fresh: bool = False) -> subprocess.Popen[str]:
        if not fresh and not started:
            migrated.put_into(tmp_path)
        command = [sys.executable, "-m", "deeproot_app.cli", "serve", "--workers", "1", *words]
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def read_until(process: "subprocess.Popen[str]", pattern: str) -> str:
    """What the process prints, up to a line that holds the pattern."""
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if re.search(pattern, line):
            return said
    raise AssertionError(f"it ended with {process.wait()}, having said: {said}")


def workers_of(process: "subprocess.Popen[str]") -> list[psutil.Process]:
    children = psutil.Process(process.pid).children()
    return [child for child in children if "--beside" in command_of(child)]


def command_of(process: psutil.Process) -> list[str]:
    """Its command; nothing of one that has just ended."""
    try:
        return process.cmdline()
    except (psutil.ZombieProcess, psutil.NoSuchProcess):
        return []


def until(true: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def test_it_serves_with_a_worker_beside_it_that_is_replaced_when_killed_and_ends_with_it(run: Run) -> None:
    server = run(fresh=True)
    said = read_until(server, "/welcome/")
    assert "Creating the database." in said
    link = said.split()[-1]
    with urlopen(link) as page:
        assert "Welcome to Deeproot" in page.read().decode()
        stylesheet = re.search(r'href="(/static/[^"]*deeproot[^"]*\.css)"', urlopen(link).read().decode())
    assert stylesheet
    assert re.search(r"\.[0-9a-f]{12}\.css", stylesheet[1]), "static files carry their content's hash"
    with urlopen(re.sub("/welcome/.*", stylesheet[1], link)) as answer:
        assert "immutable" in answer.headers["Cache-Control"]

    until(lambda: workers_of(server))
    first = workers_of(server)[0]
    until(lambda: time.time() - first.create_time() > 2.2)
    first.kill()
    until(lambda: [worker for worker in workers_of(server) if worker.pid != first.pid])

    second = workers_of(server)[0]
    until(lambda: time.time() - second.create_time() > 2.5)
    server.send_signal(signal.SIGTERM)
    assert server.wait(25) == 0
    until(lambda: not second.is_running() or second.status() == psutil.STATUS_ZOMBIE)


def test_a_worker_does_not_outlive_a_server_that_was_killed(run: Run) -> None:
    server = run("--port", str(free_port()))
    read_until(server, "/welcome/")
    until(lambda: workers_of(server))
    worker = workers_of(server)[0]
    for child in psutil.Process(server.pid).children():
        if child.pid != worker.pid:
            child.kill()
    server.kill()
    until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which something listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def test_where_the_default_port_is_taken_the_next_is_used_and_said(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "DEFAULT_PORT", taken)
    chosen = serve.free("127.0.0.1", None)
    assert chosen > taken
    assert capsys.readouterr().err == f"deeproot: Port {taken} is taken; using {chosen}.\n"


def test_a_port_that_was_asked_for_and_is_taken_is_refused(taken: int) -> None:
    with pytest.raises(Exception, match=f"Port {taken} of 127.0.0.1 cannot be had"):
        serve.free("127.0.0.1", taken)
