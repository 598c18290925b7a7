"""The promises made to customers, and where they stand."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
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
    takes_as_of(parser)
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock

    as_of = args.as_of or clock.now()
    found = _asked(args, as_of)
    if args.json:
        answer_json({"as_of": as_of, "promises": [_document(promise, as_of) for promise in found.iterator(2_000)]})
    else:
        _show(found, as_of)
    return 0


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


def _show(found: QuerySet[Promise], as_of: datetime) -> None:
    from deeproot_app.record.models import Member
    from deeproot_app.understand import promises

    shown, names = list(found[: SHOWN + 1]), dict(Member.objects.values_list("member_id", "name"))
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
