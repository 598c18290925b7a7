"""How long what we hold is kept: the terms, what another would take, and setting one."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json

if TYPE_CHECKING:
    from deeproot_app.base.keeping import Standing

SUMMARY = "how long what we hold is kept, what a shorter term would take away, and setting one"
EVER = "ever"
DIGITS = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    listed = acts.add_parser("list", help="every term, what it is for, and what goes tonight")
    put = acts.add_parser("set", help="keep something for so many days")
    put.add_argument("term", metavar="TERM", help="its name, as `keeping list` prints it")
    put.add_argument("days", metavar="DAYS", type=_days, help="a number of days, or `ever` where that may be")
    put.add_argument("--dry-run", action="store_true", help="say what would go by it; change nothing")
    for one in (listed, put):
        takes_json(one)


def _days(text: str) -> int | None:
    if text == EVER:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise argparse.ArgumentTypeError("give a number of days, or `ever`")
    return int(text)


def run(args: argparse.Namespace) -> int:
    return {"list": _list, "set": _set}[args.act](args)


def _list(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock, keeping

    rows = keeping.standing(clock.now())
    if args.json:
        answer_json({"terms": [_document(row) for row in rows]})
        return 0
    _print.table(("term", "kept", "goes tonight", "what"), [
        (row.term.name, row.says, "" if row.goes is None else f"{row.goes:,}", row.term.label) for row in rows
    ], right=(2,))  # fmt: skip
    free = ", ".join(row.term.name for row in rows if row.term.free)
    answer(f"`deeproot keeping set TERM DAYS` changes {free}; the others hold for everybody.")
    return 0


def _set(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock, keeping
    from deeproot_app.base.access import COMMAND_LINE

    goes = keeping.preview(args.term, args.days, clock.now())
    changed = False if args.dry_run else keeping.change(COMMAND_LINE, args.term, args.days)
    if args.json:
        answer_json({"term": args.term, "days": args.days, "goes": goes, "changed": changed})
        return 0
    kept = f"{keeping.terms()[args.term].label}: {keeping.says(args.days)}"
    if args.dry_run:
        answer(f"{kept}; {goes:,} would go tonight. Nothing was changed.")
    else:
        answer(f"{kept}; {goes:,} go tonight." if changed else f"{kept}, as before.")
    return 0


def _document(row: Standing) -> dict[str, Any]:
    term = row.term
    bounds = {"least": term.least, "most": term.most, "ever": term.ever} if term.free else {}
    return {
        "term": term.name, "label": term.label, "what": term.what, "why": term.why, "days": row.days, "free": term.free,
        "goes": row.goes, **bounds,
    }  # fmt: skip
