"""Tests of imports that are killed: `kill -9` at random moments, then run again, as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.tests import migrated
from deeproot_app.record.conftest import CUSTOMERS, INTERACTIONS, Load, counts
from deeproot_app.record.files.opened import FileError
from deeproot_app.record.importing import batches, run
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.report import Report
from deeproot_app.record.models import Batch, Change, Interaction, RawBlock, RefusedRow

ROWS = 6_000
SMALL_BLOCKS = """
import sys
from deeproot_app.cli import main
from deeproot_app.record.files import lines
from deeproot_app.record.importing import run
run.ROWS, run.BLOCKS, lines.CHUNK = 200, 1, 20_000
sys.exit(main(sys.argv[1:]))
"""


def deeproot(home: Path, *words: str) -> subprocess.Popen[bytes]:
    """The command in a process of its own, with blocks so small that there are many moments to be killed at."""
    environment = {
        **os.environ,
        "DEEPROOT_HOME": str(home),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "deeproot_app.settings",
    }
    script = ["import django; django.setup()" + SMALL_BLOCKS]
    return subprocess.Popen(
        [sys.executable, "-c", *script, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def done(home: Path, *words: str) -> dict[str, object]:
    """What a command answers that runs to its end."""
    process = deeproot(home, *words, "--json")
    out, err = process.communicate(timeout=120)
    assert process.returncode in (0, 3), err.decode()
    found: dict[str, object] = json.loads(out)
    return found


def company(folder: Path) -> Path:
    """A small company with many interactions, one of them broken."""
    folder.mkdir()
    (folder / "customers.csv").write_text(CUSTOMERS)
    header, first, *_ = INTERACTIONS.splitlines()
    rows = [first.replace("mail:1", f"mail:{at}").replace("c1", f"c{at % 2 + 1}") for at in range(ROWS)]
    rows[777] = rows[777].replace("email", "emial")
    (folder / "interactions.csv").write_text("\n".join([header, *rows, ""]))
    return folder


def recorded(home: Path, *, count: bool = False) -> list[tuple[object, ...]]:
    """The interactions that the database holds, and the ledger, seen from outside; or only how many there are."""
    rows = "interaction_id, customer_id, happened_at, channel, kind, customer_words FROM deeproot_record_interaction"
    told = "source, from_at, to_at, state, seen, stored FROM deeproot_record_coverage"
    try:
        with closing(sqlite3.connect(f"file:{home}/deeproot.sqlite3?mode=ro", uri=True)) as database:
            if count:
                return database.execute("SELECT count(*) FROM deeproot_record_interaction").fetchall()
            return database.execute(f"SELECT {rows} UNION ALL SELECT {told} ORDER BY 1").fetchall()
    except sqlite3.OperationalError:
        return [(0,)]


def how_many(home: Path) -> int:
    return int(str(recorded(home, count=True)[0][0]))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the homes of this test are SQLite's")
def test_killed_again_and_again_it_ends_as_if_it_had_never_been_killed(tmp_path: Path) -> None:
    given, calm, killed = company(tmp_path / "given"), tmp_path / "calm", tmp_path / "killed"
    for home in (calm, killed):
        migrated.put_into(home)
    done(calm, "import", str(given))
    chance = random.Random(7)
    for _ in range(2):
        process, aim = deeproot(killed, "import", str(given)), how_many(killed) + chance.randint(1, ROWS // 3)
        while process.poll() is None and how_many(killed) < aim:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL, "it was killed in the middle"
    report = done(killed, "import", str(given))
    last = report["files"][-1]  # type: ignore[index]
    assert (last["read"], last["created"], last["refused"]) == (ROWS, ROWS - 1, 1)
    assert any("it went on from there" in note for note in last["notes"])
    assert recorded(killed) == recorded(calm)
    refused = [(home / "refused").glob("*interactions.csv") for home in (calm, killed)]
    assert [len(next(files).read_text().splitlines()) for files in refused] == [2, 2]


def broken_off(load: Load, files: dict[str, str | bytes], after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import that dies after so many transactions."""
    monkeypatch.setattr(run, "ROWS", 1)
    monkeypatch.setattr(run, "BLOCKS", 1)
    monkeypatch.setattr("deeproot_app.record.files.lines.CHUNK", 150)
    commit, calls = batches.Held.commit, []

    def dies(self: batches.Held, **fields: object) -> None:
        calls.append(1)
        if len(calls) > after:
            raise KeyboardInterrupt
        commit(self, **fields)

    monkeypatch.setattr(batches.Held, "commit", dies)
    with pytest.raises(KeyboardInterrupt):
        load(files)
    monkeypatch.setattr(batches.Held, "commit", commit)


def test_an_interrupted_import_holds_whole_blocks_and_goes_on_after_them(
    load: Load, base: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = INTERACTIONS.replace("call,both", "call,sideways")
    broken_off(load, {"interactions.csv": text}, 2, monkeypatch)
    batch = Batch.objects.latest("pk")
    assert batch.state == Batch.State.RUNNING
    assert batch.created == Interaction.objects.count() > 0
    report = load({"interactions.csv": text}).files[0]
    assert report.batch == batch.pk
    assert counts(report) == (3, 2, 0, 0, 1)
    assert RefusedRow.objects.filter(batch=batch).count() == 1
    assert sum(RawBlock.objects.filter(batch=batch).values_list("lines", flat=True)) == 3
    assert not Change.objects.exists()


def test_an_import_that_another_process_took_over_stops(
    load: Load, base: Report, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "ROWS", 1)
    monkeypatch.setattr(run, "BLOCKS", 1)
    monkeypatch.setattr("deeproot_app.record.files.lines.CHUNK", 150)
    path = tmp_path / "interactions.csv"
    path.write_text(INTERACTIONS)

    def taken(done: int, of: int, says: str) -> None:
        Batch.objects.filter(state=Batch.State.RUNNING).update(token="somebody else's")

    with pytest.raises(batches.TakenOver, match="Another process goes on"):
        import_paths([str(path)], Options(), COMMAND_LINE, progress=taken)
    assert Interaction.objects.count() < 3
    assert counts(load({"interactions.csv": INTERACTIONS}).files[0])[0] == 3
    assert Interaction.objects.count() == 3


def test_a_failed_import_says_why_and_can_be_run_again(
    load: Load, base: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object, **more: object) -> None:
        raise FileError("The disk is full.")

    monkeypatch.setattr("deeproot_app.record.importing.refused.write", full)
    with pytest.raises(FileError):
        load({"interactions.csv": INTERACTIONS})
    monkeypatch.undo()
    assert counts(load({"interactions.csv": INTERACTIONS}).files[0])[0] == 3
    assert Interaction.objects.count() == 3
