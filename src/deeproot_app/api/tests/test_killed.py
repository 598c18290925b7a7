"""Whoever finds out what happened is killed at random moments, for real: nothing is lost, nothing told twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from deeproot_app.api.models import Delivery, Event
from deeproot_app.api.webhooks import endpoints, notice
from deeproot_app.base import access
from deeproot_app.record.models import Customer

WORK = """
import django; django.setup()
from django.db import transaction
from deeproot_app.api.webhooks import notice
from deeproot_app.record.models import Customer, RecordSequence
notice.NUMBERS = 3
print("at work", flush=True)
while True:
    with transaction.atomic():
        seq = RecordSequence.take(5)
        for n in range(seq, seq + 5):
            Customer.objects.create(customer_id=f"c{n}", name="x", recorded_seq=n, changed_seq=n)
    notice.notice.call()
"""


@pytest.mark.django_db(transaction=True)
def test_killed_at_random_moments_every_customer_is_told_once() -> None:
    endpoint, _ = endpoints.add(access.COMMAND_LINE, "Ours", "https://example.invalid/", ["customer.*"])
    endpoints.pause(access.COMMAND_LINE, endpoint)
    for moment in random.Random(7).choices(range(5, 60), k=4):
        worker = subprocess.Popen([sys.executable, "-c", WORK], env=environment(), stdout=subprocess.PIPE, text=True)
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "at work"
        time.sleep(moment / 100)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    notice.notice.call()
    there = set(Customer.objects.values_list("pk", flat=True))
    told = list(Event.objects.filter(type="customer.created").values_list("customer_id", flat=True))
    assert len(there) >= 5
    assert sorted(told) == sorted(there)
    assert Delivery.objects.count() == len(told)


def environment() -> dict[str, str]:
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor != "sqlite":
        url = f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{name}"
    more = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "deeproot_app.settings"}
    return {**os.environ, **more, "PYTHONPATH": os.pathsep.join(sys.path)}
