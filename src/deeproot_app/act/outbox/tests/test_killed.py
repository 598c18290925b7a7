"""The sender killed at system calls, a few of them here; all of them by `./run bench sending --sweep`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

pytestmark = pytest.mark.long
POINTS = 6


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed (.ci/run installs it)")
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the homes of this test are SQLite's")
def test_killed_anywhere_nobody_gets_a_mail_twice_and_all_add_up(tmp_path: Path) -> None:
    command = [sys.executable, str(Path(__file__).with_name("sweep.py")), str(tmp_path / "sweep"), str(POINTS)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if "cannot take hold" in ran.stderr:
        pytest.skip("strace may not take hold of processes here")
    assert ran.returncode == 0, ran.stderr[-2_000:]
    found = json.loads(ran.stdout)
    assert found["faults"] == []
    assert (found["points"], found["most_copies"]) == (POINTS, 1)
