"""What `deeproot doctor` checks of the ground everything stands on: home, disk, clock, database, people, worker."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from deeproot_app.base import address, clock, schema
from deeproot_app.base.doctor import Finding, check, failed, ok, warning
from deeproot_app.base.models import Job, User, Worker

MEGABYTE = 1_000_000
WAL_RESET_FIXED = (3, 51, 3)
"""Earlier versions of SQLite can lose pages of a WAL database: docs/decisions/0003."""
LONGEST_CHECK = 20.0


@check("the home folder")
def home() -> Finding:
    try:
        with tempfile.TemporaryFile(dir=settings.HOME):
            pass
    except OSError as fault:
        return failed(f"{settings.HOME} cannot be written to ({fault.strerror}).", "Set DEEPROOT_HOME to one that can.")
    key = Path(settings.HOME) / "secret.key"
    if key.exists() and key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return warning(f"Others on this machine can read {key}.", f"chmod 600 {key}")
    return ok(str(settings.HOME))


@check("the disk")
def disk() -> Finding:
    free = shutil.disk_usage(settings.HOME).free
    says = f"{free / 1e9:.1f} GB free."
    cure = "Free some space, or move DEEPROOT_HOME to a larger disk."
    if free < 200 * MEGABYTE:
        return failed(says, cure)
    return warning(says, cure) if free < 2000 * MEGABYTE else ok(says)


@check("the clock")
def time_of_day() -> Finding:
    if fixed := os.environ.get("DEEPROOT_NOW"):
        return warning(f"DEEPROOT_NOW holds the clock at {fixed}.", "Unset it, save for tests and demonstrations.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - clock.machine())
        if apart > timedelta(seconds=2):
            return failed(f"This machine and the database are {apart.total_seconds():.0f} s apart.", "Set both by NTP.")
    if clock.machine() < datetime(2026, 1, 1, tzinfo=UTC):
        return failed(f"This machine believes it is {clock.machine():%Y-%m-%d}.", "Set its clock, best by NTP.")
    return ok(f"{clock.now():%Y-%m-%d %H:%M} UTC.")


@check("the database")
def database() -> Finding:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SHOW server_version")
            return ok(f"PostgreSQL {cursor.fetchone()[0]}.")
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    version = connection.Database.sqlite_version_info  # type: ignore[attr-defined]
    says = f"SQLite {'.'.join(map(str, version))}, journal {mode}."
    if version < WAL_RESET_FIXED:
        return warning(f"{says} This version can damage a database.", "pip install pysqlite3 (docs/decisions/0003)")
    return ok(says) if mode == "wal" else warning(says, "Move the home to a local disk: SQLite could not use its log.")


@check("its tables")
def tables() -> Finding:
    if missing := schema.pending():
        return failed(f"{len(missing)} steps behind this program.", "`deeproot serve` upgrades it as it starts.")
    schema.refuse_newer()
    return ok("Up to date.")


@check("its files")
def integrity() -> Finding:
    """SQLite's own quick check, broken off where the database is too large for it."""
    if connection.vendor != "sqlite":
        return ok("The server's to check.")
    connection.ensure_connection()
    raw, until = connection.connection, time.monotonic() + LONGEST_CHECK
    raw.set_progress_handler(lambda: time.monotonic() > until, 100_000)
    try:
        found = [row[0] for row in raw.execute("PRAGMA quick_check(3)")]
    except connection.Database.OperationalError:  # type: ignore[attr-defined]
        return warning("Too large to check here.", "Check a backup: `deeproot backup FILE` does.")
    finally:
        raw.set_progress_handler(None, 0)
    return ok("Sound.") if found == ["ok"] else failed("; ".join(found), "Stop Deeproot and restore the last backup.")


@check("the people")
def people() -> Finding:
    count = User.objects.filter(is_active=True, role=User.Role.ADMINISTRATOR).count()
    if count:
        return ok(f"{User.objects.filter(is_active=True).count()} may sign in, {count} of them administrators.")
    return warning("There is no administrator.", "deeproot user add EMAIL --role administrator")


@check("the address")
def reached() -> Finding:
    where = address.base()
    open_to_others = [host for host in settings.ALLOWED_HOSTS if host not in {"localhost", "127.0.0.1", "[::1]"}]
    if open_to_others and not settings.BEHIND_HTTPS:
        return warning(
            f"{where} is reached without HTTPS: passwords travel in the clear.",
            "Put it behind a server that speaks HTTPS and set DEEPROOT_URL=https://… (docs/operating.md).",
        )
    return ok(where)


@check("the worker")
def worker() -> Finding:
    now = clock.machine()
    alive = Worker.objects.filter(beat_at__gt=now - timedelta(minutes=2)).count()
    waiting = Job.objects.filter(state=Job.State.WAITING, run_at__lt=now - timedelta(minutes=10)).count()
    if alive:
        return ok(f"{alive} at work.") if not waiting else warning(f"{waiting} jobs wait for long.", "Start a second.")
    if waiting:
        return failed(f"None is at work, and {waiting} jobs wait.", "`deeproot serve` or `deeproot worker` starts one.")
    return warning("None is at work.", "`deeproot serve` or `deeproot worker` starts one.")


@check("the jobs")
def jobs() -> Finding:
    dead = Job.objects.filter(state=Job.State.DEAD).order_by("-finished_at")
    count = dead.count()
    if not count:
        return ok("None was given up.")
    last = dead[0]
    says = f"{count} were given up, the last of them {last.task.rpartition('.')[2]}: {last.says[:200]}"
    return warning(says, "Mend the cause, then: deeproot worker --retry-dead")
