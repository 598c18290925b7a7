"""Import what a person names: files, directories, standard input; in an order that keeps references whole."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings

from deeproot_app.base import access
from deeproot_app.base.errors import UserError
from deeproot_app.record.files.opened import FileError
from deeproot_app.record.importing.apart import beside, plan_any
from deeproot_app.record.importing.dry import DryRun
from deeproot_app.record.importing.folders import PROSE, Found, found_in
from deeproot_app.record.importing.kinds import Failed, Together, plan_together, read_together
from deeproot_app.record.importing.mail.files import plan_mail
from deeproot_app.record.importing.plan import Options, Planned, in_order
from deeproot_app.record.importing.recognise import NoColumn
from deeproot_app.record.importing.report import FileReport, Report
from deeproot_app.record.importing.run import Progress
from deeproot_app.record.importing.taking import import_any


def import_paths(
    paths: Sequence[str],
    options: Options,
    actor: access.Actor,
    *,
    dry_run: bool = False,
    progress: Progress = lambda done, of, says: None,
) -> Report:
    """Import the files and directories that ``paths`` name; `-` is standard input.

    A file of a directory that cannot be read is told of in the report, and the others are imported; what is no table
    there is left aside. Raises FileError where a single file cannot be read, and where a directory holds nothing to
    import.
    """
    access.require(actor, "record.import")
    with _spooled(paths) as given:
        found = found_in([path for path, _ in given])
        planned, failed = _planned(found, dict(given), options)
        alone = len(planned) + len(failed) == 1
        if failed and alone:
            raise FileError(failed[0].error or "")
        if not (planned or failed):
            raise FileError(f"{paths[0]} holds no file to import (docs/importing.md lists what can be).")
        one_file = partial(
            import_any,
            actor=actor,
            dry_run=DryRun() if dry_run else None,
            progress=progress,
            ledger_given=any(one.table == "coverage" for one in planned),
        )
        planned = in_order(planned)
        planned += in_order(also for one in planned for also in beside(one))
        reports = [_imported(one, one_file, alone=alone) for one in planned]
    return Report([*reports, *failed], dry_run, found.aside)


def _planned(found: Found, shown: dict[Path, str], options: Options) -> tuple[list[Planned], list[FileReport]]:
    """What will be done with each file, and which cannot be read. Words in a folder are put aside with the others."""
    planned, failed = [], [FileReport(name, error=f"{name}: {why}") for name, why in found.failed]
    together: dict[tuple[Path, Together], list[tuple[Path, str]]] = {}
    for path in found.files:
        name = shown.get(path, str(path))
        if plan_all := read_together(path, options):
            together.setdefault((path.parent, plan_all), []).append((path, name))
            continue
        try:
            one = plan_any(path, options, name)
        except FileError as fault:
            if isinstance(fault, NoColumn) and path.suffix.casefold() in PROSE and path not in found.named:
                found.aside.append(name)
            else:
                failed.append(FileReport(name, error=fault.message))
            continue
        planned.append(_creating(one, options))
    unread: Failed = []
    for (_, plan_all), files in together.items():
        planned += [_creating(one, options) for one in plan_together(plan_all, files, options, unread)]
    failed += [FileReport(name, error=why) for name, why in unread]
    for folder, mails in found.mails.items():
        if mails:
            planned.append(_creating(plan_mail(folder, options, str(folder), mails), options))
    return planned, failed


def _creating(planned: Planned, options: Options) -> Planned:
    if not options.creates_customers:
        return planned
    return replace(planned, mapping=replace(planned.mapping, creates_customers=True))


def _imported(planned: Planned, one_file: Callable[[Planned], FileReport], *, alone: bool) -> FileReport:
    try:
        return one_file(planned)
    except UserError as fault:
        if alone:
            raise
        return FileReport(planned.shown, planned.table, planned.source, error=fault.message)


@contextmanager
def _spooled(paths: Sequence[str]) -> Iterator[list[tuple[Path, str]]]:
    """The paths, with standard input and pipes copied to files: an import reads its file more than once."""
    given: list[tuple[Path, str]] = []
    copies: list[Path] = []
    try:
        for name in paths:
            if name == "-":
                copies.append(_copied(sys.stdin.buffer))
                given.append((copies[-1], "standard input"))
            elif _is_pipe(path := Path(name)):
                with path.open("rb") as pipe:
                    copies.append(_copied(pipe))
                given.append((copies[-1], name))
            else:
                given.append((path, name))
        yield given
    finally:
        for copy in copies:
            copy.unlink(missing_ok=True)


def _is_pipe(path: Path) -> bool:
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except OSError:
        return False


def _copied(stream: IO[bytes]) -> Path:
    folder = Path(settings.HOME) / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=folder, suffix=".csv", delete=False) as copy:
        shutil.copyfileobj(stream, copy)
    return Path(copy.name)
