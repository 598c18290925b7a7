"""Handing customers over to a colleague: one, or all of somebody who leaves; and taking it back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.act.models import OwnerChange

SUMMARY = "have another of us look after customers, with what they must know; take it back"


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    give = acts.add_parser("give", help="hand customers over; a note of each is drafted from the record")
    give.add_argument("customers", metavar="CUSTOMER", nargs="*", help="ids of customers")
    give.add_argument("--all-of", metavar="MEMBER", help="every customer of this colleague who is still with us")
    give.add_argument("--to", metavar="MEMBER", required=True, help="who looks after them next: an id, or an address")
    give.add_argument("--from", dest="from_day", metavar="DAY", help="from this day on (default: at once)")
    give.add_argument("--words", default="", help="what holds for all of them; it stands before the drafted note")
    give.add_argument("--promises-stay", action="store_true", help="open promises, steps and calls stay where they are")
    give.add_argument("--dry-run", action="store_true", help="say whom it would be, and the notes; change nothing")
    undo = acts.add_parser("undo", help="take a handover back")
    undo.add_argument("handover", type=int, metavar="ID", help="its number, as `handover list` prints it")
    listed = acts.add_parser("list", help="the latest handovers")
    for one in (give, undo, listed):
        takes_json(one)


def run(args: argparse.Namespace) -> int:
    return {"give": _give, "undo": _undo, "list": _list}[args.act](args)


def _give(args: argparse.Namespace) -> int:
    from deeproot_app.act.owners import change
    from deeproot_app.act.owners.drafted import drafted
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE

    now, to = clock.now(), _member(args.to)
    found = {row.pk: row for row in _customers(args)}
    noted = {pk: "\n\n".join(filter(None, [args.words.strip(), drafted(row, now)])) for pk, row in found.items()}
    if args.dry_run:
        if args.json:
            answer_json({"to": to, "customers": [{"customer_id": pk, "note": words} for pk, words in noted.items()]})
            return 0
        for pk, words in noted.items():
            _print.heading(f"{found[pk].name} ({pk})")
            answer(words)
        tell(f"{len(noted)} would be handed over; nothing was changed.")
        return 0
    made = change.hand_over(COMMAND_LINE, noted, to, from_at=_from(args.from_day), moves_along=not args.promises_stay)
    if args.json:
        answer_json(_document(made))
        return 0
    when = "handed over" if made.done_at else f"to be handed over on {made.from_at:%Y-%m-%d}"
    answer(f"{_print.many(len(noted), 'customer')} {when}; `deeproot handover undo {made.pk}` takes it back.")
    return 0


def _customers(args: argparse.Namespace) -> list[Any]:
    """The customers that are named, and all of a colleague's. Raises UserError where one is not there."""
    from deeproot_app.base.errors import UserError
    from deeproot_app.record.models import Customer

    rows = list(Customer.objects.filter(pk__in=args.customers).order_by("pk"))
    missing = set(args.customers) - {row.pk for row in rows}
    if missing:
        raise UserError(f"There is no customer {sorted(missing)[0]!r}.")
    if args.all_of:
        theirs = Customer.objects.filter(owner=_member(args.all_of), merged_into__isnull=True, left_at__isnull=True)
        rows += [row for row in theirs.order_by("pk") if row.pk not in args.customers]
    return rows


def _member(named: str) -> str:
    """The id of a colleague, by id or address. Raises UserError for nobody."""
    from django.db.models import Q

    from deeproot_app.base.errors import UserError
    from deeproot_app.record.models import Member

    found = Member.objects.filter(Q(pk=named) | Q(email__iexact=named)).first()
    if found is None:
        raise UserError(f"There is no colleague {named!r}: give a member's id or address.")
    return found.pk


def _from(day: str | None) -> Any:
    """The first moment of a day, as the organisation's clock shows it. Raises UserError for what is no day."""
    from datetime import UTC, date, datetime, time
    from zoneinfo import ZoneInfo

    from deeproot_app.base.errors import UserError
    from deeproot_app.base.models import Organisation

    if not day:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), time(), ZoneInfo(Organisation.get().timezone)).astimezone(UTC)
    except ValueError:
        raise UserError(f"{day!r} is no day: write it as 2026-11-30.") from None


def _undo(args: argparse.Namespace) -> int:
    from django.http import Http404

    from deeproot_app.act.owners import change
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError

    try:
        made = change.undo(COMMAND_LINE, args.handover)
    except Http404:
        raise UserError(f"There is no handover {args.handover}; `deeproot handover list` prints them.") from None
    answer_json(_document(made)) if args.json else answer("Taken back: they are whose they were.")
    return 0


def _list(args: argparse.Namespace) -> int:
    from deeproot_app.act.models import OwnerChange

    rows = list(OwnerChange.objects.order_by("-made_at", "-id").prefetch_related("customers")[:50])
    if args.json:
        answer_json({"handovers": [_document(row) for row in rows]})
        return 0
    _print.table(("handover", "from", "to", "customers", "by", ""), [
        (str(row.pk), f"{row.from_at:%Y-%m-%d}", str(row.to_id), str(len(row.customers.all())), row.actor, _state(row))
        for row in rows
    ], right=(0, 3))  # fmt: skip
    if not rows:
        answer("Nobody was handed over yet.")
    return 0


def _state(row: OwnerChange) -> str:
    return "taken back" if row.undone_at else "done" if row.done_at else "to come"


def _document(row: OwnerChange) -> dict[str, Any]:
    return {
        "handover": row.pk, "to": row.to_id, "from": row.from_at, "state": _state(row), "by": row.actor,
        "moves_along": row.moves_along,
        "customers": [
            {"customer_id": one.customer_id, "before": one.before, "not_done": one.left or None,
             **{name: len(one.wrote.get(name, ())) for name in ("promises", "steps", "calls")}}
            for one in row.customers.all()
        ],
    }  # fmt: skip
