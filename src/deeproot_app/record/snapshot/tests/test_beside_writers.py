"""A sync holds up nobody who writes; two at once are one; a killed one leaves what there was."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deeproot_app.base.tests import migrated
from deeproot_app.base.tests.migrated import own_database

SOURCE = Path(__file__).resolve().parents[4]
BEGIN = """
import django; django.setup()
import sys
if sys.argv[-1] in ("-c", "0"):
    from deeproot_app.base import schema
    schema.make_ready(lambda says: None, upgrade=True)
from deeproot_app.record.snapshot import where
where.ROWS_A_BUCKET, where.ROWS_A_GROUP = 8, 4
from deeproot_app.record.snapshot import files, manifest, sync as syncing, whole
from deeproot_app.record.snapshot.sync import sync
from deeproot_app.record.snapshot.tests import cast
from deeproot_app.record.snapshot.where import folder
import json, random, threading, time
"""
RESTLESS = (
    BEGIN
    + """
chance = random.Random(int(sys.argv[1]))
if not cast.Customer.objects.exists():
    cast.fill(40)
there = manifest.read(folder())
sound = there is None or all(
    files.is_whole(folder(), file, every_byte=True) for own in there.files.values() for file in own.values()
)
did = sync().did
ours, theirs = cast.in_the_database(), cast.in_the_files()
named = manifest.read(folder()).names
tidy = cast.names() == named and not list(folder().rglob("*.unfinished")) and not list(folder().glob("parting-*"))
print(json.dumps([sound, did, all(theirs[name].equals(ours[name]) for name in ours), tidy]), flush=True)
customers = sorted(cast.Customer.objects.values_list("pk", flat=True))
for step in range(1000):
    if step % 4 == 3:
        cast.remove(customers[:1]); customers = customers[1:]
        cast.fill(1, marked=f"{sys.argv[1]}-{step}")
    if step % 3 == 1:
        (folder() / manifest.NAME).unlink()
    cast.change(chance.sample(customers, 3), int(sys.argv[1]) * 10000 + step)
    sync()
"""
)
MEANWHILE = (
    BEGIN
    + """
cast.fill(40)
twice = []
both = [threading.Thread(target=lambda: twice.append(sync().did)) for _ in range(2)]
[one.start() for one in both]; [one.join() for one in both]
(folder() / manifest.NAME).unlink()
quick = files.write
def slowly(*given):
    time.sleep(0.01)
    return quick(*given)
files.write = slowly
done, waits = [], []
at_work = threading.Thread(target=lambda: done.append(sync()))
at_work.start()
while at_work.is_alive():
    began = time.monotonic()
    cast.change(["c0001"], 1000 + len(waits))
    waits.append(time.monotonic() - began)
files.write = quick
after = sync()
ours, theirs = cast.in_the_database(), cast.in_the_files()
same = all(theirs[name].equals(ours[name]) for name in ours)
print(json.dumps([sorted(twice), len(waits), max(waits), done[0].did, after.did, same]))
"""
)
ON_BOTH = pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])


def surroundings(database: str, home: Path, request: pytest.FixtureRequest, name: str) -> dict[str, str]:
    url = own_database(request.getfixturevalue("postgres_url"), name) if database == "postgres" else ""
    migrated.put_into(home)
    given = {"DEEPROOT_HOME": str(home), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "deeproot_app.settings"}
    return os.environ | given | {"PYTHONPATH": str(SOURCE)}


@ON_BOTH
def test_a_sync_killed_at_any_moment_leaves_sound_files_and_the_next_one_goes_on(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    environment = surroundings(database, tmp_path, request, "killed_sync")
    chance = random.Random(20)
    for turn in range(4 if database == "sqlite" else 2):
        words = [sys.executable, "-c", RESTLESS, str(turn)]
        with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as restless:
            assert restless.stdout is not None
            sound, did, same, tidy = json.loads(restless.stdout.readline() or '["it did not start", 0, 0, 0]')
            time.sleep(chance.random() * 0.8)
            restless.kill()
        assert (sound, same, tidy) == (True, True, True), (turn, did)


@ON_BOTH
def test_writers_go_on_while_files_are_written_and_two_syncs_at_once_are_one(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    environment = surroundings(database, tmp_path, request, "written_meanwhile")
    words = [sys.executable, "-c", MEANWHILE]
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    twice, written, longest, did, after, same = json.loads(ended.stdout)
    assert twice == ["nothing", "whole"]
    assert written >= 10
    assert longest < 1
    assert (did, after, same) == ("whole", "changes", True)
