"""A turn that is killed in its midst: nothing is half-stored, and the next one takes up what was left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deeproot_app.base.tests import migrated
from deeproot_app.base.tests.migrated import own_database

SOURCE = Path(__file__).resolve().parent.parent / "src"
AT = "2026-06-30T12:00:00+00:00"
FILL = """
import django; django.setup()
from datetime import datetime, timedelta, UTC
from django.db import transaction
from deeproot_app.base import schema
from deeproot_app.record.models import Customer, Interaction, RecordSequence
from deeproot_app.understand.models import CompanyFigure
schema.make_ready(print)
at = datetime.fromisoformat("2026-06-30T12:00:00+00:00")
with transaction.atomic():
    seq = RecordSequence.take()
    for n in range(30):
        Customer.objects.create(customer_id=f"c{n:02}", name=f"Customer {n}", recorded_seq=seq, changed_seq=seq)
        given = {"customer_id": f"c{n:02}", "channel": "email", "needs_answer": True, "recorded_seq": seq}
        for direction, days in (("out", 9), ("in", 8)):
            Interaction.objects.create(
                interaction_id=f"m:{n}{direction}", direction=direction, happened_at=at - timedelta(days=days), **given
            )
CompanyFigure.objects.create(day=at.date(), group="", measure="thanked", as_of=at)
"""
SLOW = """
import django; django.setup()
import time
from datetime import datetime
from deeproot_app import loop
loop.CUSTOMERS_A_TRANSACTION = 5
def tell(done, whole, says):
    print(done, flush=True)
    time.sleep(0.2 if done else 0)
loop.turn(datetime.fromisoformat("2026-06-30T12:00:00+00:00"), tell=tell)
"""
COUNT = """
import django; django.setup()
import json
from deeproot_app.plan.models import Item
from deeproot_app.understand.models import Figure, Turn, Understanding
told = [model.objects.count() for model in (Understanding, Figure, Item)]
print(json.dumps(told + [list(Turn.objects.order_by("id").values_list("state", flat=True))]))
"""


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_killed_turn_leaves_whole_customers_and_the_next_turn_the_rest(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = own_database(request.getfixturevalue("postgres_url"), "killed_turn") if database == "postgres" else ""
    migrated.put_into(tmp_path)
    given = {"DEEPROOT_HOME": str(tmp_path), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "deeproot_app.settings"}
    environment = os.environ | given | {"PYTHONPATH": str(SOURCE)}

    def run(script: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""

    run(FILL)
    kill_when_ten_are_done([sys.executable, "-c", SLOW], environment)
    understood, figures, items, states = json.loads(run(COUNT))
    assert understood in range(10, 30, 5)
    assert (figures % understood, items) == (0, understood)
    assert states == ["running"]
    words = [sys.executable, "-m", "deeproot_app.cli", "turn", "--as-of", AT, "--json"]
    told = json.loads(subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout)
    assert told["customers"] == 30 - understood
    assert json.loads(run(COUNT)) == [30, figures // understood * 30, 30, ["failed", "done"]]


def kill_when_ten_are_done(words: list[str], environment: dict[str, str]) -> None:
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as turning:
        assert turning.stdout is not None
        until = time.monotonic() + 120
        while int(turning.stdout.readline() or -1) < 10:
            assert time.monotonic() < until
            assert turning.poll() is None
        turning.send_signal(signal.SIGKILL)
