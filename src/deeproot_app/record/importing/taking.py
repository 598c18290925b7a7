"""Import a file that is no table of the record: some rows at a time, each time a transaction.

Killed at any moment, the record holds whole pieces and knows which; run again, the import goes on after them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from django.db import transaction

from deeproot_app.base import access, audit, clock
from deeproot_app.record.files.rows import Faulty, Row
from deeproot_app.record.importing import batches, refused
from deeproot_app.record.importing.apart import PlannedApart
from deeproot_app.record.importing.batches import Held
from deeproot_app.record.importing.cells import UNSTORABLE
from deeproot_app.record.importing.dry import DryRun
from deeproot_app.record.importing.further import Became, Line
from deeproot_app.record.importing.plan import Planned
from deeproot_app.record.importing.recognise import normal
from deeproot_app.record.importing.refused import Refused
from deeproot_app.record.importing.report import COUNTS, FileReport
from deeproot_app.record.importing.run import Importing, Progress, import_file, left_behind
from deeproot_app.record.models import Batch, Change, RecordSequence, RefusedRow
from deeproot_app.record.person.erased import COLUMNS, Erased

TOLD: Final = 5
"""Refused rows that a report tells by their lines."""
BROKEN: Final = "holds a NUL or bytes that are no UTF-8"


def import_any(
    planned: Planned,
    actor: access.Actor,
    *,
    dry_run: DryRun | None = None,
    progress: Progress = lambda done, of, says: None,
    batch: Batch | None = None,
    ledger_given: bool = False,
) -> FileReport:
    """Import one file, whatever it is; see `import_file`."""
    if isinstance(planned, PlannedApart):
        return take(planned, actor, dry_run=dry_run, progress=progress, batch=batch)
    return import_file(planned, actor, dry_run=dry_run, progress=progress, batch=batch, ledger_given=ledger_given)


def trial(planned: Planned, pretended: DryRun) -> Importing | Taking:
    """What says, once it is run, what an import of the file would do; it keeps the refused rows at hand."""
    if isinstance(planned, PlannedApart):
        return Taking(planned, access.COMMAND_LINE, pretended, None)
    return Importing(planned, pretended, None)


def take(
    planned: PlannedApart,
    actor: access.Actor,
    *,
    dry_run: DryRun | None = None,
    progress: Progress = lambda done, of, says: None,
    batch: Batch | None = None,
) -> FileReport:
    """Take the file's rows, as ``actor``; or with ``dry_run`` say what would become of them.

    ``batch`` is an upload that waits for this; without one, an import that brought nothing and refused nothing is not
    listed. Raises TakenOver where another process goes on with the same import, NotAllowed where the actor may not.
    """
    access.require(actor, "record.import")
    if dry_run is not None:
        return Taking(planned, actor, dry_run, None).run(progress)
    held = batches.begin(planned, actor, batch)
    try:
        report = Taking(planned, actor, None, held).run(progress)
    except Exception as fault:
        Batch.objects.filter(pk=held.batch.pk, token=held.token).update(state=Batch.State.FAILED, says=str(fault)[:500])
        raise
    if batch is None and not (report.created or report.refused):
        held.batch.delete()
        report.batch = None
        return report
    told = {name: getattr(report, name) for name in ("file", "table", *COUNTS)}
    audit.write(actor, "record.import", held.batch, **told)
    return report


class Taking:
    """One file on its way into the record, or into a dry run."""

    def __init__(self, planned: PlannedApart, actor: access.Actor, dry_run: DryRun | None, held: Held | None) -> None:
        self.planned, self.kind, self.held = planned, planned.kind, held
        batch = held.batch if held else None
        self.takes = planned.kind.begin(actor, dry_run)
        self.report = FileReport(planned.shown, planned.table, planned.source, batch=batch.pk if batch else None)
        self.report.left_behind = left_behind(planned)
        self.report.notes += planned.look.notes
        self.names = [normal(name) for name in planned.header]
        self.erased = Erased.known()
        self.spooled = refused.Spool()
        self.resume_from = batch.resume_from if batch else 0
        if batch:
            self._take_up(batch)

    def _take_up(self, batch: Batch) -> None:
        """Go on where an interrupted import stopped; what one left that cannot be gone on with is told anew."""
        if not self.resume_from:
            batch.refused_rows.all().delete()
            return
        for name in COUNTS:
            setattr(self.report, name, getattr(batch, name))
        self.report.notes.append(f"The import was interrupted after line {self.resume_from:,}; it went on from there.")

    def run(self, progress: Progress) -> FileReport:
        """Read the whole file; the report of what became of its rows."""
        rows = self.planned.rows()
        for some in _pieces(rows.row, self.kind.rows):
            if left := [one for one in some if one.line > self.resume_from]:
                self._piece(left)
            says = f"{self.report.read:,} rows of {self.report.file}"
            progress(rows.position, self.planned.look.stamp.size, says)
        self._finish()
        return self.report

    def _piece(self, some: Sequence[Row | Faulty]) -> None:
        if self.held is None:
            self.spooled.add(self._taken(some)[1])
            return
        with transaction.atomic():
            RecordSequence.take(0)  # whoever holds the sequence writes alone: what is compared stays so until then
            became, refusals = self._taken(some)
            self._keep(self.held, became, refusals, some[-1].line)

    def _taken(self, some: Sequence[Row | Faulty]) -> tuple[Became, list[Refused]]:
        """What became of these rows, counted; and those that are refused, with their cells."""
        rows = {one.line: one for one in some if isinstance(one, Row) and self._concerns(one)}
        broken = {line: column for line, row in rows.items() if (column := self._broken(row))}
        lines = [Line(line, self._cells(row)) for line, row in rows.items() if line not in broken]
        became = self.takes.some(lines)
        found = [*became.refused, *((line, column, BROKEN) for line, column in broken.items())]
        refusals = [(line, column, why, self._kept(rows[line])) for line, column, why in found]
        faulty = [one for one in some if isinstance(one, Faulty) and not self.planned.is_beside]
        refusals += [(one.line, "", one.reason, [one.text]) for one in faulty]
        self._count(became, len(lines) + len(refusals) - len(became.refused), refusals)
        return became, sorted((line, col, why, refused.storable(cells)) for line, col, why, cells in refusals)

    def _concerns(self, row: Row) -> bool:
        """Whether a row is one of this kind: of a table's file, only where the column beside says something."""
        return not self.planned.is_beside or bool(self._cells(row)[self.kind.beside].strip())

    def _cells(self, row: Row) -> dict[str, str]:
        return dict(zip(self.names, row.cells, strict=True))

    def _broken(self, row: Row) -> str:
        """The first column that is read and holds what no database keeps; empty where none does."""
        read = ((name, cell) for name, cell in self._cells(row).items() if name in self.kind.columns)
        return next((name for name, cell in read if UNSTORABLE.search(cell)), "")

    def _kept(self, row: Row) -> list[str]:
        """What is kept of a refused row: its cells; of whoever was erased, nothing."""
        cells = self._cells(row)
        named = [(name if name in COLUMNS else "email", cell) for name, cell in cells.items() if cell]
        whose = ((name, cell) for name, cell in named if name != "email" or "@" in cell)
        return [] if self.erased and any(self.erased.of(name, cell) for name, cell in whose) else row.cells

    def _count(self, became: Became, read: int, refusals: list[Refused]) -> None:
        for line, column, why, _ in sorted(refusals)[: TOLD - len(self.report.first_refused)]:
            says = f"{column} {why}".strip().removesuffix(".")
            self.report.first_refused.append(f"Line {line}: {says}.")
        self.report.notes += [note for note in became.notes if note not in self.report.notes]
        self.report.read += read
        self.report.created += became.created
        self.report.refused += len(refusals)
        self.report.unchanged = self.report.read - self.report.created - self.report.refused

    def _keep(self, held: Held, became: Became, refusals: list[Refused], last_line: int) -> None:
        """Write what belongs to these rows beside them, and how far the file is read."""
        batch, now = held.batch, clock.now()
        RefusedRow.objects.bulk_create(
            [
                RefusedRow(batch=batch, line=line, column=column[:300], reason=why, cells=cells)
                for line, column, why, cells in refusals
            ],
            batch_size=500,
        )
        Change.objects.bulk_create(
            [Change(batch=batch, at=now, recorded_seq=seq, table=table, row_id=pk) for table, pk, seq in became.added],
            batch_size=500,
        )
        counts = {name: getattr(self.report, name) for name in COUNTS}
        held.commit(**counts, resume_from=last_line)

    def _finish(self) -> None:
        if self.held is None:
            if self.report.refused:
                name = f"dry-run-{Path(self.planned.shown).name}"
                self.report.refused_file = str(refused.write_file(name, self.planned.header, self.spooled))
            return
        batch = self.held.batch
        kept = batch.settings | {"left_behind": self.report.left_behind}
        done = {"state": Batch.State.DONE, "finished_at": clock.now(), "token": "", "resume_from": 0}
        self.held.commit(**done, notes=self.report.notes, settings=kept)
        if path := refused.write(batch):
            Batch.objects.filter(pk=batch.pk).update(refused_file=path)
            self.report.refused_file = path
        if self.kind.after:
            self.kind.after()


def _pieces(row: Callable[[], Row | Faulty | None], most: int) -> Iterator[list[Row | Faulty]]:
    every: Iterator[Row | Faulty] = iter(row, None)
    while some := list(islice(every, most)):
        yield some
