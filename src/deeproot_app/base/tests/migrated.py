"""The tests' database begins as a copy of one that was migrated before: to migrate takes seconds of work, to copy none.

The copy lies in the environment's folder and is known by all that it is made of: the text of every migration, and the
versions of Django and the database. SQLite's is its file, PostgreSQL's the SQL that makes it anew. A pytest plugin.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from deeproot_app.base.tests import postgres

FOLDER: Final = Path(sys.prefix)
KEPT: Final = 4
"""So many copies are kept: several states of the tree are at work in one environment."""


def pytest_sessionstart() -> None:
    """Before any test asks for the database."""
    from django.db import connection

    from deeproot_app.base.first_tables import each_rendered_alone

    creation = connection.creation
    creation.create_test_db = each_rendered_alone()(creation.create_test_db)
    if connection.vendor != "sqlite" and not postgres.is_here():
        return  # a server elsewhere, and none of its programs here
    creation._create_test_db = _copied(creation._create_test_db)
    creation.create_test_db = _kept(creation.create_test_db)


def _copied(create: Callable[..., str]) -> Callable[..., str]:
    """What makes an empty database puts the copy there, if there is one."""

    def made(*given: Any, **options: Any) -> str:
        from django.db import connection

        name = create(*given, **options)
        if copy(connection.vendor).exists():
            if connection.vendor == "sqlite":
                shutil.copyfile(copy(), name)
            else:
                postgres.restore(copy("postgresql"), postgres.beside(os.environ["DATABASE_URL"], name))
        return name

    return made


def _kept(create: Callable[..., str]) -> Callable[..., str]:
    """What then migrates all that is missing leaves a copy for those who come later; those beside it wait for that."""

    def made(*given: Any, **options: Any) -> str:
        from django.db import connection

        with _alone():
            name = create(*given, **options)
            if not copy(connection.vendor).exists():
                if connection.vendor == "sqlite":
                    _keep(connection.connection)
                else:
                    _keep_sql(postgres.beside(os.environ["DATABASE_URL"], name))
        return name

    return made


def put_into(home: Path) -> None:
    """Spare a program with a home of its own the migrating, where there is a copy."""
    if copy().exists():
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy(), home / "deeproot.sqlite3")


def own_database(url: str, name: str) -> str:
    """The URL of a fresh database of that name on the same server, for a program that is to find its tables there."""
    own = postgres.own_database(url, name)
    with _alone():
        if not copy("postgresql").exists():
            ready = "import django; django.setup(); from deeproot_app.base import schema; schema.make_ready(print)"
            env = {**os.environ, "DATABASE_URL": own, "DJANGO_SETTINGS_MODULE": "deeproot_app.settings"}
            subprocess.run([sys.executable, "-c", ready], env=env, check=True, stdout=subprocess.DEVNULL)
            _keep_sql(own)
            return own
    postgres.restore(copy("postgresql"), own)
    return own


def copy(vendor: str = "sqlite") -> Path:
    """Where the migrated database is, or would be."""
    import django
    from django.apps import apps
    from django.db.backends.sqlite3.base import Database

    from deeproot_app.base import first_tables
    from deeproot_app.record import indexes

    made_of = [Path(first_tables.__file__), Path(indexes.__file__)]
    for app in apps.get_app_configs():
        made_of += sorted((Path(app.path) / "migrations").glob("*.py"))
    version = Database.sqlite_version if vendor == "sqlite" else postgres.binaries()
    digest = sha256(f"{django.VERSION} {version}".encode())
    for path in made_of:
        digest.update(f"{path.parent.parent.name}/{path.name}".encode() + path.read_bytes())
    return FOLDER / f".migrated-{digest.hexdigest()[:16]}.{'sqlite3' if vendor == 'sqlite' else 'sql'}"


def _keep(migrated: Any) -> None:
    from django.db.backends.sqlite3.base import Database

    fresh = copy().with_suffix(".part")
    fresh.unlink(missing_ok=True)
    with closing(Database.connect(fresh)) as target:
        migrated.backup(target)
    fresh.replace(copy())
    _forget_older(".migrated-*.sqlite3")


def _keep_sql(url: str) -> None:
    fresh = copy("postgresql").with_suffix(".part")
    postgres.dump(url, fresh)
    fresh.replace(copy("postgresql"))
    _forget_older(".migrated-*.sql")


def _forget_older(pattern: str) -> None:
    for old in sorted(FOLDER.glob(pattern), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)


@contextmanager
def _alone() -> Iterator[None]:
    """One process migrates; those beside it wait for its copy."""
    with (FOLDER / ".migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
