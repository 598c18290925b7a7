"""Gives the tests a home of their own, before settings are read, so that nobody's own record is touched.

Loaded by pytest as a plugin (`-p` in pyproject.toml): a conftest.py would come too late, after Django's settings.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

HOME = tempfile.mkdtemp(prefix="deeproot-tests-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["DEEPROOT_HOME"] = HOME
(Path(HOME) / "static").mkdir()
for name in ("DEEPROOT_NOW", "DEEPROOT_DEBUG", "DEEPROOT_HTTPS", "DEEPROOT_HOSTS", "DEEPROOT_URL"):
    os.environ.pop(name, None)


def sql_of_all_tests() -> Path:
    """Where this run of the tests keeps the SQL it wrote: for homes of processes that would write it all anew."""
    kept = Path(HOME) / "sql"
    kept.mkdir(mode=0o700, exist_ok=True)
    return kept


def pytest_configure() -> None:
    """Look for a static file when it is asked for: else every test client would first list all of them."""
    from django.conf import settings

    settings.WHITENOISE_AUTOREFRESH = True
