"""The sample company as files."""

from __future__ import annotations

import argparse
from pathlib import Path

from deeproot_app.cli._arguments import moment, takes_json
from deeproot_app.cli._tell import answer_json, tell

SUMMARY = "write the simulated sample company as files, small with its texts or large for benchmarks"
NEEDS = "nothing"
TOLD = 5_000
"""So many customers are told one by one, with every sentence; more are drawn in bulk, without texts."""
TABLE_FILES = (".csv", ".parquet")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="where the files go; it is made where it is missing")
    parser.add_argument(
        "--customers", type=positive, default=240, metavar="N", help="how many customers (default: 240)"
    )
    parser.add_argument("--as", dest="as_", choices=("csv", "parquet"), default="csv", help="default: csv")
    parser.add_argument("--seed", type=int, default=7, help="another number tells other lives (default: 7)")
    parser.add_argument("--until", type=moment, metavar="T", help="the moment as of which it stands (default: now)")
    takes_json(parser)


def positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"it is {text!r}; it must be a whole number, at least 1")
    return int(text)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock

    refuse_foreign(args.folder)
    until = args.until or clock.now()
    rows = told(args, until) if args.customers <= TOLD else drawn(args, until)
    if args.json:
        answer_json({"folder": str(args.folder), "until": until, "simulated": True, "rows": rows})
    tell(f"{sum(rows.values()):,} rows of a simulated company are in {args.folder}. Nobody in it is real.")
    return 0


def refuse_foreign(folder: Path) -> None:
    """A folder that holds files of anybody else's is left alone. Raises UserError."""
    from deeproot_app.base.errors import UserError

    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file; name a folder that the sample may go into.")
    held = list(folder.iterdir()) if folder.exists() else []
    if held and not (folder / "README.txt").exists():
        raise UserError(f"{folder} holds {held[0].name} already; name a new folder, or an empty one.")


def told(args: argparse.Namespace, until: object) -> dict[str, int]:
    from deeproot import sample

    company = sample.company(args.seed, args.customers, until=until)  # type: ignore[arg-type]
    sample.write(company, args.folder, args.as_)
    return {name: len(rows) for name, rows in company.tables.items()}


def drawn(args: argparse.Namespace, until: object) -> dict[str, int]:
    from deeproot import sample

    tell(f"{args.customers:,} customers are drawn in bulk: as many rows as they would have, without their texts.")
    return sample.large(args.folder, args.customers, seed=args.seed, until=until, as_=args.as_)  # type: ignore[arg-type]
