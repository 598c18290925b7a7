"""A copy of the database, while everything runs on."""

from __future__ import annotations

import argparse
from pathlib import Path

from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

SUMMARY = "copy the whole database into one checked file"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", type=Path, help="a file, or a folder (default: backups in DEEPROOT_HOME)")
    parser.add_argument("--keep", type=int, default=0, metavar="N", help="remove all but the latest N in that folder")
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import access, audit, backup

    path = args.path or backup.folder()
    if path.is_dir() or not path.suffix:
        path /= backup.name()
    audit.write(access.COMMAND_LINE, "backup", ("file", path.name))
    backup.save(path)
    size = path.stat().st_size
    gone = backup.prune(path.parent, args.keep)
    tell(f"Saved and checked: {size / 1e6:.1f} MB." + (f" {len(gone)} older removed." if gone else ""))
    if args.json:
        answer_json({"path": str(path), "bytes": size, "removed": [str(old) for old in gone]})
    else:
        answer(str(path))
    return 0
