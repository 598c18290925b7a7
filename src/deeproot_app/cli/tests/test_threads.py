"""Processes that stand beside each other reckon in one thread each, unless somebody said otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from deeproot_app.cli import _threads, serve, worker

COUNT = """
import sys
assert "numpy" not in sys.modules
import django; django.setup()
import deeproot_app.cli.serve, deeproot_app.cli.worker
assert "numpy" not in sys.modules, "it is loaded before it is told"
"""


def test_one_thread_is_set_where_the_environment_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    _threads.one_each()
    assert (os.environ["OPENBLAS_NUM_THREADS"], os.environ["OMP_NUM_THREADS"]) == ("1", "4")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # so that it is taken back after the test


def test_serve_and_worker_say_so_before_numpy_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    class Told(Exception):
        pass

    def told() -> None:
        raise Told

    monkeypatch.setattr(_threads, "one_each", told)
    with pytest.raises(Told):
        serve.serve("127.0.0.1", None, processes=1, worker=False, sign_in_link=False)
    with pytest.raises(Told):
        worker.run(None)  # type: ignore[arg-type]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "deeproot_app.settings"}
    assert subprocess.run([sys.executable, "-c", COUNT], env=environment, check=False).returncode == 0
