"""Import one file: block by block, each a transaction of its own that also says how far the file is read.

Killed at any moment, the record holds whole blocks and knows which; run again, the import goes on after them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Final

from django.db import transaction

from deeproot_app.base import access, audit, clock
from deeproot_app.record import changes, search, sql
from deeproot_app.record.consent.files import land
from deeproot_app.record.files.opened import FileChanged
from deeproot_app.record.files.rows import Block
from deeproot_app.record.identity import merge
from deeproot_app.record.importing import batches, ledger, refused, undo
from deeproot_app.record.importing.batches import Held
from deeproot_app.record.importing.dry import DryRun
from deeproot_app.record.importing.moments import Moments
from deeproot_app.record.importing.plan import Planned
from deeproot_app.record.importing.prepare import Preparing
from deeproot_app.record.importing.prepared import Prepared, Refusals
from deeproot_app.record.importing.references import References
from deeproot_app.record.importing.refused import Refused
from deeproot_app.record.importing.report import COUNTS, FileReport
from deeproot_app.record.importing.store import Database, Store
from deeproot_app.record.importing.write import Writer, Written
from deeproot_app.record.models import Batch, Change, RawBlock, RefusedRow
from deeproot_app.record.person.erased import Erased
from deeproot_app.record.person.erased import reason as reason_erased

ROWS: Final = 10_000
CHARACTERS: Final = 4 << 20
"""Rows and characters of a block: what bounds the memory."""
BLOCKS: Final = 8
SECONDS: Final = 2.0
"""Blocks of a transaction, and the time after which it takes no more: for so long other writers wait."""

MOST_LEFT: Final = 500
"""Columns left behind that are told of."""
NAMED: Final = {"customers", "contacts", "identities"}
"""Tables whose rows are found by their names and addresses."""

Progress = Callable[[int, int, str], None]
"""Told how many bytes of how many are read, and what to say of it."""


def import_file(
    planned: Planned,
    actor: access.Actor,
    *,
    dry_run: DryRun | None = None,
    progress: Progress = lambda done, of, says: None,
    batch: Batch | None = None,
    ledger_given: bool = False,
) -> FileReport:
    """Import one file, as ``actor``; or with ``dry_run`` say what an import would do, and write only there.

    ``batch`` is an upload that waits for this. ``ledger_given`` says that a file of coverage comes with this one: it is
    believed, and only refused rows are told to the ledger besides. Raises FileChanged where the file is written to
    meanwhile (nothing of it is kept then), TakenOver where another process goes on with the same import, NotAllowed
    where the actor may not.
    """
    access.require(actor, "record.import")
    if dry_run is not None:
        return Importing(planned, dry_run, None).run(progress)
    if batch is None and (before := batches.same_before(planned)) is not None:
        return _nothing_new(planned, before)
    held = batches.begin(planned, actor, batch)
    try:
        report = Importing(planned, Database(), held, ledger_given=ledger_given).run(progress)
    except FileChanged as fault:
        undo.take_back(held.batch)
        Batch.objects.filter(pk=held.batch.pk).update(state=Batch.State.FAILED, says=fault.message, resume_from=0)
        raise
    except Exception as fault:
        Batch.objects.filter(pk=held.batch.pk, token=held.token).update(state=Batch.State.FAILED, says=str(fault)[:500])
        raise
    told = {name: getattr(report, name) for name in ("file", "table", *COUNTS)}
    audit.write(actor, "record.import", held.batch, **told)
    if NAMED & {planned.table, *report.also} and (report.created or report.updated):
        merge.mend()
        search.refresh()
    return report


def _nothing_new(planned: Planned, before: Batch) -> FileReport:
    note = f"This very file was imported before (import {before.pk}), and nothing has changed since."
    report = FileReport(planned.shown, planned.table, planned.source, batch=before.pk, notes=[note])
    report.read = report.unchanged = before.read
    return report


@dataclass
class Standing:
    """What a transaction has written so far."""

    last_line: int = 0
    first_seq: int = 0
    last_seq: int = 0
    customers: set[str] = field(default_factory=set)
    """Whose rows changed."""
    sources: set[str] = field(default_factory=set)
    """Of which sources more is known, or less."""

    def add(self, block: Block, parts: list[Prepared], written: list[Written]) -> None:
        self.last_line = block.last_line
        for done in written:
            self.first_seq = self.first_seq or done.first_seq
            self.last_seq = max(self.last_seq, done.last_seq)
            self.customers |= done.customers
        for part in parts:
            if part.shape.name == "coverage":
                self.sources.update(str(source) for source in part.columns["source"])


def left_behind(planned: Planned) -> list[tuple[str, list[str]]]:
    """The columns that are left behind with their first values, as every database keeps them."""
    found = planned.left_values()[:MOST_LEFT]
    return [(refused.storable([name])[0], refused.storable(values)) for name, values in found]


class Importing:
    """One file on its way into the record, or into a dry run."""

    def __init__(self, planned: Planned, store: Store, held: Held | None, *, ledger_given: bool = False) -> None:
        self.planned = planned
        self.store = store
        self.held = held
        batch = held.batch if held else None
        self.moments = Moments(planned.zone)
        self.preparing = planned.preparing(store, self.moments)
        self.references = References(store, planned.source, planned.mapping.creates_customers)
        self.writer = Writer(store, batch.pk if batch else None)
        self.report = FileReport(planned.shown, planned.table, planned.source, batch=batch.pk if batch else None)
        self.report.left_behind = left_behind(planned)
        self.tally: ledger.Tally = {}
        self.ledger_given = ledger_given
        self.decided = 0
        """How many rows stay as a person decided."""
        self.erased = Erased.known()
        self.spooled = refused.Spool()
        self.resume_from = batch.resume_from if batch else 0
        if batch and self.resume_from:
            self._take_up(batch)

    def _take_up(self, batch: Batch) -> None:
        """Go on where an interrupted import stopped."""
        for name in COUNTS:
            setattr(self.report, name, getattr(batch, name))
        self.report.also = dict(batch.also)
        self.tally = dict(batch.settings.get("tally", {}))
        self.decided = int(batch.settings.get("decided", 0))
        self.report.notes.append(f"The import was interrupted after line {self.resume_from:,}; it went on from there.")

    def run(self, progress: Progress) -> FileReport:
        """Read the whole file; the report of what became of its rows."""
        rows = self.planned.rows()
        blocks = rows.blocks(ROWS, CHARACTERS)
        with sql.many_rows():
            while self._some(blocks):
                says = f"{self.report.read:,} rows of {self.report.file}"
                progress(rows.position, self.planned.look.stamp.size, says)
            self.planned.refuse_changed()
            self._finish()
        return self.report

    def _some(self, blocks: Iterator[Block]) -> bool:
        """Some blocks in one transaction: a second or so of work. False where there was none left."""
        if self.held is None:
            return any(self._block(block) for block in islice(blocks, BLOCKS))
        until = monotonic() + SECONDS
        with transaction.atomic():
            self.store.take(0)  # whoever holds the sequence writes alone: what is compared stays so until it is written
            standing = Standing()
            for block in islice(blocks, BLOCKS):
                self._block(block, standing)
                if monotonic() > until:
                    break
            self._commit(self.held, standing)
        return standing.last_line > 0

    def _block(self, block: Block, standing: Standing | None = None) -> bool:
        done = block.last_line <= self.resume_from
        if not (done and self.preparing.skips_done):
            parts, refusals = self.preparing.block(block)
        if done:
            if standing is not None:
                standing.last_line = block.last_line
            return True
        self._skip_done(block, parts, refusals)
        self._refuse_erased(block, parts, refusals)
        made = self._follow(parts, refusals)
        for part in parts:
            self._tally(part, refusals)
            part.without(refusals)
        self.planned.refuse_changed()
        every = [*made, *parts]
        written = [self.writer.write(part) for part in every]
        self._count(every, written, block, refusals)
        if self.held is None or standing is None:
            self.spooled.add(_refused(block, refusals))
        else:
            self._keep(self.held.batch, block, every, written, refusals)
            self._land()
            standing.add(block, parts, written)
        return True

    def _refuse_erased(self, block: Block, parts: list[Prepared], refusals: Refusals) -> None:
        """Refuse the rows of whoever was erased, and keep nothing of them but that they were refused."""
        theirs: Refusals = {}
        for part in parts if self.erased else ():
            for at, (column, when) in self.erased.within(part).items() if self.erased else ():
                place = part.places[at]
                theirs[place] = [(column, reason_erased(when))]
                if place >= 0:
                    block.cells[place], block.texts[place] = [], ""
        for part in parts:
            part.without(theirs)
        refusals.update({place: why for place, why in theirs.items() if place >= 0})

    def _land(self) -> None:
        """Put what the block's rows say of consents and objections into their ledger; nobody takes it out with them."""
        if isinstance(self.preparing, Preparing) and self.preparing.said:
            file = Path(self.planned.shown).name
            told = [replace(one, proof=f"{file}, {one.proof}") for one in self.preparing.said]
            land(told, how="import", source=self.planned.source)

    def _tally(self, part: Prepared, refusals: Refusals) -> None:
        """Count interactions for the ledger, those of a mailbox by their mails."""
        under = self.planned.ledger
        if part.shape.name == "interactions" and (part.main or under is None):
            nobodys = self.preparing.nobodys & set(part.places)
            ledger.count(self.tally, part, refusals, self.planned.source, under=under, nobodys=nobodys)

    def _skip_done(self, block: Block, parts: list[Prepared], refusals: Refusals) -> None:
        """Leave out the rows of a block that an earlier run has committed already."""
        if not self.resume_from or (block.lines and block.lines[0] > self.resume_from):
            return
        done = {place for place, line in enumerate(block.lines) if line <= self.resume_from}
        for part in parts:
            part.take([at for at, place in enumerate(part.places) if place not in done])
        for place in done & refusals.keys():
            del refusals[place]
        block.faulty = [one for one in block.faulty if one.line > self.resume_from]

    def _follow(self, parts: list[Prepared], refusals: Refusals) -> list[Prepared]:
        """Follow the references of each part; those earlier in the block count as there. Gives what is made first."""
        self.references.coming = {}
        made: list[Prepared] = []
        for part in parts:
            made += self.references.follow(part, refusals)
            if len(part.shape.key) == 1:
                ids = {str(value) for value in part.columns[part.shape.key[0]] if value is not None}
                self.references.coming.setdefault(part.shape.name, set()).update(ids)
        return made

    def _count(self, parts: list[Prepared], written: list[Written], block: Block, refusals: Refusals) -> None:
        for part, done in zip(parts, written, strict=True):
            self.decided += done.decided
            if part.main:
                self.report.created += done.created
                self.report.updated += done.updated
                self.report.unchanged += done.unchanged
            elif done.created or done.updated:
                also = self.report.also.setdefault(part.shape.name, {"created": 0, "updated": 0})
                also["created"] += done.created
                also["updated"] += done.updated
        self.report.refused += len(refusals) + len(block.faulty)
        self.report.read = sum(getattr(self.report, name) for name in COUNTS[1:])

    def _keep(
        self, batch: Batch, block: Block, parts: list[Prepared], written: list[Written], refusals: Refusals
    ) -> None:
        """Write what belongs to the block beside its rows: the refused, what stood before, the raw rows."""
        now = clock.now()
        RefusedRow.objects.bulk_create(
            [
                RefusedRow(batch=batch, line=line, column=column[:300], reason=reason, cells=cells)
                for line, column, reason, cells in _refused(block, refusals)
            ],
            batch_size=500,
        )
        Change.objects.bulk_create(
            [
                Change(batch=batch, at=now, recorded_seq=seq, table=part.shape.name, row_id=pk, before=before)
                for part, done in zip(parts, written, strict=True)
                for pk, seq, before in done.before
            ],
            batch_size=500,
        )
        self._keep_raw(batch, block, set().union(refusals, *(done.places for done in written)))

    def _commit(self, held: Held, standing: Standing) -> None:
        """Say how far the file is read, and whose rows changed."""
        if not standing.last_line:
            return
        if standing.last_seq:
            changes.touched(standing.customers, standing.last_seq)
            changes.touched_sources(standing.sources, standing.last_seq)
        batch = held.batch
        held.commit(
            **{name: getattr(self.report, name) for name in COUNTS},
            also=self.report.also,
            resume_from=standing.last_line,
            last_seq=max(standing.last_seq, batch.last_seq),
            settings=batch.settings
            | {
                "tally": self.tally,
                "decided": self.decided,
                "left_behind": self.report.left_behind,
                "prefixed": self.preparing.prefixed > 0,
                "first_seq": batch.settings.get("first_seq") or standing.first_seq,
            },
        )

    def _keep_raw(self, batch: Batch, block: Block, places: set[int]) -> None:
        """Keep the raw rows that changed anything or were refused; those of the others are kept already."""
        raw = [(block.lines[place], block.texts[place]) for place in sorted(places) if place >= 0]
        raw += [(one.line, one.text) for one in block.faulty]
        if raw:
            RawBlock.objects.create(batch=batch, first_line=raw[0][0], lines=len(raw), data=refused.packed(raw))

    def _finish(self) -> None:
        if self.held is not None and isinstance(self.preparing, Preparing):
            self.preparing.finish()
        self.report.notes += self._notes()
        if self.held is None:
            if self.report.refused:
                name = f"dry-run-{Path(self.planned.shown).name}"
                self.report.refused_file = str(refused.write_file(name, self.planned.header, self.spooled))
            return
        with transaction.atomic():
            self._tell_ledger(self.held)
            self.held.commit(
                state=Batch.State.DONE, finished_at=clock.now(), notes=self.report.notes, token="", resume_from=0
            )
        if path := refused.write(self.held.batch):
            Batch.objects.filter(pk=self.held.batch.pk).update(refused_file=path)
            self.report.refused_file = path

    def _tell_ledger(self, held: Held) -> None:
        self.store.take(0)
        told = ledger.refused_only(self.tally) if self.ledger_given else self.tally
        part = ledger.rows_for(told) if told else None
        if part is None:
            return
        done = self.writer.write(part)
        Change.objects.bulk_create(
            Change(batch=held.batch, at=clock.now(), recorded_seq=seq, table="coverage", row_id=pk, before=before)
            for pk, seq, before in done.before
        )

    def _notes(self) -> Iterator[str]:
        yield from self.planned.look.notes
        yield from self.moments.notes()
        if self.preparing.prefixed:
            yield (
                f"{self.preparing.prefixed:,} ids had no source: they were given {self.planned.source!r} "
                "(--source NAME chooses another)."
            )
        if self.decided:
            rows = "1 row stays" if self.decided == 1 else f"{self.decided:,} rows stay"
            yield f"{rows} as a person decided; the file says otherwise, and is kept in the raw rows."
        if self.preparing.aside:
            yield f"{self.preparing.aside:,} rows were left aside, as the mapping says."
        yield from self.preparing.notes()
        yield from self.references.notes()


def _refused(block: Block, refusals: Refusals) -> Iterator[Refused]:
    """The refused rows of a block, in the order of the file."""
    found: list[Refused] = []
    for place, faults in refusals.items():
        column, reason = faults[0]
        if len(faults) > 1:
            reason = "; ".join(f"{name}: {why}" if name else why for name, why in faults)
        found.append((block.lines[place], column, reason, refused.storable(block.cells[place])))
    found += [(one.line, "", one.reason, refused.storable([one.text])) for one in block.faulty]
    yield from sorted(found, key=lambda one: one[0])
