"""Backup and restore, on whichever database the suite runs on."""

import fcntl
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from deeproot_app.base import people, schema
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Audit, User
from deeproot_app.cli import main
from deeproot_app.record import consent
from deeproot_app.record.models import Consent, ConsentAddress, Contact, Customer

pytestmark = pytest.mark.django_db(transaction=True)
Capture = pytest.CaptureFixture[str]
only_sqlite = pytest.mark.skipif("postgres" in settings.DATABASES["default"]["ENGINE"], reason="of SQLite only")


@pytest.fixture(autouse=True)
def nothing_else_runs() -> Iterator[None]:
    """These tests run many commands in one process; each lets go of the home as its process would."""
    yield
    let_go()


def let_go() -> None:
    while schema._in_use:
        schema._in_use.pop().close()


def save(path: Path, capsys: Capture) -> Path:
    assert main(["backup", str(path), "--json"]) == 0
    let_go()
    return Path(json.loads(capsys.readouterr().out)["path"])


def emails() -> list[str]:
    return list(User.objects.order_by("email").values_list("email", flat=True))


def test_what_was_lost_since_comes_back(administrator: User, tmp_path: Path, capsys: Capture) -> None:
    path = save(tmp_path / "copies", capsys)
    assert path.parent == tmp_path / "copies"
    assert path.stat().st_mode & 0o077 == 0
    administrator.delete()
    people.add(COMMAND_LINE, "late@oakfield.example")
    assert main(["restore", str(path)]) == 0
    assert emails() == ["ida@oakfield.example"]
    assert list(Audit.objects.order_by("id").values_list("act", flat=True)) == ["backup", "restore"]


@only_sqlite
def test_what_a_restore_replaces_is_kept(administrator: User, tmp_path: Path, capsys: Capture) -> None:
    path = save(tmp_path / "one.sqlite3", capsys)
    people.add(COMMAND_LINE, "late@oakfield.example")
    assert main(["restore", str(path)]) == 0
    kept = capsys.readouterr().err.rstrip(".\n").rpartition(" ")[2]
    let_go()
    assert main(["restore", kept]) == 0
    assert emails() == ["ida@oakfield.example", "late@oakfield.example"]


def spoilt(how: str, path: Path, capsys: Capture) -> Path:
    """A file that is no sound backup."""
    if how == "garbage":
        path.write_bytes(b"not a database at all" * 500)
    if how in {"newer", "half"}:
        path.write_bytes(save(path.with_name("good.sqlite3"), capsys).read_bytes())
    if how == "half":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    if how in {"newer", "of something else"}:
        with closing(sqlite3.connect(path)) as database:
            database.execute("CREATE TABLE IF NOT EXISTS django_migrations (app, name)")
            if how == "newer":
                database.execute("INSERT INTO django_migrations VALUES (999, 'deeproot_base', '9999_x', '2030-01-01')")
            database.commit()
    return path


@only_sqlite
@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("gone", "There is no file"),
        ("garbage", "is no backup of Deeproot's"),
        ("half", ""),
        ("of something else", "not one of Deeproot's"),
        ("newer", "The backup is of a newer Deeproot"),
    ],
)
def test_what_is_no_sound_backup_is_refused_and_changes_nothing(
    how: str, says: str, administrator: User, tmp_path: Path, capsys: Capture
) -> None:
    path = spoilt(how, tmp_path / "spoilt.sqlite3", capsys)
    assert main(["restore", str(path)]) == 1
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert emails() == [administrator.email]


@only_sqlite
def test_it_is_not_restored_under_a_running_process(administrator: User, tmp_path: Path, capsys: Capture) -> None:
    path = save(tmp_path / "one.sqlite3", capsys)
    with (Path(settings.HOME) / "in-use.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        assert main(["restore", str(path)]) == 1
    assert "Deeproot is running on this home" in capsys.readouterr().err


def test_every_command_that_uses_the_database_says_that_the_home_is_in_use(administrator: User) -> None:
    assert main(["user", "list"]) == 0
    assert bool(schema._in_use) == (connection.vendor == "sqlite")


def test_an_existing_file_is_not_written_over(administrator: User, tmp_path: Path, capsys: Capture) -> None:
    precious = tmp_path / "precious.sqlite3"
    precious.write_text("mine")
    assert main(["backup", str(precious)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert precious.read_text() == "mine"


@only_sqlite
def test_a_full_disk_is_told_before_anything_is_written(
    administrator: User, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        free = 10

    monkeypatch.setattr("shutil.disk_usage", lambda path: Full)
    assert main(["backup", str(tmp_path / "x.sqlite3")]) == 1
    assert "There is no room" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_only_the_latest_are_kept_where_that_is_asked_for(administrator: User, tmp_path: Path, capsys: Any) -> None:
    suffix = save(tmp_path, capsys).suffix
    for day in (1, 2, 3):
        (tmp_path / f"deeproot-2026010{day}T000000000Z{suffix}").touch()
    (tmp_path / f"mine{suffix}").touch()
    next(tmp_path.glob("deeproot-2026[!0]*")).unlink()
    assert main(["backup", str(tmp_path), "--keep", "2"]) == 0
    left = sorted(path.name for path in tmp_path.iterdir())
    assert [left[0], left[-1], len(left)] == [f"deeproot-20260103T000000000Z{suffix}", f"mine{suffix}", 3]


def test_an_objection_made_since_the_backup_holds_after_it_is_restored(tmp_path: Path, capsys: Capture) -> None:
    contact()
    consent.consented(COMMAND_LINE, contact_id="p-1", words="Write to me", proof="Form 7")
    path = save(tmp_path / "copies", capsys)
    consent.objected(COMMAND_LINE, contact_id="p-1")
    assert main(["restore", str(path)]) == 0
    assert "1 words about consent" in capsys.readouterr().err
    assert [row.state for row in Consent.objects.order_by("at")] == ["consented", "objected"]
    assert ConsentAddress.objects.filter(consent__state="objected").count() == 1


def contact() -> None:
    with transaction.atomic():
        customer = Customer.objects.create(customer_id="c-1", name="Birch")
        Contact.objects.create(contact_id="p-1", customer=customer, email="pat@birch.example")
