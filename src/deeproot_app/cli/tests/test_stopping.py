"""A server that answered from DuckDB is stopped: its processes end without a word, every time."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import psutil

from deeproot_app.base.tests import migrated
from deeproot_app.cli.tests.test_serve import read_until

RECORD = """
import django
django.setup()
from datetime import UTC, datetime
from django.test import Client
from deeproot_app.base import schema
from deeproot_app.base.models import User
from deeproot_app.record.models import Customer, Interaction
schema.make_ready(lambda says: None, upgrade=True)
at = datetime(2026, 5, 1, tzinfo=UTC)
Customer.objects.create(customer_id="c1", name="Birch Bakery", since=at)
for number in range(20):
    Interaction.objects.create(
        interaction_id=f"mail:{number}", customer_id="c1", happened_at=at, channel="email", direction="out"
    )
client = Client()
client.force_login(User.objects.create_user("ada@oakfield.example", role="administrator"))
print(client.cookies["deeproot_session"].value)
"""
TOLD_AT_THE_END = "import atexit, os\natexit.register(lambda: print('taken apart:', os.getpid(), flush=True))\n"
"""Every Python started with this says so when it takes its own parts down."""


def test_web_processes_end_at_once_and_cleanly_after_pages_that_were_reckoned(tmp_path: Path) -> None:
    env = {**os.environ, "DEEPROOT_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "deeproot_app.settings"}
    env.pop("DATABASE_URL", None)
    migrated.put_into(tmp_path)
    session = subprocess.run(
        [sys.executable, "-c", RECORD], env=env, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    (tmp_path / "sitecustomize.py").write_text(TOLD_AT_THE_END, encoding="utf-8")
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(tmp_path), env.get("PYTHONPATH")]))
    for how in (signal.SIGTERM, signal.SIGINT):
        code, said, web = served_and_stopped(env, session, how)
        assert code == 0
        assert not re.search(r"SIG[A-Z]+|terminate|Fatal|Traceback|ERROR", said), said
        ended = {int(pid) for pid in re.findall(r"taken apart: (\d+)", said)}
        assert len(ended) == 1, "the first process, and only that one, leaves by Python's own door"
        assert not ended & web


def served_and_stopped(env: dict[str, str], session: str, how: signal.Signals) -> tuple[int, str, set[int]]:
    """The exit code, what was said since it listened, and the web processes there were."""
    command = [sys.executable, "-m", "deeproot_app.cli", "serve", "--workers", "1", "--no-worker"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            address = re.search(r"http://[^/]+", read_until(server, "Deeproot is at"))
            assert address
            page = Request(f"{address[0]}/customers/c1/figures/heard_from_us/")
            page.add_header("Cookie", f"deeproot_session={session}")
            with urlopen(page) as answer:
                assert "Birch Bakery" in answer.read().decode()
            web = {child.pid for child in psutil.Process(server.pid).children()}
            server.send_signal(how)
            said, _ = server.communicate(timeout=30)
        finally:
            server.kill()
    return server.returncode, said, web
