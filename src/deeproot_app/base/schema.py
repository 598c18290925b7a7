"""Bringing the database's tables up to what this program needs."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from deeproot_app.base import backup
from deeproot_app.base.errors import UserError
from deeproot_app.base.first_tables import each_rendered_alone

LOCK = 0x6465_6570
"""Our number among PostgreSQL's advisory locks: the letters `deep`."""


_in_use: list[IO[str]] = []
"""Held open for as long as this process lives: its lock says that the home is in use."""


def make_ready(say: Callable[[str], None], *, upgrade: bool = False) -> None:
    """Create or upgrade the tables where that is needed, one process at a time, and ``say`` so.

    A home of its own (SQLite) is upgraded by whoever comes first. PostgreSQL is shared: an empty database is filled,
    but an older one is upgraded only with ``upgrade`` (`deeproot serve`), lest a stray command changes it under a
    running server. Raises UserError where that is refused, and where the database is newer than this program.
    """
    hold()
    if not pending():
        refuse_newer()
        return
    with one_at_a_time():
        fresh = not applied()
        steps = pending()
        if not steps:
            return
        if connection.vendor != "sqlite" and not fresh and not upgrade:
            raise UserError("The database is older than this program. `deeproot serve` upgrades it as it starts.")
        say("Creating the database." if fresh else f"Upgrading the database: {len(steps)} steps.")
        if connection.vendor == "sqlite" and not fresh:
            kept = backup.save(backup.folder() / backup.name("before-upgrade"))
            say(f"What was there before is kept in {kept}.")
        with each_rendered_alone() if fresh else nullcontext():
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)


def pending() -> list[str]:
    """The migrations that this program has and the database has not, as `app.name`."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def applied() -> set[tuple[str, str]]:
    """The migrations of ours that the database has, as (app, name)."""
    done = MigrationExecutor(connection).recorder.applied_migrations()
    return {(app, name) for app, name in done if app.startswith("deeproot_")}


def refuse_newer() -> None:
    """Raise UserError where the database has steps that this program does not know."""
    known = MigrationExecutor(connection).loader.disk_migrations or {}
    newer = sorted(name for app, name in applied() if (app, name) not in known)
    if newer:
        raise UserError(
            f"The database was written by a newer Deeproot (it has {newer[-1]}, which this one does not know). "
            "Upgrade the program, or restore a backup of before."
        )


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the right to change the tables; others wait."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    with _open("schema.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def hold() -> None:
    """Say, until this process ends, that the home is in use. Waits while another command has it alone."""
    if not _in_use and connection.vendor == "sqlite":
        _in_use.append(_open("in-use.lock"))
        fcntl.flock(_in_use[0], fcntl.LOCK_SH)


@contextmanager
def alone() -> Iterator[None]:
    """Have the home to oneself. Raises UserError where anything else of Deeproot's is running on it."""
    if connection.vendor != "sqlite":
        yield
        return
    with _open("in-use.lock") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError("Deeproot is running on this home. Stop it (`serve`, `worker`), then try again.") from None
        yield


def _open(name: str) -> IO[str]:
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return (home / name).open("w")
