"""What we know of customers and what we only assume: the share, the list, and what is worth asking next."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.record.models import Belief, Customer

SUMMARY = "what we know of customers, what we only assume, and what is worth asking next"
SHOWN = 30
MOST = 5_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer", nargs="?", metavar="CUSTOMER", help="only of one customer; with their success plan")
    parser.add_argument("--persona", default="", metavar="NAME", help="only of customers of one persona")
    parser.add_argument("--assumptions", action="store_true", help="only what we assume")
    takes_as_of(parser)
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.understand import assumptions, customers

    as_of = args.as_of or clock.now()
    customer = customers.meant(args.customer) if args.customer else None
    ids = customer.ids if customer else None
    rows = assumptions.of_customers(COMMAND_LINE, as_of, args.persona, ids)
    known = assumptions.known(rows, as_of)
    asks = assumptions.worth_asking(COMMAND_LINE, as_of, args.persona, ids)
    listed = rows.filter(assumptions.assumed(as_of)) if args.assumptions else rows
    told = list(listed.select_related("customer__merged_into").order_by("customer", "about", "pk")[:MOST])
    if args.json:
        answer_json(_document(as_of, known, asks, told, customer))
    else:
        _show(as_of, known, asks, told, customer)
    return 0


def _document(as_of: datetime, known: Any, asks: Any, told: list[Belief], customer: Customer | None) -> dict[str, Any]:
    from deeproot_app.record.success import plan_of, telling
    from deeproot_app.understand import assumptions

    total = assumptions.together(known.values())
    return {
        "as_of": as_of,
        "held": total.held,
        "assumed": total.assumed,
        "assumed_share": total.share,
        "by_about": {
            about: {"held": one.held, "unsaid": one.unsaid, "stale": one.stale} for about, one in known.items()
        },
        "worth_asking": [_ask(one) for one in asks],
        "beliefs": [_belief(row, as_of) for row in told],
        **({"success_plan": telling.plan(plan_of(customer, as_of))} if customer else {}),
    }


def _ask(one: Any) -> dict[str, Any]:
    from deeproot_app.understand import asking

    return {
        "about": one.about,
        "text": one.text,
        "question": asking.question(one.about, one.text),
        "customers": one.customers,
        "unsaid": one.unsaid,
        "horizon": one.horizon,
        "points": one.points,
        "belief_id": one.belief_id,
    }


def _belief(row: Belief, as_of: datetime) -> dict[str, Any]:
    names = ("about", "text", "horizon", "metric", "from_at", "until", "confirmed_at", "evidence")
    leader = row.customer.leader.pk if row.customer else None
    return {"belief_id": row.pk, "customer_id": leader, **{name: getattr(row, name) for name in names}} | {
        "assumed": _state(row, as_of) != "known"
    }


def _state(row: Belief, as_of: datetime) -> str:
    from deeproot_app.understand.assumptions import STALE_AFTER

    if not row.evidence:
        return "assumption"
    return "stale" if row.last < as_of - STALE_AFTER else "known"  # type: ignore[attr-defined]


def _show(as_of: datetime, known: Any, asks: Any, told: list[Belief], customer: Customer | None) -> None:
    from deeproot_app.record.success import plan_of
    from deeproot_app.understand import asking, assumptions

    total = assumptions.together(known.values())
    if not total.held:
        tell("Nothing is held, known or assumed.")
        return
    answer(f"{total.assumed} of {total.held} beliefs are only assumed ({total.share:.0%}).")
    parts = [(about, f"{one.held}", f"{one.unsaid}", f"{one.stale}") for about, one in known.items()]
    _print.table(("about", "held", "never said", "stale"), parts)
    if asks:
        answer("")
        _print.heading("Worth asking next")
        _print.table(
            ("points", "customers", "question"),
            [(f"{one.points:.1f}", f"{one.customers}", asking.question(one.about, one.text)) for one in asks],
        )
    answer("")
    rows = [
        (_state(row, as_of), row.customer.leader.name if row.customer else "", row.about, " ".join(row.text.split()))
        for row in told[:SHOWN]
    ]
    _print.table(("", "customer", "about", "what"), rows)
    if len(told) > SHOWN:
        tell(
            f"These are the first {SHOWN} of {len(told):,}; --json gives {'all' if len(told) < MOST else f'{MOST:,}'}."
        )
    if customer and (steps := plan_of(customer, as_of).steps):
        answer("")
        _print.heading("The success plan")
        _print.table(("by", "who", "", "step"), [
            (f"{one.due_at:%Y-%m-%d}" if one.due_at else "", one.who or ("we" if one.step.whose == "us" else "they"),
             "done" if one.done_at else "dropped" if one.dropped_at else "overdue" if one.overdue else "",
             one.step.text)
            for one in steps
        ])  # fmt: skip
