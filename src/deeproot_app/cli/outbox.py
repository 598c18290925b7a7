"""The outbox: where every mail stands; call back, settle, stop, let go on."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.act.models import Sending

SUMMARY = "where every mail to customers stands; call one back, settle what is uncertain, stop all, let it go on"
SHOWN = 50
DOES = ("list", "cancel", "settle", "stop", "go")
STATES = ("waiting", "uncertain", "sent", "refused", "suppressed", "cancelled")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("does", nargs="?", choices=DOES, default="list", help="what to do (default: list)")
    parser.add_argument("mail", nargs="?", metavar="MAIL", help="its number or Message-ID, to cancel or settle it")
    parser.add_argument("--state", choices=STATES, help="only those that stand so")
    parser.add_argument("--arrived", choices=("yes", "no"), help="settle: what you found where you looked")
    parser.add_argument("--because", default="", metavar="WORDS", help="stop, settle: why, or how you know")
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.act.outbox import acts
    from deeproot_app.base.access import COMMAND_LINE

    if args.does == "stop":
        acts.stop(COMMAND_LINE, args.because)
        tell("Stopped: nothing leaves any more. `deeproot outbox go` lets mail leave again.")
    elif args.does == "go":
        acts.go(COMMAND_LINE)
        tell("Mail leaves again.")
    elif args.does == "cancel":
        row = acts.cancel(COMMAND_LINE, _meant(args.mail))
        tell(f"The mail to {row.address} is called back.")
    elif args.does == "settle":
        _settle(args)
    return _list(args)


def _settle(args: argparse.Namespace) -> None:
    from deeproot_app.act.outbox import acts
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError

    if not args.arrived:
        raise UserError("Say what you found: --arrived yes, or --arrived no.", exit_code=2)
    row = acts.settle(COMMAND_LINE, _meant(args.mail), arrived=args.arrived == "yes", note=args.because)
    tell(f"The mail to {row.address} is {row.state} now.")


def _meant(given: str | None) -> int:
    from deeproot_app.act.models import Sending
    from deeproot_app.base.errors import UserError

    named = (given or "").strip("<> ")
    rows = Sending.objects.filter(pk=int(named[:18])) if named.isdecimal() else Sending.objects.filter(message_id=named)
    found = rows.values_list("pk", flat=True).first()
    if found is None:
        raise UserError(f"There is no mail {given!r}; `deeproot outbox` lists them.", exit_code=2)
    return int(found)


def _list(args: argparse.Namespace) -> int:
    from deeproot_app.act.models import Outbox
    from deeproot_app.act.outbox import listed
    from deeproot_app.act.outbox.tally import tally
    from deeproot_app.base.access import COMMAND_LINE

    every = listed.visible(COMMAND_LINE)
    rows = listed.in_tab(every, args.state) if args.state else every
    counts, state = tally(), Outbox.get()
    if args.json:
        shown = [_document(row) for row in rows.order_by("pk").iterator(2_000)]
        answer_json({"stopped_at": state.stopped_at, "counts": _counts(counts), "mails": shown})
        return 0
    if args.does == "list":
        latest = list(rows.order_by("-pk")[:SHOWN])
        table = [(str(row.pk), row.state, row.address, row.letter.subject, row.says) for row in latest]
        _print.table(("number", "stands", "to", "subject", "why"), table)
    tell(", ".join(f"{name} {count:,}" for name, count in _counts(counts).items()) + ".")
    if state.stopped_at:
        tell(f"All mail is stopped since {state.stopped_at:%Y-%m-%d %H:%M} UTC, by {state.stopped_by}.")
    return 0


def _counts(counts: Any) -> dict[str, int]:
    names = ("audience", "sent", "suppressed", "refused", "uncertain", "cancelled", "waiting")
    return {name: getattr(counts, name) for name in names}


def _document(row: Sending) -> dict[str, Any]:
    return {
        "number": row.pk,
        "message_id": row.message_id,
        "occasion": row.occasion,
        "customer_id": row.customer_id,
        "contact_id": row.contact_id,
        "member_id": row.member_id,
        "address": row.address,
        "subject": row.letter.subject,
        "kind": row.kind,
        "state": row.state,
        "says": row.says,
        "code": row.code,
        "reasons": row.reasons,
        "queued_at": row.queued_at,
        "next_at": row.next_at,
        "handed_at": row.handed_at,
        "settled_at": row.settled_at,
        "course": row.course,
    }
