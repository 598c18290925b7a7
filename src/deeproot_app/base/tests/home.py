"""Gives the tests a home and caches of their own, before settings are read, so that nobody's own are touched.

Loaded by pytest as a plugin (`-p` in pyproject.toml): a conftest.py would come too late, after Django's settings.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

HOME = tempfile.mkdtemp(prefix="deeproot-tests-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["DEEPROOT_HOME"] = HOME
if "PYTEST_XDIST_WORKER" not in os.environ:  # the processes of one run share its caches; so do runs that are told where
    os.environ["XDG_CACHE_HOME"] = os.environ.get("DEEPROOT_TEST_CACHES") or str(Path(HOME) / "caches")
(Path(HOME) / "static").mkdir()
for name in ("DEEPROOT_NOW", "DEEPROOT_DEBUG", "DEEPROOT_HTTPS", "DEEPROOT_HOSTS", "DEEPROOT_URL"):
    os.environ.pop(name, None)


def pytest_configure() -> None:
    """Look for a static file when it is asked for: else every test client would first list all of them.

    No example of Hypothesis is late: how long one takes is the machine's affair.
    """
    from django.conf import settings

    settings.WHITENOISE_AUTOREFRESH = True
    hypothesis.settings.register_profile("no clock", deadline=None)
    hypothesis.settings.load_profile("no clock")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """While tests are found nothing becomes rubbish: to look for it takes a fifth of that time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What was loaded stays loaded: rubbish is looked for among what came after it, and seldom.

    To go through the models, routes and tests again and again takes a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
