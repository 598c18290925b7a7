"""The promises made to customers, where they stand, and what is done about them."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import moment, number, takes_as_of, takes_json
from deeproot_app.cli._tell import answer_json, tell

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from deeproot_app.record.models import Promise

SUMMARY = "what was promised to customers, by whom, by when, and whether it was kept"
SHOWN = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--open", action="store_true", help="only what is neither kept nor withdrawn")
    which.add_argument("--overdue", action="store_true", help="only what is open although its moment has come")
    parser.add_argument("--member", metavar="EMAIL", help="only those of one colleague")
    parser.add_argument("--customer", metavar="CUSTOMER", help="only those to one customer")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--deliver", metavar="PROMISE", help="it was delivered; --say what, --by which way")
    act.add_argument("--hold", metavar="PROMISE", help="they were told a new day: --until, --say, --by")
    act.add_argument(
        "--hand-over", nargs=2, metavar=("PROMISE", "EMAIL"), help="it is a colleague's now; --say what they must know"
    )
    act.add_argument("--withdraw", metavar="PROMISE", help="it is taken back; --say why")
    act.add_argument("--undo", metavar="NUMBER", type=number, help="take back what one of these did, by its number")
    parser.add_argument("--say", metavar="WORDS", default="", help="what was said, or what must be known")
    parser.add_argument("--by", metavar="CHANNEL", default="email", help="email (default), call, meeting, letter …")
    parser.add_argument("--until", type=moment, metavar="T", help="the new day: ISO 8601, such as 2026-06-30T12:00:00Z")
    takes_as_of(parser)
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock

    if args.deliver or args.hold or args.hand_over or args.withdraw or args.undo is not None:
        return _act(args)
    as_of = args.as_of or clock.now()
    found = _asked(args, as_of)
    if args.json:
        answer_json({"as_of": as_of, "promises": [_document(promise, as_of) for promise in found.iterator(2_000)]})
    else:
        _show(found, as_of)
    return 0


def _act(args: argparse.Namespace) -> int:
    """Do one thing about one promise, and tell the number by which it is taken back."""
    from django.http import Http404

    from deeproot_app.base.errors import UserError

    try:
        change = _done(args)
    except Http404:
        raise UserError("There is no such promise; `deeproot promises --json` tells each one's id.") from None
    if args.json:
        answer_json({"promise_id": change[0], "change": change[1]})
    elif change[1] is None:
        tell("Undone: the promise stands as it did.")
    else:
        tell(f"Done. `deeproot promises --undo {change[1]}` takes it back.")
    return 0


def _done(args: argparse.Namespace) -> tuple[str, int | None]:
    """The promise's id, and the number of the change; None where one was taken back."""
    from deeproot_app.act.follow_up import promised
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError
    from deeproot_app.understand import customers

    if args.undo is not None:
        return promised.undo(COMMAND_LINE, args.undo).pk, None
    if args.deliver:
        change = promised.deliver(COMMAND_LINE, args.deliver, args.by, args.say)
    elif args.hold:
        if args.until is None:
            raise UserError("Say to when with --until.", exit_code=2)
        change = promised.hold(COMMAND_LINE, args.hold, args.until, args.by, args.say)
    elif args.hand_over:
        promise, email = args.hand_over
        change = promised.hand_over(COMMAND_LINE, promise, customers.colleague(email).pk, args.say)
    else:
        change = promised.withdraw(COMMAND_LINE, args.withdraw, args.say)
    return change.row_id, change.pk


def _asked(args: argparse.Namespace, as_of: datetime) -> QuerySet[Promise]:
    from django.db.models import F

    from deeproot_app.understand import customers, promises

    state = "overdue" if args.overdue else "open" if args.open else None
    found = promises.in_state(state, as_of) if state else promises.made_by(as_of)
    if args.member:
        found = found.filter(member=customers.colleague(args.member))
    if args.customer:
        found = found.filter(customer__in=customers.meant(args.customer).ids)
    return found.select_related("customer__merged_into").order_by(F("due").asc(nulls_last=True), "promise_id")


def _document(promise: Promise, as_of: datetime) -> dict[str, Any]:
    from deeproot_app.understand import promises

    state = promises.state_of(promise, as_of)
    kept = state in ("kept", "kept_late")
    return {
        "promise_id": promise.pk,
        "customer_id": promise.customer.leader.pk,
        "member_id": promise.member_id,
        "text": promise.text,
        "made_in": promise.made_in,
        "made_at": promise.made_at,
        "due_at": promise.due_at,
        "moved_to": promise.moved_to,
        "state": state,
        "overdue": promises.is_overdue(promise, as_of),
        "kept_in": promise.kept_in if kept else None,
        "kept_at": promise.kept_at if kept else None,
        "withdrawn_at": promise.withdrawn_at if state == "withdrawn" else None,
        "holding": promise.holding,
    }


def _first(found: QuerySet[Promise], as_of: datetime) -> list[Promise]:
    """The rows to show, and one more: what is owed by when it falls due, then what is settled, the latest first."""
    from django.db.models import F

    from deeproot_app.understand import promises

    owed = promises.in_state("open", as_of).values("pk")
    rows = list(found.filter(pk__in=owed)[: SHOWN + 1])
    settled = found.exclude(pk__in=owed).order_by(F("due").desc(nulls_last=True), "promise_id")
    return rows + list(settled[: SHOWN + 1 - len(rows)])


def _show(found: QuerySet[Promise], as_of: datetime) -> None:
    from deeproot_app.record.models import Member
    from deeproot_app.understand import promises

    shown, names = _first(found, as_of), dict(Member.objects.values_list("member_id", "name"))
    if not shown:
        tell("There is no such promise.")
        return
    rows = [
        (
            f"{promise.due:%Y-%m-%d %H:%M}" if promise.due else "no moment",  # type: ignore[attr-defined]
            "overdue" if promises.is_overdue(promise, as_of) else promises.state_of(promise, as_of).replace("_", " "),
            promise.customer.leader.name,
            names.get(promise.member_id or "", promise.member_id or ""),
            " ".join(promise.text.split()),
        )
        for promise in shown[:SHOWN]
    ]
    _print.table(("due (UTC)", "", "customer", "promised by", "what"), rows)
    if len(shown) > SHOWN:
        tell(f"These are the first {SHOWN} of {found.count():,}; --json gives all.")
