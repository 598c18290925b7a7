"""What a file of one of our tables tells besides, in columns that are no column of it: tried out and taken behind all.

Whom a file of customers says to have told another is often in a file after it: so it is taken once all of them are in.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record.importing.apart import PlannedApart, beside
from deeproot_app.record.importing.dry import DryRun
from deeproot_app.record.importing.report import FileReport
from deeproot_app.record.importing.taking import take as take_rows
from deeproot_app.record.importing.taking import trial
from deeproot_app.record.models import Batch
from deeproot_app.record.uploads import files
from deeproot_app.record.uploads.look import planned
from deeproot_app.record.uploads.waiting import Upload

Tell = Callable[[int, int, str], None]


def rehearse(pk: int, pretended: DryRun, tell: Tell) -> None:
    """Add to the rehearsal of an upload what an import would take from it besides."""
    batch = Batch.objects.filter(pk=pk, state=Batch.State.WAITING).first()
    upload = Upload.of(batch) if batch else None
    if batch is None or upload is None or not _tells(upload) or "read" not in (upload.rehearsed or {}):
        return
    try:
        reports = [_tried(also, pretended, tell) for also in beside(planned(batch))]
    except UserError:
        return  # the file is gone meanwhile
    with transaction.atomic():
        held = Batch.objects.select_for_update().filter(pk=pk, state=Batch.State.WAITING).first()
        now = Upload.of(held) if held else None
        if held and now and now.asked == upload.asked and now.rehearsed:
            now.rehearsed["also"] |= {one.table: {"created": one.created, "updated": 0} for one in reports}
            now.rehearsed["notes"] += [note for one in reports for note in _refused(one)]
            now.keep(held)


def _tried(also: PlannedApart, pretended: DryRun, tell: Tell) -> FileReport:
    report = trial(also, pretended).run(tell)
    if report.refused_file:
        Path(report.refused_file).unlink(missing_ok=True)
    return report


def _tells(upload: Upload) -> bool:
    """Whether the file tells anything besides."""
    return bool((upload.look or {}).get("beside"))


def take(batch: Batch, actor: User, tell: Tell) -> None:
    """Take from an imported upload what it tells besides, as imports of their own, and throw the file away.

    Nothing happens where that was done, and where the file tells nothing besides.
    """
    upload = Upload.of(batch)
    if upload is None or not _tells(upload) or not files.path_of(upload.file).exists():
        return
    try:
        reports = [take_rows(also, actor, progress=tell) for also in beside(planned(batch))]
    except UserError as wrong:
        batch.notes = [*batch.notes, f"What it tells besides was not taken: {wrong.message}"]
    else:
        batch.notes = [*batch.notes, *(_told(one) for one in reports)]
    batch.save(update_fields=["notes"])
    files.throw_away(upload.file)


def _told(report: FileReport) -> str:
    counts = f"{report.created:,} created, {report.unchanged:,} unchanged, {report.refused:,} refused"
    where = f"; that is import {report.batch}" if report.batch else ""
    return f"Its {report.table} were taken besides: {counts}{where}."


def _refused(report: FileReport) -> list[str]:
    if not report.refused:
        return []
    return [f"Of its {report.table}, {report.refused:,} would be refused.", *report.first_refused]
