"""Where an import stands: what its page shows, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from deeproot_app.base import clock
from deeproot_app.base.models import Job, Worker
from deeproot_app.record.importing.batches import interrupted
from deeproot_app.record.models import Batch
from deeproot_app.record.uploads.waiting import Upload
from deeproot_app.record.uploads.work import PENDING

State = Batch.State
DEAD_AFTER: Final = timedelta(minutes=2)
TONES: Final = {
    "done": "good", "failed": "bad", "interrupted": "bad", "running": "info", "queued": "info", "waiting": "warn",
}  # fmt: skip
WORDS: Final = {"waiting": "waits for you", "queued": "in the queue", "running": "under way", "undoing": "being undone"}


@dataclass(frozen=True)
class Standing:
    """One import, and the background job at it."""

    batch: Batch
    job: Job | None

    @property
    def stage(self) -> str:
        """waiting, queued, running, interrupted, done, failed, undoing, or undone."""
        if self.batch.state in (State.DONE, State.UNDONE, State.UNDOING):
            return "undoing" if self._job_is("undo") else str(self.batch.state)
        if self._job_is("import"):
            return "running" if self.batch.state == State.RUNNING else "queued"
        if self.batch.state == State.WAITING:
            return "waiting"
        return "interrupted" if interrupted(self.batch) else str(self.batch.state)

    @property
    def words(self) -> str:
        return WORDS.get(self.stage, self.stage)

    @property
    def tone(self) -> str:
        return TONES.get(self.stage, "")

    @property
    def moving(self) -> bool:
        """Whether the page should look again by itself."""
        return self.job is not None or self.stage in ("running", "undoing")

    @property
    def name(self) -> str:
        """The file's name, without where it lay when a command imported it."""
        return self.batch.filename.rstrip("/").rpartition("/")[2] or self.batch.filename

    @property
    def who(self) -> str:
        """Who imported it."""
        by = self.batch.made_by
        return (by.name or by.email) if by else "command line"

    def _job_is(self, what: str) -> bool:
        return self.job is not None and self.job.key.startswith(f"{what} ")

    @property
    def upload(self) -> Upload | None:
        return Upload.of(self.batch)


def standings(batches: Sequence[Batch]) -> list[Standing]:
    """Where each of these imports stands: one query for all."""
    keys = {key for batch in batches for key in _keys(batch)}
    jobs: dict[str, Job] = {}
    for job in Job.objects.filter(key__in=keys, state__in=PENDING).order_by("-state", "-id"):
        if job.key not in jobs or job.state == Job.State.RUNNING:
            jobs[job.key] = job
    return [Standing(batch, next((jobs[key] for key in _keys(batch) if key in jobs), None)) for batch in batches]


def standing(batch: Batch) -> Standing:
    return standings([batch])[0]


def _keys(batch: Batch) -> list[str]:
    """The jobs that may be at it, the weightiest first; a rehearsal is of no account once the import has begun."""
    if batch.state in (State.DONE, State.UNDONE, State.UNDOING):
        return [f"undo {batch.pk}"]
    undoing = [f"undo {batch.pk}"]
    if not batch.group:
        return undoing
    return [*undoing, f"import {batch.group}", *([f"rehearse {batch.group}"] if batch.state == State.WAITING else [])]


def failed_undo(batch: Batch) -> str:
    """Why the last attempt to undo this import came to nothing; empty where none did."""
    last = Job.objects.filter(state=Job.State.DEAD, key=f"undo {batch.pk}").order_by("-id").first()
    return last.says if last else ""


def anybody_works() -> bool:
    """Whether a worker gave a sign of life in the last minutes."""
    return Worker.objects.filter(beat_at__gt=clock.machine() - DEAD_AFTER).exists()
