"""What is done with uploads in the background: rehearsed, imported, taken back, thrown away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from deeproot_app.base import clock, jobs, keeping
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Job, User
from deeproot_app.record.importing import undo
from deeproot_app.record.importing.apart import beside
from deeproot_app.record.importing.dry import DryRun
from deeproot_app.record.importing.report import COUNTS, FileReport
from deeproot_app.record.importing.taking import import_any, trial
from deeproot_app.record.models import Batch
from deeproot_app.record.uploads import besides, files
from deeproot_app.record.uploads.look import in_page_words, planned
from deeproot_app.record.uploads.waiting import Upload, in_order, ready, together

SHOWN: Final = 10
"""Refused rows of a rehearsal that its page shows."""
PENDING: Final = (Job.State.WAITING, Job.State.RUNNING)


class Unwanted(Exception):  # noqa: N818 - a signal, caught here
    """The rehearsal is no longer asked for: the import itself was."""


def rehearse_later(group: str) -> None:
    """Queue a rehearsal of the files that came together."""
    jobs.enqueue(rehearse, key=f"rehearse {group}", group=group)


def import_later(group: str, user: User) -> bool:
    """Queue the import of the files that came together; False, and nothing is queued, where it is under way."""
    with transaction.atomic():
        list(together(group).select_for_update().values_list("pk"))
        if pending(f"import {group}"):
            return False
        jobs.enqueue(import_files, key=f"import {group}", group=group, user=user.pk)
    return True


def undo_later(batch: Batch, user: User) -> bool:
    """Queue taking an import back; False where that is under way."""
    with transaction.atomic():
        Batch.objects.select_for_update().get(pk=batch.pk)
        if pending(f"undo {batch.pk}"):
            return False
        jobs.enqueue(take_back, key=f"undo {batch.pk}", batch=batch.pk, user=user.pk)
    return True


def pending(*keys: str) -> Job | None:
    """The job of one of these keys that runs, or waits to be run."""
    found = Job.objects.filter(key__in=keys, state__in=PENDING)
    return min(found, key=lambda job: (job.state != Job.State.RUNNING, job.pk), default=None)


@jobs.task
def rehearse(group: str) -> dict[str, int]:
    """Say what an import of these files would do; they see each other, and the record is left alone."""
    pretended, done = DryRun(), 0
    waiting = [batch for batch in in_order(list(together(group))) if batch.state == Batch.State.WAITING]
    tell = partial(_tell_if_wanted, group)
    try:
        for batch in waiting:
            upload = Upload.of(batch)
            if upload is not None and upload.look is not None:
                _keep_rehearsal(batch.pk, upload.asked, _rehearsed(batch, pretended, tell))
                done += 1
        for batch in waiting:
            besides.rehearse(batch.pk, pretended, tell)
    except Unwanted:
        pass
    return {"files": done}


def _tell_if_wanted(group: str, done: int, of: int, says: str) -> None:
    jobs.progress(done, of, f"Trying it out: {says}")
    if Job.objects.filter(key=f"import {group}", state=Job.State.WAITING).exists():
        raise Unwanted


def _rehearsed(batch: Batch, pretended: DryRun, tell: Callable[[int, int, str], None]) -> dict[str, Any]:
    try:
        importing = trial(planned(batch), pretended)
        report = importing.run(tell)
    except UserError as wrong:
        return {"error": wrong.message}
    if report.refused_file:
        Path(report.refused_file).unlink(missing_ok=True)
    first = [one for one, _ in zip(importing.spooled, range(SHOWN), strict=False)]
    return _counted(report, batch) | {"first": [[line, column, reason] for line, column, reason, _ in first]}


def _counted(report: FileReport, batch: Batch) -> dict[str, Any]:
    notes = [in_page_words(note, "", batch.filename) for note in report.notes]
    return {name: getattr(report, name) for name in COUNTS} | {"also": report.also, "notes": notes}


def _keep_rehearsal(pk: int, asked: int, found: dict[str, Any]) -> None:
    """Keep what a rehearsal gave, unless the file is to be read another way by now."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().filter(pk=pk, state=Batch.State.WAITING).first()
        upload = Upload.of(batch) if batch else None
        if batch and upload and upload.asked == asked:
            upload.rehearsed = found
            upload.keep(batch)


@jobs.task
def import_files(group: str, user: int) -> dict[str, int]:
    """Import the files that came together. Where one fails those after it wait: they may refer to what it holds."""
    actor = User.objects.get(pk=user)
    every = in_order([batch for batch in together(group) if ready(batch)])
    found = {"imported": len(every)}
    for place, batch in enumerate(every):
        before = f"File {place + 1} of {len(every)}: " if len(every) > 1 else ""
        if not _imported(batch, actor, partial(_tell, before)):
            found = {"imported": place, "failed": batch.pk}
            break
    for batch in in_order(list(together(group).filter(state=Batch.State.DONE))):
        besides.take(batch, actor, partial(_tell, ""))
    return found


def _tell(before: str, done: int, of: int, says: str) -> None:
    jobs.progress(done, of, f"{before}{says}")


def _imported(batch: Batch, actor: User, tell: Callable[[int, int, str], None]) -> bool:
    upload = Upload.of(batch)
    name = upload.file if upload else ""
    try:
        found = planned(batch)
        import_any(found, actor, progress=tell, batch=batch)
    except UserError as wrong:
        says = in_page_words(wrong.message, str(files.folder() / name), batch.filename)
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.FAILED, says=says)
        return False
    if not beside(found):
        files.throw_away(name)
    return True


@jobs.task
def take_back(batch: int, user: int) -> dict[str, int]:
    """Undo an import, whole."""
    found = Batch.objects.filter(pk=batch).exclude(state=Batch.State.UNDONE).first()
    if found is None:
        return {"removed": 0, "restored": 0, "decided": 0}
    done = undo.undo(found, User.objects.get(pk=user))
    return {"removed": done.removed, "restored": done.restored, "decided": done.decided}


@jobs.task
def throw_away_uploads() -> dict[str, int]:
    """Throw away uploads that nobody imported within the term of uploads, with their files."""
    until = keeping.until("uploads", clock.now())
    if until is None:
        return {"uploads": 0}
    with transaction.atomic():
        old = waiting_before(until)
        held = list(old.select_for_update(of=("self",)))  # before the jobs are looked at: who starts one waits for us
        underway = {job.key for job in Job.objects.filter(key__startswith="import ", state__in=PENDING)}
        gone = [batch for batch in held if f"import {batch.group}" not in underway]
        Batch.objects.filter(pk__in=[batch.pk for batch in gone]).delete()
    for batch in gone:
        if upload := Upload.of(batch):
            files.throw_away(upload.file)
    return {"uploads": len(gone)}


def waiting_before(until: datetime) -> QuerySet[Batch]:
    """Uploads of before a moment that nobody imported."""
    return Batch.objects.filter(state=Batch.State.WAITING, made_at__lt=until).exclude(group="")
