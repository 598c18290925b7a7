"""`deeproot import`: bring files into the record, take an import back, list what was imported."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json

if TYPE_CHECKING:
    from deeproot_app.record.importing.report import Report

SUMMARY = "read files into the record; running it twice changes nothing"
REFUSED = 3
DIGITS = 18
"""Of the longest number that a database keeps."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="a file, a directory of files, or - for standard input"
    )
    parser.add_argument(
        "--as", dest="table", metavar="TABLE", help="which table the file is, where its header does not say"
    )
    parser.add_argument("--source", metavar="NAME", help="the system it comes from; default: the file's name")
    parser.add_argument(
        "--mapping", metavar="NAME", help="how to read a file of others: a saved mapping, or a .json file"
    )
    parser.add_argument(
        "--create-customers", action="store_true", help="make customers that no file describes, by their id"
    )
    parser.add_argument("--customer", metavar="ID", help="whose the calls of a transcript or a calendar are")
    parser.add_argument("--at", metavar="MOMENT", help="when the call of a transcript began, where it does not say so")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    parser.add_argument(
        "--undo", type=number, metavar="IMPORT", help="take an import back, whole: its number, as --list shows it"
    )
    parser.add_argument("--list", action="store_true", help="what was imported, the latest first")
    takes_json(parser)


def number(text: str) -> int:
    """The number of an import; argparse tells what is wrong with one that is none."""
    if not (text.isascii() and text.isdigit()) or len(text) > DIGITS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not the number of an import; `deeproot import --list` lists them"
        )
    return int(text)


def run(args: argparse.Namespace) -> int:
    chosen = [bool(args.paths), args.undo is not None, args.list]
    if sum(chosen) != 1:
        from deeproot_app.base.errors import UserError

        raise UserError("Give the files to import, or --undo IMPORT, or --list.", exit_code=2)
    if args.undo is not None:
        return undo(args)
    return listed(args) if args.list else import_(args)


def import_(args: argparse.Namespace) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.importing.paths import import_paths
    from deeproot_app.record.importing.plan import Options

    options = Options(args.table, args.source, args.mapping, args.create_customers, args.customer, args.at)
    report = import_paths(args.paths, options, COMMAND_LINE, dry_run=args.dry_run, progress=progress())
    tell_report(report, args.json)
    return REFUSED if report.refused else 0


def tell_report(report: Report, as_json: bool) -> None:
    if as_json:
        answer_json(report.as_json())
    else:
        answer("\n".join(report.lines()))


def progress() -> Callable[[int, int, str], None]:
    """Shows how far an import is, on a terminal, at most five times a second; elsewhere nothing."""
    if not sys.stderr.isatty():
        return lambda done, of, says: None
    shown = [0.0]

    def show(done: int, of: int, says: str) -> None:
        if time.monotonic() - shown[0] > 0.2:
            shown[0] = time.monotonic()
            sys.stderr.write(f"\r\033[K{100 * done // max(of, 1):3d} %  {says}")
            sys.stderr.flush()
        if done >= of:
            sys.stderr.write("\r\033[K")

    return show


def undo(args: argparse.Namespace) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError
    from deeproot_app.record.importing import undo
    from deeproot_app.record.models import Batch
    from deeproot_app.record.snapshot.sync import follow

    batch = Batch.objects.filter(pk=args.undo).first()
    if batch is None:
        raise UserError(f"There is no import {args.undo}; `deeproot import --list` lists them.")
    done = undo.undo(batch, COMMAND_LINE)
    follow()
    if args.json:
        answer_json({"undone": done.batch, "removed": done.removed, "restored": done.restored, "decided": done.decided})
    else:
        kept = f" What people decided stays: {done.decided:,} of them." if done.decided else ""
        answer(
            f"Import {done.batch} is undone: {done.removed:,} rows removed, {done.restored:,} changes taken back.{kept}"
        )
    return 0


def listed(args: argparse.Namespace) -> int:
    from deeproot_app.record.importing.batches import interrupted
    from deeproot_app.record.models import Batch

    rows = [
        row_of(batch, "interrupted" if interrupted(batch) else batch.state)
        for batch in Batch.objects.order_by("-id")[:500]
    ]
    if args.json:
        answer_json({"imports": rows})
    for row in [] if args.json else rows:
        counts = ", ".join(f"{row[name]:,} {name}" for name in ("created", "updated", "unchanged", "refused"))
        answer(f"{row['import']:>5}  {row['made_at']:%Y-%m-%d %H:%M}  {row['state']:<11}  {row['file']}: {counts}")
    return 0


def row_of(batch: Any, state: str) -> dict[str, Any]:
    counts = {name: getattr(batch, name) for name in ("read", "created", "updated", "unchanged", "refused")}
    return {
        "import": batch.pk,
        "file": batch.filename,
        "table": batch.table,
        "source": batch.source,
        "state": state,
        "made_at": batch.made_at,
        **counts,
    }
