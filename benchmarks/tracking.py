"""Tracking: events a second, durably kept, and how long a call waits; a tenfold burst; taking in; a plain view beside.

`./run bench tracking`. The server is the one of `deeproot serve`, in a home of its own, with SQLite; the callers are
processes beside it on the same machine, with connections that they keep. Latency is counted from when a call was due,
not from when it could be sent; processor time is that of the server alone. Some calls are sent twice on purpose.
Afterwards every event that was acknowledged must be in the record once, or the benchmark fails. The peer, in the same
run: a plain Django view that inserts each event by itself.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPConnection
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import psutil

HERE = Path(__file__).resolve().parent
KEY = "wk_benchmark"
USERS, GROUPS, BATCH = 2_000, 200, 100
CONNECTIONS = 16
HEADERS = {
    "Authorization": "Basic " + b64encode(f"{KEY}:".encode()).decode(),
    "Content-Type": "application/json",
}

Call = tuple[float, str, bytes]
"""Seconds after the start at which it is due, its name, its body."""


class Load(NamedTuple):
    """What a load gave."""

    answers: list[Answer]
    cpu: float
    """Seconds of the server's processor time."""


class Answer(NamedTuple):
    """What became of a call."""

    waited: float
    """Seconds from when it was due to when it was acknowledged, refusals and waits included."""
    refused: int
    """How often it was told to come again."""
    ended: float


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=int, default=10, help="of steady load; a burst lasts half as long")
    asked.add_argument("--rate", type=int, default=2_000, help="events a second of the steady load")
    given = asked.parse_args()
    names = ("Django", "gunicorn", "pysqlite3")
    print(f"./run bench tracking --seconds {given.seconds} --rate {given.rate}")
    print(
        f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in names)}, SQLite; "
        f"{os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d}; callers on the same machine"
    )
    with tempfile.TemporaryDirectory() as folder:
        ours(Path(folder) / "ours", given.seconds, given.rate)
        plain(Path(folder) / "plain", given.seconds)


