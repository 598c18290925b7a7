"""Our queue behind Django's Tasks interface: `@task`, `.enqueue()`, `.get_result()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, ParamSpec, TypeVar, overload

from django.utils.module_loading import import_string
from django_tasks import TaskResult, TaskResultStatus
from django_tasks import task as django_task
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from deeproot_app.base.jobs import queue
from deeproot_app.base.models import Job

P = ParamSpec("P")
T = TypeVar("T")

STATUS: Final = {
    Job.State.WAITING: TaskResultStatus.READY,
    Job.State.RUNNING: TaskResultStatus.RUNNING,
    Job.State.DONE: TaskResultStatus.SUCCESSFUL,
    Job.State.DEAD: TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseTask(Task[P, T]):
    """A task with the number of attempts it is given."""

    attempts: int = 5


@overload
def task(function: Callable[P, T], /) -> LeaseTask[P, T]: ...
@overload
def task(*, attempts: int = 5) -> Callable[[Callable[P, T]], LeaseTask[P, T]]: ...
def task(function: Callable[P, T] | None = None, /, *, attempts: int = 5) -> Any:
    """Make a module's function one that can be run in the background; `.call(...)` still runs it here and now.

    Its arguments must be what JSON can hold, and all named.
    """
    return django_task(function, attempts=attempts) if function else django_task(attempts=attempts)


def enqueue(work: Task[..., Any], key: str = "", run_at: datetime | None = None, **arguments: Any) -> Job:
    """Queue ``work``; while a job of the same ``key`` waits, that one is returned and no second is queued."""
    attempts = work.attempts if isinstance(work, LeaseTask) else 5
    return queue.put(
        work.module_path, normalize_json(arguments), key=key, run_at=run_at or work.run_after, max_attempts=attempts
    )


class LeaseQueue(BaseTaskBackend):
    """The backend that settings.TASKS names."""

    task_class = LeaseTask
    supports_defer = True
    supports_get_result = True

    def enqueue(self, task: Task[P, T], args: Any, kwargs: Any) -> TaskResult[T]:
        self.validate_task(task)
        if args:
            raise TypeError(f"{task.name} must be queued with named arguments: an old job must fit a newer function")
        return self.result(enqueue(task, **kwargs), task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        try:
            job = Job.objects.get(pk=result_id)
        except (Job.DoesNotExist, ValueError):
            raise TaskResultDoesNotExist(result_id) from None
        return self.result(job, import_string(job.task))

    def result(self, job: Job, task: Task[..., T]) -> TaskResult[T]:
        """What Django's interface calls a result: the job as it stands."""
        failed = [TaskError(exception_class_path="builtins.Exception", traceback=job.says)]
        found: TaskResult[T] = TaskResult(
            task=task,
            id=str(job.pk),
            status=STATUS[Job.State(job.state)],
            enqueued_at=job.made_at,
            started_at=None,
            finished_at=job.finished_at,
            last_attempted_at=None,
            args=[],
            kwargs=job.arguments,
            backend=self.alias,
            errors=failed if job.state == Job.State.DEAD else [],
            worker_ids=[""] * job.attempts,
        )
        object.__setattr__(found, "_return_value", job.result)
        return found
