"""Processes beside this one: clean, deaf to Ctrl-C, gone with it; who uses them goes on where they are not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from deeproot.read import many, processes, read, read_many
from deeproot.read.processes import beside, cores, started

MESSAGES = [(f"I'll send offer {i} by Friday.", datetime.fromisoformat("2026-06-10T10:30"), {}) for i in range(60)]
ALONE = [read(text, said_at, **how) for text, said_at, how in MESSAGES]


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch):
    monkeypatch.setattr(many, "PAYS", 10)
    monkeypatch.setattr(many, "BLOCK", 5)


def nothing():
    """Begin without anything."""


def kill_yourself(messages):
    os.kill(os.getpid(), signal.SIGKILL)


def test_there_is_one_for_each_core_and_never_too_many(monkeypatch):
    assert 1 <= cores() <= processes.MOST
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    assert cores() == processes.MOST


def test_a_process_that_is_killed_in_the_middle_loses_no_message(monkeypatch, caplog):
    monkeypatch.setattr(many, "_block", kill_yourself)
    assert list(read_many(MESSAGES, processes=2)) == ALONE
    assert "the rest is read by this one" in caplog.text


@pytest.mark.parametrize(
    "refused", [OSError("no more processes"), ImportError("no semaphores"), RuntimeError("no thread")]
)
def test_a_machine_that_refuses_processes_loses_no_message(monkeypatch, refused):
    def refuse(*_):
        raise refused

    monkeypatch.setattr(many, "beside", refuse)
    assert list(read_many(MESSAGES, processes=2)) == ALONE


@pytest.mark.skipif(sys.platform != "linux", reason="limits the number of processes")
def test_a_limit_on_processes_is_such_a_refusal():
    script = """
import resource, sys
from deeproot.read import many, read_many
from datetime import datetime
resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))
many.PAYS, many.BLOCK = 10, 5
given = [("I will send it.", datetime(2026, 6, 10), {}) for _ in range(300)]
if __name__ == "__main__":
    print(len(list(read_many(given, processes=4))))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "300"


def test_they_do_not_hear_ctrl_c_that_is_for_this_process():
    with beside(1, nothing, "deeproot.read.loaded") as pool:
        started(pool, 1).result(timeout=60)
        os.kill(next(iter(pool._processes)), signal.SIGINT)
        assert pool.submit(os.getpid).result(timeout=60)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_what_they_are_copies_of_holds_no_thread_and_goes_with_them():
    with beside(1, nothing, "deeproot.read.loaded") as pool:
        copied = pool.submit(os.getppid).result(timeout=60)
        assert copied != os.getpid()
        assert len(list(Path(f"/proc/{copied}/task").iterdir())) == 1
        assert "numpy" in pool.submit(loaded_modules).result(timeout=60)
    assert not runs(copied)


def loaded_modules():
    return list(sys.modules)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_none_is_left_when_the_one_that_wanted_the_work_is_killed():
    script = """
import os, sys, time
from deeproot.read.processes import beside, started
from deeproot.read.tests.test_processes import nothing
if __name__ == "__main__":
    with beside(2, nothing, "deeproot.read.loaded") as pool:
        started(pool, 2).result()
        print(*pool._processes, pool.submit(os.getppid).result(), flush=True)
        pool.submit(time.sleep, 600)
        time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    children = [int(word) for word in parent.stdout.readline().split()]
    assert len(children) == 3
    parent.kill()
    parent.wait()
    until = time.monotonic() + 30
    while any(map(runs, children)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(runs, children))


def runs(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
