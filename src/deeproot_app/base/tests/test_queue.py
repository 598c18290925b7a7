"""The lease queue on whichever database the suite runs on."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction

from deeproot_app.base import clock
from deeproot_app.base.jobs import LeaseLost, enqueue, queue, run_waiting
from deeproot_app.base.jobs.running import Running
from deeproot_app.base.jobs.worker import Workshop, do
from deeproot_app.base.models import Job
from deeproot_app.base.tests import tasks

pytestmark = pytest.mark.django_db
T = TypeVar("T")


def test_what_is_queued_is_run_and_its_result_kept() -> None:
    result = tasks.add.enqueue(a=2, b=3)
    assert result.status == "READY"
    assert run_waiting() == 1
    result.refresh()
    assert (result.status, result.return_value) == ("SUCCESSFUL", 5)
    assert run_waiting() == 0


def test_a_task_still_runs_here_and_now() -> None:
    assert tasks.add.call(a=1, b=1) == 2
    assert Job.objects.count() == 0


def test_arguments_must_be_named() -> None:
    with pytest.raises(TypeError, match="named arguments"):
        tasks.add.enqueue(1, 2)


def test_while_one_of_a_key_waits_a_second_is_not_queued() -> None:
    first = enqueue(tasks.add, key="sum", a=1, b=1)
    assert enqueue(tasks.add, key="sum", a=1, b=1).pk == first.pk
    assert enqueue(tasks.add, a=1, b=1).pk != first.pk
    run_waiting()
    assert enqueue(tasks.add, key="sum", a=1, b=1).pk != first.pk


def test_a_waiting_job_is_moved_forward_by_an_earlier_wish_and_never_back() -> None:
    later, sooner = clock.machine() + timedelta(hours=2), clock.machine() + timedelta(hours=1)
    job = enqueue(tasks.add, key="sum", run_at=later, a=1, b=1)
    enqueue(tasks.add, key="sum", run_at=sooner, a=1, b=1)
    enqueue(tasks.add, key="sum", run_at=later, a=1, b=1)
    job.refresh_from_db()
    assert job.run_at == sooner


def test_a_job_for_later_waits() -> None:
    enqueue(tasks.add, run_at=clock.machine() + timedelta(minutes=1), a=1, b=1)
    assert run_waiting() == 0


def test_a_job_is_queued_with_its_transaction_or_not_at_all() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(tasks.add, a=1, b=1)
        _ = 1 / 0
    assert Job.objects.count() == 0


def claimed(task: Any = tasks.add, key: str = "", **arguments: Any) -> Job:
    enqueue(task, key=key, **arguments or {"a": 1, "b": 1})
    job = queue.claim()
    assert job is not None
    return job


def run_out(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=clock.machine() - timedelta(seconds=1))


def test_a_job_under_a_lease_is_nobody_elses() -> None:
    claimed()
    assert queue.claim() is None


def test_once_its_lease_has_run_out_another_takes_it_and_the_first_can_write_nothing_more() -> None:
    first = claimed()
    run_out(first)
    second = queue.claim()
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)
    assert not queue.renew(first)
    assert not queue.finish(first, "late")
    assert not queue.fail(first, "late")
    assert not queue.give_back(first)
    assert queue.finish(second, "right")
    first.refresh_from_db()
    assert (first.state, first.result, first.attempts) == ("done", "right", 2)


def test_who_lost_the_lease_learns_it_when_telling_the_progress() -> None:
    first = claimed()
    running = Running(first)
    running.progress(1, 2, "halfway")
    first.refresh_from_db()
    assert (first.done_units, first.all_units, first.says) == (1, 2, "halfway")
    run_out(first)
    queue.claim()
    running.told_at = 0
    with pytest.raises(LeaseLost):
        running.progress(2, 2, "done")


def test_of_one_key_only_one_runs() -> None:
    claimed(key="turn")
    waiting = enqueue(tasks.add, key="turn", a=1, b=1)
    other = enqueue(tasks.add, key="other", a=1, b=1)
    taken = queue.claim()
    assert taken is not None
    assert taken.pk == other.pk
    Job.objects.exclude(pk=waiting.pk).update(state=Job.State.DONE)
    taken = queue.claim()
    assert taken is not None
    assert taken.pk == waiting.pk


def test_a_failing_job_is_tried_again_later_and_dies_after_its_last_attempt(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    enqueue(tasks.stumble, says="no ink")
    waits = []
    for _ in range(2):
        assert run_waiting() == 1
        job = Job.objects.get()
        assert (job.state, job.says) == ("waiting", "ValueError: no ink")
        waits.append((job.run_at - clock.machine()).total_seconds())
        assert run_waiting() == 0
        Job.objects.update(run_at=clock.machine())
    assert 6 < waits[0] < 10
    assert 14 < waits[1] < 20
    assert run_waiting() == 1
    assert Job.objects.get().state == "dead"
    queue.retry(Job.objects.get())
    assert run_waiting() == 1
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("waiting", 1)


def test_the_wait_doubles_up_to_an_hour_and_no_two_are_alike() -> None:
    assert all(timedelta(seconds=7) < queue.pause(1) < timedelta(seconds=11) for _ in range(50))
    assert all(timedelta(minutes=45) <= queue.pause(n) <= timedelta(hours=1) for n in (10, 30, 4000))
    assert len({queue.pause(3) for _ in range(20)}) > 10


def test_a_persons_mistake_is_not_tried_again() -> None:
    enqueue(tasks.refuse, says="The file has no header.")
    run_waiting()
    job = Job.objects.get()
    assert (job.state, job.says, job.attempts) == ("dead", "The file has no header.", 1)


def test_a_task_that_is_no_more_is_said_and_stops_nothing() -> None:
    queue.put("deeproot_app.base.tests.tasks.gone", {})
    queue.put("os.system", {"command": "false"})
    tasks.add.enqueue(a=1, b=1)
    assert run_waiting() == 3
    states = list(Job.objects.order_by("id").values_list("state", flat=True))
    assert states == ["dead", "dead", "done"]
    assert "has no task" in Job.objects.order_by("id")[0].says


def test_a_job_that_kills_its_worker_every_time_is_parked_and_blocks_nothing() -> None:
    job = claimed()
    for _ in range(4):
        run_out(job)
        assert queue.claim() is not None
    run_out(job)
    behind = enqueue(tasks.add, a=1, b=1)
    taken = queue.claim()
    assert taken is not None
    assert taken.pk == behind.pk
    job.refresh_from_db()
    assert (job.state, job.says) == ("dead", "Its worker died at it on every attempt.")


def test_a_second_attempt_gives_way_to_a_newer_job_of_its_key() -> None:
    first = claimed(key="turn")
    enqueue(tasks.add, key="turn", a=1, b=1)
    assert queue.fail(first, "busy")
    first.refresh_from_db()
    assert (first.state, first.says) == ("done", "A later job of the same key does it.")


def test_a_worker_told_to_stop_gives_the_job_back_as_if_it_had_not_been_tried(tmp_path: Any) -> None:
    job = claimed(tasks.count_slowly, path=str(tmp_path / "log"), seconds=5)
    running = Running(job)
    running.stop.set()
    do(running)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.token) == ("waiting", 0, "")
    assert (tmp_path / "log").read_text() == "begun\n"


def at_once(count: int, act: Callable[[], T]) -> list[T]:
    """Do the same in so many threads, starting in the same moment; what each returned."""
    start = Barrier(count)
    found: list[T] = []

    def one() -> None:
        start.wait()
        try:
            found.append(act())
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_do_each_job_once() -> None:
    for n in range(40):
        enqueue(tasks.add, a=n, b=0)

    def work() -> list[int]:
        mine = []
        while job := queue.claim():
            mine.append(job.arguments["a"])
            queue.finish(job)
        return mine

    done = [n for mine in at_once(4, work) for n in mine]
    assert sorted(done) == list(range(40))


@pytest.mark.django_db(transaction=True)
def test_many_who_queue_the_same_key_at_once_queue_one_job() -> None:
    jobs = at_once(6, lambda: enqueue(tasks.add, key="sum", a=1, b=1).pk)
    assert len(jobs) == 6
    assert len(set(jobs)) == Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_long_work_is_kept_alive_by_the_heart(tmp_path: Any) -> None:
    """The work never tells its progress, and lasts three leases."""
    workshop = Workshop(lease=timedelta(seconds=0.8), idle=0.05)
    job = enqueue(tasks.sit, path=str(tmp_path / "log"), seconds=2.4)

    def run() -> None:
        workshop.run()
        connection.close()

    thread = Thread(target=run)
    thread.start()
    other = []
    log = tmp_path / "log"
    log.touch()
    while not log.read_text():
        pass
    while log.read_text() == "begun\n":
        other.append(queue.claim())
    workshop.stop.set()
    thread.join()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 1)
    assert set(other) == {None}
