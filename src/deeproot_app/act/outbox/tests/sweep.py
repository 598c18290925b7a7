"""The sender killed at system calls (strace), one after the other, and started again: nobody gets a mail twice.

`python …/tests/sweep.py FOLDER [POINTS] [PART/PARTS]` prints what it found as JSON; without POINTS, or with 0, it kills
at every one of these calls; with a part such as 1/3 at every third of these points. A process that has everything
loaded forks for each point; strace takes hold of the child before it begins.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

CALLS: Final = ("connect", "sendto", "recvfrom", "pwrite64", "fsync", "fdatasync")
"""What is said to the server, what is heard, what is written for good."""
MODES: Final = ("ok", "drop_dot", "hang", "r4xx", "d5xx", "drop_data", "drop_mid", "garbage", "a4xx", "ok")
NOW: Final = "2026-06-30T12:00:00Z"
SINK: Final = Path(__file__).parents[3] / "channels/email/sending/tests/sink.py"


def set_up(home: Path) -> None:
    """Django, for this home alone."""
    os.environ |= {
        "DEEPROOT_HOME": str(home), "DEEPROOT_NOW": NOW, "DEEPROOT_INNER_HOSTS": "127.0.0.1", "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "deeproot_app.settings", "DEEPROOT_LOG_LEVEL": "CRITICAL",
    }  # fmt: skip
    import django

    django.setup()


def in_child(work: Callable[[], object]) -> int:
    """Do it in a forked process; its pid."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except BaseException as fault:
            sys.stderr.write(f"{type(fault).__name__}: {fault}\n")
            os._exit(1)
    return pid


def fill(port: int, modes: tuple[str, ...]) -> None:
    """A home with mails to people so, all due."""
    from django.db import connection

    from deeproot_app.act.outbox.tests.sending import account_at, people, queue_to
    from deeproot_app.base import schema
    from deeproot_app.base.tests import migrated

    migrated.put_into(Path(os.environ["DEEPROOT_HOME"]))
    schema.make_ready(lambda says: None)
    account_at(port, patience=0.5)
    queue_to(people(modes))
    connection.close()  # and what was written is in its place: no worker to be killed does that


def work_once(port: int) -> None:
    """Empty the outbox, as a job does."""
    from deeproot_app.act.models import SendingAccount
    from deeproot_app.act.outbox.worker import Worker

    account = SendingAccount.objects.get()
    account.settings["port"] = str(port)
    account.save(update_fields=["settings"])
    Worker().run(60.0)


def after(port: int) -> None:
    """The next worker, once the dead one's leases have ended."""
    from deeproot_app.act.models import Sending

    Sending.objects.exclude(lease_until=None).update(lease_until="2020-01-01T00:00:00Z")
    work_once(port)


def stands(out: Path) -> None:
    """Write down where all mails stand."""
    from deeproot_app.act.models import Sending
    from deeproot_app.act.outbox.tally import tally

    found = tally()
    states = dict(Sending.objects.values_list("message_id", "state"))
    out.write_text(json.dumps({"audience": found.audience, "adds_up": found.adds_up, "states": states}))


