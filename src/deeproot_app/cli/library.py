"""The library: what we can give, and the needs that nothing serves."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer_json, tell

SUMMARY = "what we can give to customers, whom it was given to, and the needs that nothing serves"


def arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--unserved", action="store_true", help="only the needs that nothing serves")
    which.add_argument("--load", metavar="FILE", help="take a library from a JSON file, as docs/library.md shows one")
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    if args.load:
        return _load(Path(args.load), args.json)
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.plan.library import documents

    found = documents.whole(COMMAND_LINE)
    if args.unserved:
        found = {"unserved": found["unserved"]}
    if args.json:
        answer_json(found)
    else:
        _show(found)
    return 0


def _load(path: Path, as_json: bool) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError
    from deeproot_app.plan.library import fits
    from deeproot_app.plan.library.load import load

    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise UserError(f"{path} cannot be read: {(fault.strerror or 'it is no file').lower()}.") from None
    except ValueError:
        raise UserError(f"{path} is no JSON.") from None
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise UserError(f"{path} must hold a list of resources; docs/library.md shows one.")
    outcome = load(COMMAND_LINE, told)
    fits.match_later()
    if as_json:
        answer_json(outcome)
    else:
        tell(", ".join(f"{many:,} {what}" for what, many in outcome.items()) + ".")
    return 0


def _show(found: dict[str, Any]) -> None:
    if "resources" in found:
        rows = [
            (one["state"], one["kind"].replace("_", "-"), one["title"], ", ".join(one["languages"]), str(one["given"]))
            for one in found["resources"]
        ]
        _print.table(("", "kind", "title", "languages", "given to"), rows)
        if not rows:
            tell("The library is empty; add to it on its page, or with --load.")
    needs = [(one["text"], str(one["customers"]), str(one["now"])) for one in found["unserved"]]
    if needs:
        _print.heading("Needs that nothing serves")
        _print.table(("need", "customers", "now"), needs)
