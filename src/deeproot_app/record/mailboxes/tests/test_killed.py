"""Tests of a fetcher that is killed: `kill -9` at random moments, then run again, as if nothing had happened."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from deeproot_app.base.tests import migrated
from deeproot_app.channels.email.tests.dovecot import Server
from deeproot_app.record.mailboxes.tests.fetching import process
from deeproot_app.record.mailboxes.tests.made import ids, mails

EXTRA = "Received: from a by b with ESMTP; Mon, 2 Mar 2026 09:00:00 +0000\r\n"

LEAST_STATEMENTS = 3 / 2
"""A mail needs more than so many, in both mailboxes together: killed ones that say less leave something to do."""

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the homes of this test are SQLite's")


@pytest.fixture(autouse=True)
def small_lots() -> Iterator[None]:
    """Lots so small that there are many moments to be killed at."""
    os.environ["LOT"] = "15"
    yield
    del os.environ["LOT"]


def asked(home: Path, query: str) -> list[tuple[str, ...]]:
    """What the database holds, seen from outside."""
    try:
        with closing(sqlite3.connect(f"file:{home}/deeproot.sqlite3?mode=ro", uri=True)) as database:
            return database.execute(query).fetchall()
    except sqlite3.OperationalError:
        return []


def how_far(home: Path) -> int:
    """Arrivals and interactions: they grow while the mailbox is kept, and while it is read."""
    counted = (
        "SELECT (SELECT count(*) FROM deeproot_record_arrival), (SELECT count(*) FROM deeproot_record_interaction)"
    )
    return sum(int(number) for row in asked(home, counted) for number in row)


def finished(running: subprocess.Popen[bytes]) -> None:
    _, err = running.communicate(timeout=300)
    assert running.returncode == 0, err.decode()


def killed_in_the_middle(home: Path, chance: random.Random, most: int, *words: str) -> None:
    """Run it until it has said so much to the database and a moment more, and not one thing after."""
    dies = f"{chance.randint(1, most)} {0.001 + chance.random() * 0.02:f}"
    running = process(home, *words, env={"DIES": dies})
    running.communicate(timeout=300)
    assert running.returncode == -signal.SIGALRM, "it was killed in the middle"


@pytest.mark.parametrize(("many", "rounds"), [(240, 3), pytest.param(10_000, 30, marks=pytest.mark.slow)])
def test_killed_again_and_again_nothing_is_lost_and_nothing_is_twice(
    dovecot: Server, tmp_path: Path, many: int, rounds: int
) -> None:
    for user, extra in (("ada", ""), ("ben", EXTRA)):
        dovecot.fresh(user)
        dovecot.deliver(user, mails(range(many), more=extra))
    migrated.put_into(tmp_path)
    finished(process(tmp_path, "make"))
    chance = random.Random(11)
    for _ in range(rounds):
        killed_in_the_middle(tmp_path, chance, int(LEAST_STATEMENTS * many / rounds), str(dovecot.port), "ada", "ben")
    assert 0 < how_far(tmp_path) < 3 * many, "what the killed ones did was kept, and there was more to do"
    finished(process(tmp_path, str(dovecot.port), "ada", "ben"))
    found = [row[0] for row in asked(tmp_path, "SELECT interaction_id FROM deeproot_record_interaction")]
    assert (len(found), set(found)) == (many, ids(range(many)))
    arrivals = asked(tmp_path, "SELECT state, count(*) FROM deeproot_record_arrival GROUP BY state")
    assert arrivals == [("recorded", 2 * many)]
    told = "SELECT f.connection_id, sum(d.seen), sum(d.stored), sum(d.missing)"
    days = "deeproot_record_folderday d JOIN deeproot_record_folder f ON f.id = d.folder_id"
    counted = asked(tmp_path, f"{told} FROM {days} GROUP BY 1")
    assert [row[1:] for row in counted] == [(many, many, 0)] * 2