def ours(home: Path, seconds: int, rate: int) -> None:
    """Load our server, steadily, in a burst, and with single calls; then take everything in."""
    with Served(home, [sys.executable, "-m", "deeproot_app.cli", "serve", "--no-worker"]) as server:
        events = Events()
        steady = events.batches(rate, seconds)
        burst = events.batches(rate * 10, max(1, seconds // 2))
        singles = events.singles(3_000)
        told("steady", steady, server.load([*steady, *again(steady)]))
        told("burst", burst, server.load([*burst, *again(burst)]))
        told("singles", singles, server.load(singles), paced=False)
    taken_in(home, events.made)


def plain(home: Path, seconds: int) -> None:
    """The peer: batches, an insert and a commit an event; and single calls."""
    prepare(home)
    with Served(home, [sys.executable, str(HERE / "plain_tracking.py")], ready=True) as server:
        events = Events()
        batches = [(0.0, name, body) for _, name, body in events.batches(1_000, max(1, seconds // 3))]
        told("plain view, batches", batches, server.load(batches), paced=False)
        singles = events.singles(2_000)
        told("plain view, singles", singles, server.load(singles), paced=False)


class Events:
    """Makes calls; every event has an id of its own."""

    def __init__(self) -> None:
        self.made = 0

    def one(self) -> dict[str, Any]:
        self.made += 1
        number = self.made
        return {
            "type": "track",
            "userId": f"u{number % USERS}",
            "event": f"Step {number % 40} Done",
            "messageId": f"m-{number:09d}",
            "timestamp": datetime.fromtimestamp(time.time(), UTC).isoformat(),
            "properties": {"plan": "enterprise", "rows": number % 977, "path": "/reports/monthly", "ok": True},
            "context": {"groupId": f"g{number % USERS % GROUPS}", "library": {"name": "bench", "version": "1"}},
        }

    def batches(self, rate: int, seconds: int) -> list[Call]:
        """Batches of a hundred, evenly in time."""
        count = rate * seconds // BATCH
        sent = datetime.now(UTC).isoformat()
        made = [{"batch": [self.one() for _ in range(BATCH)], "sentAt": sent} for _ in range(count)]
        return [(place * BATCH / rate, "batch", json.dumps(one).encode()) for place, one in enumerate(made)]

    def singles(self, count: int) -> list[Call]:
        """Calls of one event, as fast as they are taken."""
        return [(0.0, "track", json.dumps(self.one()).encode()) for _ in range(count)]


def again(calls: list[Call]) -> list[Call]:
    """Every tenth call once more, a little later: what a sender does that heard no answer."""
    return [(due + 0.5, name, body) for due, name, body in calls[::10]]


class Served:
    """A server of its own, with callers."""

    def __init__(self, home: Path, command: list[str], *, ready: bool = False) -> None:
        self.home, self.command, self.ready = home, command, ready
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def __enter__(self) -> Served:
        if not self.ready:
            prepare(self.home)
        port = ["--port"] if not self.ready else []
        self.process = subprocess.Popen(
            [*self.command, *port, str(self.port)], env=environment(self.home), stdout=subprocess.DEVNULL
        )
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                time.sleep(1)
                return self
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the server did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)

    def load(self, calls: list[Call]) -> Load:
        """Send the calls when they are due, over connections that are kept; what became of each."""
        calls = sorted(calls, key=lambda call: call[0])
        begins = time.time() + 1
        shares = [calls[place::2] for place in range(2)]
        before = self.cpu()
        with ProcessPoolExecutor(2) as pool:
            found = pool.map(send_all, [self.port] * 2, shares, [begins] * 2)
            answers = [one for some in found for one in some]
        return Load(answers, self.cpu() - before)

    def cpu(self) -> float:
        """Seconds of processor time that the server's processes took so far."""
        whole = psutil.Process(self.process.pid)
        times = [one.cpu_times() for one in (whole, *whole.children(recursive=True))]
        return sum(one.user + one.system for one in times)


def send_all(port: int, calls: list[Call], begins: float) -> list[Answer]:
    shares = [calls[place :: CONNECTIONS // 2] for place in range(CONNECTIONS // 2)]
    with ThreadPoolExecutor(len(shares)) as pool:
        found = pool.map(lambda share: send_some(port, share, begins), shares)
        return [one for some in found for one in some]


def send_some(port: int, calls: list[Call], begins: float) -> list[Answer]:
    """One connection's calls. A refusal is sent again after as long as it asks for."""
    line = HTTPConnection("127.0.0.1", port, timeout=60)
    answers = []
    for due, name, body in calls:
        at = begins + due
        time.sleep(max(0.0, at - time.time()))
        began = at if due else max(time.time(), begins)
        refused = 0
        while (status := posted(line, name, body)) != 200:
            if status not in (429, 503, 0):
                raise SystemExit(f"a call was answered with {status}")
            refused += 1
            time.sleep(0.2)
        answers.append(Answer(time.time() - began, refused, time.time() - begins))
    return answers


def posted(line: HTTPConnection, name: str, body: bytes) -> int:
    """The status of one call; 0 where the line was cut."""
    try:
        line.request("POST", f"/v1/{name}", body, HEADERS)
        answer = line.getresponse()
        answer.read()
        return answer.status
    except OSError:
        line.close()
        return 0


def told(name: str, calls: list[Call], found: Load, *, paced: bool = True) -> None:
    """One line of what was measured."""
    events = sum(body.count(b'"messageId"') for _, _, body in calls)
    took = max(one.ended for one in found.answers)
    waits = sorted(one.waited for one in found.answers)
    refused = sum(one.refused for one in found.answers)
    due = f" due within {max(due for due, _, _ in calls):.1f} s" if paced else ""
    p50, p99, most = (1e3 * waits[min(len(waits) - 1, int(len(waits) * share))] for share in (0.5, 0.99, 1))
    print(
        f"{name}: {events:,} events in {len(calls):,} calls{due}, {len(waits) - len(calls)} sent twice: all kept after "
        f"{took:.1f} s, {events / took:,.0f} events/s; p50 {p50:.0f} ms, p99 {p99:.0f} ms, most {most:.0f} ms; "
        f"{refused} told to come again; processor {1e3 * found.cpu / len(waits):.2f} ms a call, "
        f"{events / found.cpu:,.0f} events a second of it"
    )


def environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DEEPROOT_HOME": str(home),
        "DATABASE_URL": "",
        "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent / 'src'}",
        "DJANGO_SETTINGS_MODULE": "deeproot_app.settings",
    }


def prepare(home: Path) -> None:
    run(home, f"prepare({USERS}, {GROUPS}, {KEY!r})")


def taken_in(home: Path, events: int) -> None:
    """Read everything that was kept; every event must be there once."""
    found = json.loads(run(home, "take_everything_in()"))
    print(
        f"taken in: {found['rows']:,} rows in {found['seconds']:.1f} s of processor time, "
        f"{found['rows'] / found['seconds']:,.0f} rows/s; peak {found['peak']:,.0f} MB"
    )
    if found["interactions"] != events or found["distinct"] != events:
        raise SystemExit(f"{events:,} events were acknowledged; {found['interactions']:,} are in the record")
    print(f"{events:,} events acknowledged, {found['interactions']:,} in the record: none lost, none double")


def run(home: Path, what: str) -> str:
    """Run something of `tracking_home` in the home."""
    script = f"import tracking_home; tracking_home.{what}"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(home), check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


if __name__ == "__main__":
    main()
