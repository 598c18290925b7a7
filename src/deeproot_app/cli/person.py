"""One person: all that is held of them, taken out; or erased."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.record.person.whom import Person

SUMMARY = "take out all that is held of one person, or erase them"
WHO = "a mail address, a telephone number, a contact's id, or the id of a customer that is a person"


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    export = acts.add_parser("export", help="write all that is held of them to a folder, or to a .zip")
    export.add_argument("who", metavar="WHO", help=WHO)
    export.add_argument("path", metavar="PATH", help="an empty folder, or a file that ends in .zip")
    erase = acts.add_parser("erase", help="say what erasing them would take away; with --yes, do it")
    erase.add_argument("who", metavar="WHO", help=WHO)
    erase.add_argument("--yes", action="store_true", help="do it: it cannot be taken back")
    certificates = acts.add_parser("certificates", help="what was erased, when and by whose hand; never whom")
    for one in (export, erase, certificates):
        takes_json(one)


def run(args: argparse.Namespace) -> int:
    return {"export": _export, "erase": _erase, "certificates": _certificates}[args.act](args)


def _export(args: argparse.Namespace) -> int:
    from pathlib import Path

    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.person.taken import take

    counts = take(COMMAND_LINE, args.who, Path(args.path))
    if args.json:
        answer_json({"path": args.path, "tables": counts})
        return 0
    _print.table(("rows", "what"), [(f"{count:,}", name) for name, count in counts.items()], right=(0,))
    answer(f"All that is held of them is in {args.path}; its README.txt says what lies where.")
    return 0


def _erase(args: argparse.Namespace) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.person import erase
    from deeproot_app.record.person.whom import find

    person = find(COMMAND_LINE, erase.ACT, args.who)
    return _done(args) if args.yes else _preview(args, person)


def _preview(args: argparse.Namespace, person: Person) -> int:
    from deeproot_app.record.person import erase

    found = erase.preview(person)
    if args.json:
        answer_json({
            "erased": False, "customers": person.customers, "contacts": person.contacts, "of": person.of,
            "tables": {name: {"goes": counts[0], "emptied": counts[1]} for name, counts in found.items()},
        })  # fmt: skip
        return 0
    whom = " and ".join(person.names) or args.who
    answer(f"{whom}: {'a whole customer' if person.customers else 'one person'}, known as {', '.join(person.ids)}.")
    lines = [(name, f"{counts[0]:,}", f"{counts[1]:,}") for name, counts in found.items()]
    _print.table(("table", "rows that go", "rows emptied"), lines, right=(1, 2))
    tell("Nothing was erased. --yes erases them: it cannot be taken back.")
    return 0


def _done(args: argparse.Namespace) -> int:
    from datetime import timedelta

    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.person import erase

    erasure = erase.ask(COMMAND_LINE, args.who, after=timedelta(minutes=10))
    erase.carry_out(erasure, lambda done, whole, says: None)
    certificate = erase.certificate(erasure)
    answer_json(certificate) if args.json else _told(certificate)
    return 0


def _certificates(args: argparse.Namespace) -> int:
    from deeproot_app.record.models import Erasure
    from deeproot_app.record.person import erase

    found = [erase.certificate(one) for one in Erasure.objects.order_by("-asked_at")]
    if args.json:
        answer_json({"certificates": found})
        return 0
    for one in found:
        _told(one)
    if not found:
        answer("Nobody was ever erased.")
    return 0


def _told(one: dict[str, Any]) -> None:
    done = f"done {one['done_at']:%Y-%m-%d %H:%M}" if one["done_at"] else "under way"
    _print.heading(f"{one['erasure']}: asked for by {one['by']} on {one['asked_at']:%Y-%m-%d}, {done}")
    columns = ("table", "gone", "emptied", "named no more")
    _print.table(columns, [
        (name, *(f"{counts[what]:,}" for what in ("gone", "emptied", "named_no_more")))
        for name, counts in one["tables"].items()
    ], right=(1, 2, 3))  # fmt: skip
    for note in one["notes"]:
        answer(note)
    answer(f"SHA-256 {one['sha256']}")
