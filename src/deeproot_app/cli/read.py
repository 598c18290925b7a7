"""Read texts: those nobody has read, or again with a newer reader."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.record.reading.again import Compared

SUMMARY = "read texts for promises, outcomes and beliefs; again with a newer reader, and first what that would change"
LONGEST = 160


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--again", action="store_true", help="read again what an older version of the reader has read")
    parser.add_argument("--all", action="store_true", help="with --again: everything, also what this version has read")
    parser.add_argument("--dry-run", action="store_true", help="with --again: only say what would change")
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app import loop
    from deeproot_app.base.errors import UserError
    from deeproot_app.cli.turn import Progress

    if (args.all or args.dry_run) and not args.again:
        raise UserError("--all and --dry-run go with --again: what is not read yet is read by every turn.", exit_code=2)
    if args.dry_run:
        compared = loop.compare_reading(Progress(), everything=args.all)
        show(compared, as_json=args.json)
        return 0
    texts = loop.read(Progress(), again_too=args.again, everything=args.all)
    if args.json:
        answer_json({"texts": texts})
    else:
        tell(f"{texts:,} texts read. `deeproot turn` understands what they say." if texts else "There is none to read.")
    return 0


def show(compared: Compared, *, as_json: bool) -> None:
    """What a reading would change: counts of each label, then some examples."""
    if as_json:
        answer_json(
            {
                "texts": compared.texts,
                "labels": compared.labels,
                "decided": compared.decided,
                "examples": compared.examples,
            }
        )
        return
    for sort, counts in sorted(compared.labels.items()):
        answer(f"{sort}: {counts['new']:,} new, {counts['gone']:,} gone, {counts['other']:,} otherwise")
    for one in compared.examples:
        answer(f"  {one['sort']} {one['change']} in {one['interaction_id']}: {_short(one)}")
    what = "would change so" if compared.labels else "say what they said"
    tell(f"{compared.texts:,} texts {what}; {compared.decided:,} decisions of people stay as they are.")


def _short(one: dict[str, object]) -> str:
    before, after = (json.dumps(one[name], ensure_ascii=False)[:LONGEST] for name in ("before", "after"))
    return f"{before} -> {after}"
