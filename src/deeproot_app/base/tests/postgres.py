"""A throwaway PostgreSQL server for tests: on a free port of the loopback, gone afterwards.

As a pytest plugin it gives the fixture `postgres_url`, and `--of-the-database`, which leaves out what says nothing new
on another database. As a command it runs another one against a server of its own:
`python -m deeproot_app.base.tests.postgres pytest` runs the whole suite on PostgreSQL.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import pathname2url

import pytest

from deeproot_app.base.tests.deep import DEEP

FAST = [
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=50"),
    *("jit=off", "autovacuum=off", "max_parallel_workers_per_gather=0"),  # what tests ask is small, and asked once
]


OF_THE_DATABASE = "--of-the-database"


class NoServer(Exception):
    """There is no PostgreSQL server program on this machine."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(OF_THE_DATABASE, action="store_true", help="leave out tests that use no database of Django's")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what asks for the database of the run; programs that a test starts bring their own (`own_database`)."""
    if config.getoption(OF_THE_DATABASE):
        deep = bool(config.getoption(DEEP))
        apart = [item for item in items if not _is_of_the_database(item, deep)]
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if _is_of_the_database(item, deep)]


def _is_of_the_database(item: pytest.Item, deep: bool) -> bool:
    if item.get_closest_marker("any_database") is not None and not deep:
        return False
    asks = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(asks) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The DATABASE_URL of an empty database on a server that lives as long as the test session."""
    try:
        with server() as url:
            yield url
    except NoServer as missing:
        pytest.skip(str(missing))


@contextmanager
def server() -> Iterator[str]:
    """Start a server; give the URL of an empty database on it; stop it and remove its files."""
    programs = binaries()
    place = Path(tempfile.mkdtemp(prefix="deeproot-postgres-"))
    unprivileged: dict[str, Any] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        unprivileged = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        shutil.chown(place, "nobody", "nogroup")
    process: subprocess.Popen[bytes] | None = None
    try:
        init: list[str | Path] = [
            programs / "initdb",
            "-D",
            place / "data",
            "-U",
            "deeproot",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        subprocess.run([*init, "--no-sync"], check=True, capture_output=True, cwd=place, **unprivileged)
        port = free_port()
        options = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={place}", *FAST]
        flags = [word for option in options for word in ("-c", option)]
        with (place / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", place / "data", *flags], stderr=log, cwd=place, **unprivileged
            )
        yield reachable(f"postgresql://deeproot@127.0.0.1:{port}/postgres", process, place / "log")
    finally:
        if process:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:  # clients still hold on; they are tests, and over
                process.kill()
        shutil.rmtree(place, ignore_errors=True)


def binaries() -> Path:
    """The folder of the newest server's programs. Raises NoServer where there is none."""
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise NoServer("No PostgreSQL server here: install the package `postgresql` to run the tests marked postgres.")
    return found[-1].parent


def is_here() -> bool:
    """Whether the server's programs are on this machine."""
    try:
        return bool(binaries())
    except NoServer:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def reachable(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until the server answers, and return its URL."""
    import psycopg

    until = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-2000:]}") from None
            time.sleep(0.05)
        else:
            return url


def own_database(url: str, name: str) -> str:
    """The URL of a fresh empty database of that name on the same server."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return beside(url, name)


def beside(url: str, name: str) -> str:
    """The URL of the database of that name on the same server."""
    return f"{url.rpartition('/')[0]}/{pathname2url(name)}"


def dump(url: str, path: Path) -> None:
    """Write down all that the database holds, as SQL."""
    subprocess.run([binaries() / "pg_dump", "--no-owner", "-f", path, url], check=True)


def restore(path: Path, url: str) -> None:
    """Put into the empty database what was written down."""
    psql = [binaries() / "psql", "--no-psqlrc", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", path, url]
    subprocess.run(psql, check=True, stdout=subprocess.DEVNULL)


def main(command: list[str]) -> int:
    with server() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except NoServer as missing:
        sys.exit(str(missing))
