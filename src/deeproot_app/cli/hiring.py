"""Hiring: which candidates we hold, what we hold of one, and forgetting them."""

from __future__ import annotations

import argparse
from typing import Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import number, takes_json
from deeproot_app.cli._tell import answer, answer_json

SUMMARY = "candidates: list them, take out what is held of one, forget one"


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    listed = acts.add_parser("list", help="the candidates that are held, and until when")
    export = acts.add_parser("export", help="all that is held of one, as one JSON document")
    erase = acts.add_parser("erase", help="forget one at once: name, sheets and notes")
    for one in (export, erase):
        one.add_argument("candidate", type=number, metavar="CANDIDATE", help="its number, as it is listed")
    takes_json(listed)
    takes_json(export)
    takes_json(erase)


def run(args: argparse.Namespace) -> int:
    from django.http import Http404

    from deeproot_app.base.errors import UserError

    try:
        done: int = {"list": _list, "export": _export, "erase": _erase}[args.act](args)
    except Http404:
        raise UserError(f"There is no candidate {args.candidate}; deeproot hiring list shows them.") from None
    return done


def _list(args: argparse.Namespace) -> int:
    from deeproot_app.act.hiring import candidates
    from deeproot_app.base.access import COMMAND_LINE

    rows: list[dict[str, Any]] = [
        {
            "candidate": row.pk, "name": row.name, "role": row.role, "interview_on": row.interview_on,
            "decision": row.decision or None, "kept_until": candidates.forgotten_at(row),
        } for row in candidates.seen_by(COMMAND_LINE)
    ]  # fmt: skip
    if args.json:
        answer_json({"candidates": rows})
        return 0
    _print.table(("number", "name", "role", "interview", "decided", "kept until"), [
        (str(row["candidate"]), row["name"], row["role"], row["interview_on"].isoformat(), row["decision"] or "not yet",
         f"{row['kept_until']:%Y-%m-%d}") for row in rows
    ])  # fmt: skip
    return 0


def _export(args: argparse.Namespace) -> int:
    """One JSON document, asked for as such or not: it is for whom it is about."""
    from deeproot_app.act.hiring import candidates
    from deeproot_app.base import audit
    from deeproot_app.base.access import COMMAND_LINE

    held = candidates.document(COMMAND_LINE, args.candidate)
    audit.write(COMMAND_LINE, "hiring.export", ("candidate", str(args.candidate)))
    answer_json(held)
    return 0


def _erase(args: argparse.Namespace) -> int:
    from deeproot_app.act.hiring import candidates
    from deeproot_app.base.access import COMMAND_LINE

    candidates.erase(COMMAND_LINE, args.candidate)
    if args.json:
        answer_json({"erased": args.candidate})
    else:
        answer(f"Candidate {args.candidate} is forgotten: name, sheets and notes are gone.")
    return 0
