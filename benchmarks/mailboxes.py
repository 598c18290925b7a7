"""A mailbox of a real Dovecot into the record: mails a second of processor time; cut, killed, moved: nothing lost.

`./run bench mailboxes --mails 10000 --rounds 20` (needs Dovecot: the package `dovecot-imapd`). The mailbox of Ada is
fetched and read by a process of its own, into a home of its own; then Ben's, which holds the same mails with other
hops; then Ada's again under another UIDVALIDITY. The same again by processes that are killed (`kill -9`) at random
moments. Each time the Message-IDs recorded are compared with those that were made. The peer fetches the same mails with
Python's `imaplib` and takes them apart with its `email`, and keeps nothing.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import imaplib
import os
import platform
import random
import signal
import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from deeproot_app.channels.email.tests.dovecot import PASSWORD, NoServer, Server, server
from deeproot_app.record.mailboxes.tests.fetching import process
from deeproot_app.record.mailboxes.tests.mails import ids, mails

HOPS = "Received: from a by b with ESMTP; Mon, 2 Mar 2026 09:00:00 +0000\r\n"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--mails", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=20, help="how often the fetcher is killed")
    args = asked.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d}")
    print(f"./run bench mailboxes --mails {args.mails} --rounds {args.rounds}\n")
    try:
        with server() as dovecot, tempfile.TemporaryDirectory() as folder:
            dovecot.deliver("ada", mails(range(args.mails)))
            dovecot.deliver("ben", mails(range(args.mails), more=HOPS))
            undisturbed(dovecot, Path(folder) / "calm", args.mails)
            killed(dovecot, Path(folder) / "killed", args.mails, args.rounds)
            peer(dovecot, args.mails)
    except NoServer as missing:
        raise SystemExit(str(missing)) from None


def undisturbed(dovecot: Server, home: Path, count: int) -> None:
    """One mailbox, the other with the same mails, and the first again as another folder."""
    ran(home, "make")
    told("one mailbox, fetched and read", count, home, ran(home, str(dovecot.port), "ada"))
    told("another with the same mails", count, home, ran(home, str(dovecot.port), "ben"))
    dovecot.anew("ada")
    told("the first under another UIDVALIDITY", count, home, ran(home, str(dovecot.port), "ada"))


def killed(dovecot: Server, home: Path, count: int, rounds: int) -> None:
    """Both mailboxes, by processes that are killed at random moments."""
    ran(home, "make")
    chance = random.Random(5)
    for _ in range(rounds):
        running = process(home, str(dovecot.port), "ada", "ben")
        aim = how_far(home) + chance.randint(1, 3 * count // rounds)
        while running.poll() is None and how_far(home) < aim:
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
        running.communicate()
    before = how_far(home)
    told(f"killed {rounds} times, then to the end", 2 * count, home, ran(home, str(dovecot.port), "ada", "ben"), count)
    print(f"       arrivals and interactions when it was killed for the last time: {before:,} of {3 * count:,}")


def ran(home: Path, *words: str) -> tuple[float, float]:
    """The CPU seconds and the peak megabytes of a process that runs to its end."""
    running = process(home, *words)
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(running.stderr.read().decode() if running.stderr else "the fetcher failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def told(what: str, mails_: int, home: Path, used: tuple[float, float], count: int | None = None) -> None:
    """One line of what was measured; ends the benchmark where anything is lost or twice."""
    cpu, peak = used
    found = [row[0] for row in asked(home, "SELECT interaction_id FROM deeproot_record_interaction")]
    if len(found) != len(set(found)) or set(found) != ids(range(count or mails_)):
        raise SystemExit(f"{what}: {len(found):,} recorded, {len(set(found)):,} of them different: lost or twice")
    kept = asked(home, "SELECT count(*) FROM deeproot_record_arrival")[0][0]
    speed = f"{cpu:6.1f} s of CPU, {mails_ / cpu:6,.0f} mails/s, peak {peak:4,.0f} MB"
    print(f"{what:38} {speed}; {len(found):,} recorded, {kept:,} kept")


def how_far(home: Path) -> int:
    tables = ("arrival", "interaction")
    return sum(asked(home, f"SELECT count(*) FROM deeproot_record_{one}")[0][0] for one in tables)


def asked(home: Path, query: str) -> list[tuple[int, ...]]:
    with closing(sqlite3.connect(f"file:{home}/deeproot.sqlite3?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def peer(dovecot: Server, count: int) -> None:
    """imaplib and email alone."""
    before = time.process_time()
    line = imaplib.IMAP4("127.0.0.1", dovecot.port)
    line.authenticate("PLAIN", lambda _: f"\0ada\0{PASSWORD}".encode())
    line.select("INBOX", readonly=True)
    parsed = 0
    for start in range(1, count + 1, 100):
        _, found = line.fetch(f"{start}:{min(start + 99, count)}", "(BODY.PEEK[])")
        raws = [one[1] for one in found if isinstance(one, tuple)]
        parsed += sum(1 for raw in raws if email.message_from_bytes(raw, policy=email.policy.default)["from"])
    line.logout()
    used = time.process_time() - before
    print(f"{'peer: imaplib and email, keeping nothing':38} {used:6.1f} s of CPU, {parsed / used:6,.0f} mails/s")


if __name__ == "__main__":
    main()
