"""Putting a backup back."""

from __future__ import annotations

import argparse
from pathlib import Path

from deeproot_app.cli._tell import tell

SUMMARY = "put a backup in the place of the database"
NEEDS = "django"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a file that `deeproot backup` wrote")


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import access, audit, backup, schema
    from deeproot_app.record.consent import kept as ledger
    from deeproot_app.record.person import erase, erased

    with schema.alone():
        held, gone = ledger.taken(), erased.taken()
        kept = backup.restore(args.path)
    schema.make_ready(tell, upgrade=True)
    if words := ledger.put_back(held):
        tell(f"{words} words about consent that were said since the backup hold all the same.")
    if again := erase.again(erased.put_back(gone)):
        tell(f"{again} who were erased since the backup are erased again.")
    audit.write(access.COMMAND_LINE, "restore", ("file", args.path.name))
    tell(f"Restored from {args.path}." + (f" What was there before is kept in {kept}." if kept else ""))
    return 0
