"""Tables are created and upgraded by whoever needs them, by one at a time."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from deeproot_app.base import schema
from deeproot_app.base.errors import UserError
from deeproot_app.base.tests.postgres import own_database

LIST = ("-m", "deeproot_app.cli", "user", "list")
OLD = (
    "import django; django.setup()\n"
    "from django.core.management import call_command\n"
    "call_command('migrate', 'deeproot_base', '0002', verbosity=0)\n"
)
TABLES = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'deeproot_cache%' ORDER BY name"
"""Every table, index and trigger as SQLite wrote it down; the cache's is of no migration."""


def begin(env: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, *words], env=env, stdout=-1, stderr=-1, text=True)


def in_home(home: Path, url: str = "") -> dict[str, str]:
    env = {**os.environ, "DEEPROOT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "deeproot_app.settings"}
    return {**env, "DATABASE_URL": url}


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_two_who_come_first_at_once_create_the_tables_once(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = own_database(request.getfixturevalue("postgres_url"), "schema") if database == "postgres" else ""
    started = [begin(in_home(tmp_path, url), *LIST) for _ in range(2)]
    said = [process.communicate() for process in started]
    assert [process.returncode for process in started] == [0, 0], said
    assert sum("Creating the database." in errors for _, errors in said) == 1


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a home's database is SQLite's")
def test_an_older_home_is_upgraded_by_the_next_command_after_a_backup_to_the_tables_of_a_new_one(
    tmp_path: Path,
) -> None:
    old = begin(in_home(tmp_path), "-c", OLD)
    assert old.wait() == 0, old.communicate()
    command = begin(in_home(tmp_path), *LIST)
    said = command.communicate()[1]
    assert command.returncode == 0, said
    assert "Upgrading the database" in said
    assert len(list(tmp_path.glob("backups/before-upgrade-*.sqlite3"))) == 1
    with connection.cursor() as new, closing(sqlite3.connect(tmp_path / "deeproot.sqlite3")) as upgraded:
        assert upgraded.execute(TABLES).fetchall() == new.execute(TABLES).fetchall()


@pytest.mark.django_db
def test_an_older_postgresql_is_left_to_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setattr(schema, "pending", lambda: ["deeproot_base.0003"])
    monkeypatch.setattr(schema, "one_at_a_time", pytest.MonkeyPatch.context)
    with pytest.raises(UserError, match="`deeproot serve` upgrades it"):
        schema.make_ready(print)


@pytest.mark.django_db
def test_a_database_of_a_newer_program_is_refused() -> None:
    MigrationRecorder(connection).record_applied("deeproot_base", "9999_from_tomorrow")
    with pytest.raises(UserError, match="newer Deeproot"):
        schema.make_ready(print)
