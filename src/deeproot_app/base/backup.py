"""A copy of the whole database in one file, checked; and putting one back.

The copy holds everything that cannot be made again: people, record, raw rows, audit trail. Not in it are the key that
signs sessions (people sign in once more after a restore), uploaded files whose rows are in the record, and snapshots.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from deeproot_app.base import clock
from deeproot_app.base.errors import UserError

SUFFIX = {"sqlite": ".sqlite3", "postgresql": ".dump"}


def folder() -> Path:
    """Where backups go unless told otherwise."""
    return Path(settings.HOME) / "backups"


def name(what: str = "deeproot") -> str:
    """A file name of this moment, to the thousandth of a second; names in alphabetical order are in order of time."""
    now = clock.machine()
    return f"{what}-{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03}Z{SUFFIX[connection.vendor]}"


def save(path: Path) -> Path:
    """Write a checked copy of the database to ``path``, while everything runs on; return it. Nobody else can read it.

    Raises UserError where there is such a file, no room, or no `pg_dump`.
    """
    if path.exists():
        raise UserError(f"{path} is there already; choose another name.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        if connection.vendor == "sqlite":
            _copy_sqlite(unfinished)
            check_sqlite(unfinished)
        else:
            _run("pg_dump", "--format=custom", "--no-owner", f"--file={unfinished}", _name())
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def _copy_sqlite(target: Path) -> None:
    """VACUUM INTO: one moment's state, without stopping writers for more than an instant."""
    size = Path(settings.DATABASES["default"]["NAME"]).stat().st_size
    if shutil.disk_usage(target.parent).free < size * 1.05:
        raise UserError(f"There is no room in {target.parent}: the copy needs {size / 1e9:.1f} GB.")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])


def check_sqlite(path: Path) -> None:
    """Raise UserError where the file is no sound database of Deeproot's, or is newer than this program."""
    import sqlite3  # the fixed one: settings have put it in this place

    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            steps = {tuple(row) for row in database.execute("SELECT app, name FROM django_migrations")}
    except sqlite3.DatabaseError as fault:
        raise UserError(f"{path} is no backup of Deeproot's ({fault}).") from None
    if found != "ok":
        raise UserError(f"{path} is damaged: {found}.")
    if not any(app == "deeproot_base" for app, _ in steps):
        raise UserError(f"{path} is a database, but not one of Deeproot's.")
    _refuse_newer(steps)


def _refuse_newer(steps: set[Any]) -> None:
    from django.db.migrations.loader import MigrationLoader

    known = MigrationLoader(None).disk_migrations or {}
    newer = sorted(name for app, name in steps if app.startswith("deeproot_") and (app, name) not in known)
    if newer:
        raise UserError(f"The backup is of a newer Deeproot (it has {newer[-1]}). Upgrade the program first.")


def restore(path: Path) -> Path | None:
    """Put the backup in the place of the database; return where the present one was kept (None on PostgreSQL).

    Nothing else may be running. Raises UserError where the file is no sound backup: then nothing was changed.
    """
    if not path.is_file():
        raise UserError(f"There is no file {path}.")
    if connection.vendor != "sqlite":
        options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
        _run("pg_restore", *options, f"--dbname={_name()}", str(path))
        return None
    check_sqlite(path)
    return _replace_sqlite(path)


def _replace_sqlite(path: Path) -> Path | None:
    """Keep the present database, then rename the copy into its place: at every moment one of the two is whole there."""
    present = Path(settings.DATABASES["default"]["NAME"])
    fresh = present.with_name(f".{present.name}.restoring")
    shutil.copyfile(path, fresh)
    fresh.chmod(0o600)
    check_sqlite(fresh)
    kept = save(folder() / name("before-restore")) if present.exists() else None
    connections.close_all()
    for rest in ("-wal", "-shm"):
        Path(f"{present}{rest}").unlink(missing_ok=True)
    fresh.rename(present)
    return kept


def prune(directory: Path, keep: int) -> list[Path]:
    """Remove all but the latest ``keep`` of the backups that bear our own name; return those removed."""
    found = sorted(directory.glob(f"deeproot-*{SUFFIX[connection.vendor]}"))
    gone = found[:-keep] if keep else []
    for path in gone:
        path.unlink()
    return gone


def _name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database; its password travels by the environment, not on the line."""
    found = shutil.which(program) or next(map(str, _newest(program)), None)
    if not found:
        raise UserError(f"There is no `{program}` here: install PostgreSQL's client programs (postgresql-client).")
    given = settings.DATABASES["default"]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    env = {**os.environ, **{variable: given[key] for variable, key in names.items() if given[key]}}
    done = subprocess.run([found, *arguments], env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise UserError(f"`{program}` failed: {' '.join(done.stderr.split())[:500]}")


def _newest(program: str) -> list[Path]:
    found = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    return sorted(found, key=lambda path: int(path.parts[-3]), reverse=True)