@contextmanager
def a_sink(log: Path) -> Iterator[int]:
    running = subprocess.Popen(
        [sys.executable, str(SINK), str(log)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout
    try:
        yield int(running.stdout.readline())
    finally:
        running.communicate()


def held_by_strace(pid: int, *words: str) -> subprocess.Popen[str]:
    """strace with its hand on that process."""
    running = subprocess.Popen(
        ["strace", "-f", "-p", str(pid), *words], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert running.stderr
    while line := running.stderr.readline():
        if "attached" in line:
            return running
    raise SystemExit("strace cannot take hold of a process here")


def traced(work: Callable[[], object], *words: str) -> None:
    """Do it in a child under strace; however it ends."""
    read, write = os.pipe()

    def begun() -> None:
        os.close(write)
        os.read(read, 1)
        work()

    pid = in_child(begun)
    os.close(read)
    tracer = held_by_strace(pid, *words)
    os.write(write, b"g")
    os.close(write)
    os.waitpid(pid, 0)
    tracer.communicate()


def done(pid: int) -> None:
    _, status = os.waitpid(pid, 0)
    if status:
        raise SystemExit(f"a child ended with {os.waitstatus_to_exitcode(status)}")


def counted(filled: Path, home: Path, folder: Path) -> Counter[str]:
    """How often the undisturbed sender makes each of these calls."""
    fresh(filled, home)
    calls = folder / "calls"
    with a_sink(folder / "undisturbed") as port:
        traced(lambda: work_once(port), "-o", str(calls), "-e", f"trace={','.join(CALLS)}")
    return Counter(
        call for line in calls.read_text(errors="replace").splitlines() for call in CALLS if f" {call}(" in line
    )


def fresh(filled: Path, home: Path) -> None:
    for path in home.glob("deeproot.sqlite3*"):
        path.unlink()
    for path in filled.glob("deeproot.sqlite3*"):
        shutil.copy(path, home / path.name)


def killed_at(call: str, number: int, home: Path, folder: Path) -> dict[str, Any]:
    """Kill it at the so-manieth such call, then let another worker go on; what everybody got, and where all stand."""
    log, out = folder / "taken", folder / "stands"
    log.unlink(missing_ok=True)
    with a_sink(log) as port:
        traced(
            lambda: work_once(port),
            "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}",
        )  # fmt: skip
        done(in_child(lambda: after(port)))
    done(in_child(lambda: stands(out)))
    taken = [json.loads(line)["id"].strip("<>") for line in log.read_text().splitlines()] if log.exists() else []
    return json.loads(out.read_text()) | {"copies": Counter(taken)}


def wrong(found: dict[str, Any]) -> list[str]:
    """What must never be."""
    faults = [f"{one}: {copies} copies" for one, copies in found["copies"].items() if copies > 1]
    if not found["adds_up"] or found["audience"] != len(MODES):
        faults.append("the audience does not add up")
    states = found["states"]
    faults += [f"{one} is left {state}" for one, state in states.items() if state in ("claimed", "handing_over")]
    faults += [f"{one} was taken and is {states[one]}" for one in found["copies"] if states[one] not in TAKEN]
    return faults + [
        f"{one} is thought sent, and was not taken"
        for one, state in states.items()
        if state == "sent" and not found["copies"].get(one)
    ]


TAKEN: Final = ("sent", "uncertain")
"""Where a mail that a server took may stand."""


def points(calls: Counter[str], most: int, part: str) -> list[tuple[str, int]]:
    every = [(call, number) for call in CALLS for number in range(1, calls[call] + 1)]
    if 0 < most < len(every):
        every = [every[(2 * place + 1) * len(every) // (2 * most)] for place in range(most)]
    which, parts = map(int, part.split("/"))
    return every[which - 1 :: parts]


def main() -> None:
    folder, most, part = Path(sys.argv[1]), *sys.argv[2:], *("0", "1/1")[len(sys.argv) - 2 :]
    filled, home = folder / "filled", folder / "home"
    home.mkdir(parents=True)
    filled.mkdir()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    set_up(home)
    from django.urls import reverse

    from deeproot_app.act.outbox.tests import sending  # noqa: F401 - loaded once, before any fork
    from deeproot_app.base import schema  # noqa: F401
    from deeproot_app.record import acted

    done(in_child(lambda: fill(1, MODES)))
    for path in home.glob("deeproot.sqlite3*"):
        shutil.copy(path, filled / path.name)
    acted.prepare()
    reverse("plan:unsubscribe", args=["x"])  # the addresses of all pages are read by now
    calls, faults, copies, uncertain = counted(filled, home, folder), [], 0, 0
    tried = points(calls, int(most), part)
    for call, number in tried:
        fresh(filled, home)
        found = killed_at(call, number, home, folder)
        faults += [f"killed at {call} {number}: {fault}" for fault in wrong(found)]
        copies = max(copies, *found["copies"].values(), 0)
        uncertain += sum(state == "uncertain" for state in found["states"].values())
    told = {"calls": calls, "points": len(tried), "most_copies": copies, "uncertain": uncertain, "faults": faults}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
