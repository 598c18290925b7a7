from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deeproot_app.base import clock
from deeproot_app.base.jobs import after, daily, enqueue, every, run_waiting
from deeproot_app.base.jobs.schedule import _queue, queue_due
from deeproot_app.base.models import Due, Job, Organisation
from deeproot_app.base.tests import tasks
from deeproot_app.base.tests.test_queue import at_once

pytestmark = pytest.mark.django_db
HOURLY = every(timedelta(hours=1), tasks.add, a=1, b=2)


def pass_by(time: timedelta) -> None:
    for row in Due.objects.all():
        row.next_at -= time
        row.save()


def test_it_is_queued_at_once_and_then_each_time_the_cadence_has_passed() -> None:
    assert queue_due([HOURLY]) == 1
    assert queue_due([HOURLY]) == 0
    run_waiting()
    pass_by(timedelta(minutes=59))
    assert queue_due([HOURLY]) == 0
    pass_by(timedelta(minutes=2))
    assert queue_due([HOURLY]) == 1
    assert Job.objects.filter(state="waiting", arguments={"a": 1, "b": 2}).count() == 1


def test_what_was_missed_is_made_good_once() -> None:
    queue_due([HOURLY])
    run_waiting()
    pass_by(timedelta(days=5))
    assert queue_due([HOURLY]) == 1
    assert queue_due([HOURLY]) == 0
    assert Due.objects.get().next_at > clock.machine()


def test_it_is_not_queued_again_while_it_still_waits() -> None:
    queue_due([HOURLY])
    pass_by(timedelta(hours=2))
    queue_due([HOURLY])
    assert Job.objects.count() == 1


def test_a_daily_task_does_not_run_before_its_first_time_of_day() -> None:
    assert queue_due([daily("05:00", tasks.add, a=1, b=1)]) in {0, 1}
    assert Job.objects.count() == 0
    assert Due.objects.get().next_at > clock.machine()


def test_a_daily_task_keeps_to_the_organisations_clock_through_a_change_of_summer_time() -> None:
    schedule, oslo = daily("05:30", tasks.add), ZoneInfo("Europe/Oslo")
    before = datetime(2026, 3, 27, 12, tzinfo=UTC)
    first = schedule.following(before, oslo)
    second = schedule.following(first, oslo)
    assert first == datetime(2026, 3, 28, 4, 30, tzinfo=UTC)
    assert second == datetime(2026, 3, 29, 3, 30, tzinfo=UTC)


def test_a_time_of_day_that_a_change_of_summer_time_leaves_out_still_runs_that_day_once() -> None:
    schedule, oslo = daily("02:30", tasks.add), ZoneInfo("Europe/Oslo")
    moments, now = [], datetime(2026, 3, 28, 0, tzinfo=UTC)
    for _ in range(3):
        now = schedule.following(now, oslo)
        moments.append(now)
    assert len({at.astimezone(oslo).date() for at in moments}) == 3


def test_the_organisations_zone_is_the_one_that_counts() -> None:
    Organisation(pk=1, timezone="Asia/Tokyo").save()
    queue_due([daily("05:00", tasks.add, a=1, b=1)])
    assert Due.objects.get().next_at.astimezone(ZoneInfo("Asia/Tokyo")).hour == 5


def test_a_worker_that_was_overtaken_queues_nothing() -> None:
    queue_due([HOURLY])
    run_waiting()
    pass_by(timedelta(hours=2))
    seen = Due.objects.get().next_at
    assert queue_due([HOURLY]) == 1
    run_waiting()
    assert _queue(HOURLY, seen, clock.machine(), ZoneInfo("UTC")) is False
    assert not Job.objects.filter(state="waiting").exists()


@pytest.mark.django_db(transaction=True)
def test_many_workers_queue_it_once() -> None:
    queue_due([HOURLY])
    run_waiting()
    pass_by(timedelta(hours=2))
    assert sum(at_once(5, lambda: queue_due([HOURLY]))) == 1
    assert Job.objects.filter(state="waiting").count() == 1


def test_what_follows_a_task_is_queued_when_that_is_done_and_only_then() -> None:
    unasked = [after(tasks.add, tasks.refuse, then=tasks.rest)]
    enqueue(tasks.refuse, says="No.")
    run_waiting(unasked=unasked)
    assert not Job.objects.filter(task=tasks.rest.module_path).exists()
    enqueue(tasks.add, a=1, b=1)
    run_waiting(most=1, unasked=unasked)
    assert Job.objects.get(task=tasks.rest.module_path).state == "waiting"


def test_what_follows_and_waits_by_its_schedule_already_is_moved_forward_not_queued_twice() -> None:
    soon = clock.machine() + timedelta(minutes=5)
    enqueue(tasks.rest, key=f"schedule {every(timedelta(minutes=5), tasks.rest).name}", run_at=soon)
    enqueue(tasks.add, a=1, b=1)
    run_waiting(most=1, unasked=[after(tasks.add, then=tasks.rest)])
    waiting = Job.objects.get(task=tasks.rest.module_path)
    assert waiting.run_at < soon
