"""`deeproot export`: the whole record as files."""

from __future__ import annotations

import argparse

from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json

SUMMARY = "write every table of the record to files: CSV or Parquet; an import reads either back"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="where to write the files; made where it is not there")
    parser.add_argument(
        "--as",
        dest="form",
        choices=("csv", "parquet"),
        default="csv",
        help="csv (the default), or parquet for analysis; an import reads both",
    )
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from pathlib import Path

    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.export import export

    done = export(Path(args.folder), args.form, COMMAND_LINE)
    if args.json:
        files = [{"table": one.table, "file": str(one.file), "rows": one.rows} for one in done]
        answer_json({"folder": args.folder, "as": args.form, "files": files})
    else:
        for one in done:
            answer(f"{one.rows:>12,}  {one.file}")
    return 0
