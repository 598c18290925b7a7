"""Many at once: workers, clicks, and people who object while their mail is about to leave.

Forty races here; a thousand by `HYPOTHESIS_PROFILE=histories`.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from queue import LifoQueue
from typing import Any

import pytest
from django.db import connection, connections

from deeproot_app.act.models import Sending, SendingAccount
from deeproot_app.act.outbox import handing
from deeproot_app.act.outbox.handing import Ready
from deeproot_app.act.outbox.tally import tally
from deeproot_app.act.outbox.tests.sending import account_at, most_copies, people, queue_to, work
from deeproot_app.act.outbox.working import look_after
from deeproot_app.base import clock, jobs
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.jobs.schedule import queue_due
from deeproot_app.base.models import Job, Organisation
from deeproot_app.channels.email.sending.tests.sink import Sink, serving
from deeproot_app.record import consent
from deeproot_app.record.models import Contact, Customer, RecordSequence

State = Sending.State
pytestmark = pytest.mark.django_db(transaction=True)
NOON = "2026-06-30T12:00:00Z"
RACES = 1_000 if os.environ.get("HYPOTHESIS_PROFILE") == "histories" else 40


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate itself is asked here: at noon nobody's hours are quiet."""
    monkeypatch.setenv("DEEPROOT_NOW", NOON)
    Organisation.objects.create(pk=1, timezone="UTC")
    RecordSequence.objects.get_or_create(pk=1)


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    settings.INNER_HOSTS = frozenset({"127.0.0.1"})
    with serving(Sink()) as found:
        yield found


def all_at_once(*work: Callable[[], object]) -> None:
    """Each in a thread with a connection of its own; raises what one of them raised."""
    faults: list[BaseException] = []
    ready = threading.Barrier(len(work))

    def run(one: Callable[[], object]) -> None:
        try:
            ready.wait()
            one()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def workers() -> int:
    return 2 if connection.vendor == "sqlite" else 8


def test_many_workers_send_each_mail_once(sink: Sink) -> None:
    account_at(sink.port, connections=2)
    queue_to(people(["ok", "ok", "ok", "drop_dot", "d5xx"] * 8))
    all_at_once(*[work] * workers())
    found = tally()
    assert (found.audience, found.adds_up, found.sent, found.uncertain, found.refused) == (40, True, 24, 8, 8)
    assert (most_copies(sink), len(sink.taken)) == (1, 32)


def test_a_double_click_is_one_mail(sink: Sink) -> None:
    account_at(sink.port)
    customers = people(["ok"] * 5)
    all_at_once(*[lambda: queue_to(customers)] * 4)
    work()
    assert (Sending.objects.count(), len(sink.taken), most_copies(sink)) == (5, 5, 1)


def test_two_schedulers_have_what_is_due_sent_once(sink: Sink) -> None:
    account_at(sink.port)
    queue_to(people(["ok"] * 10))
    every_minute = [jobs.every(timedelta(minutes=1), look_after)]

    def tick() -> None:
        queue_due(every_minute)
        jobs.run_waiting(20)

    all_at_once(tick, tick)
    assert Job.objects.filter(task__contains="look_after").count() == 1
    Job.objects.filter(state="waiting").update(run_at=clock.machine())
    all_at_once(*[lambda: jobs.run_waiting(20)] * 2)
    assert (len(sink.taken), most_copies(sink)) == (10, 1)
    assert not Job.objects.filter(state=Job.State.DEAD).exists()


def test_two_workers_at_one_limit_do_not_pass_it(sink: Sink) -> None:
    account_at(sink.port, hourly=6)
    queue_to(people(["ok"] * 20))
    all_at_once(*[work] * workers())
    assert len(sink.taken) == 6


def test_no_data_begins_once_an_objection_is_committed(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever's mail is about to leave objects right then, the latest first. Moments are taken where they count: of
    DATA within the transaction, of the objection after its commit."""
    account_at(sink.port, connections=4)
    customers = people(["ok"] * RACES)
    rows = queue_to(customers)
    Contact.objects.bulk_create(
        Contact(contact_id=f"p-{row.customer_id}", customer_id=row.customer_id, email=row.address) for row in rows
    )
    began: dict[str, int] = {}
    objected: dict[str, int] = {}
    about_to: LifoQueue[str] = LifoQueue()
    hand_over = handing.hand_over

    def watched(ready: list[Ready]) -> set[int]:
        def begin(one: Ready) -> Callable[[], bool]:
            def said() -> bool:
                answer = one.begin()
                began[str(one.sending.customer_id)] = time.monotonic_ns()
                return answer

            return said

        for one in ready:
            about_to.put(str(one.sending.customer_id))
        return hand_over([Ready(one.sending, begin(one), one.patience) for one in ready])

    monkeypatch.setattr(handing, "hand_over", watched)

    def object_(one: str) -> None:
        consent.objected(COMMAND_LINE, contact_id=f"p-{one}", how="one_click")
        objected[one] = time.monotonic_ns()

    def object_in_time() -> None:
        for one in iter(about_to.get, ""):
            object_(one)
        while not about_to.empty():
            object_(about_to.get())

    def send() -> None:
        try:
            work()
        finally:
            about_to.put("")

    object_(customers[0])
    all_at_once(send, object_in_time)
    assert len(objected) == RACES
    late = [one for one, at in began.items() if at > objected[one]]
    assert late == []
    assert tally().sent + tally().suppressed == RACES
    assert tally().suppressed > 0, "one was in time for certain"


def test_the_account_may_be_gone_before_its_mail(sink: Sink) -> None:
    account = account_at(sink.port)
    queue_to(people(["ok"]))
    SendingAccount.objects.filter(pk=account.pk).update(state=SendingAccount.State.PAUSED)
    work()
    assert (sink.taken, tally().waiting, Customer.objects.count()) == ([], 1, 1)
