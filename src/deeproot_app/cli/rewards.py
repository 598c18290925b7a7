"""Loyalty rewards: what points are given for, what they buy, who has how many, and every line of the ledger."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import number, takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.record.models import Customer

SUMMARY = "loyalty points: who has how many, what waits for a yes, every line of the ledger"
SHOWN = 20
MOST = 1_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer", nargs="?", help="a customer's id or name: their points and their lines")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--propose", action="store_true", help="look for occasions now, and let go what has expired")
    act.add_argument("--approve", type=number, nargs="+", metavar="NUMBER", help="give the points of these proposals")
    act.add_argument("--csv", action="store_true", help="the ledger as comma-separated values, all of it, oldest first")
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.act.appreciation.rewards import documents, listed, proposing, unasked
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.cli._whom import customer as named

    if args.propose:
        done = unasked.look.func()
        tell(f"{done['proposed']:,} new proposals; {done['expired']:,} lines of points that are good no longer.")
    if args.approve:
        given, asked = proposing.approve(COMMAND_LINE, args.approve), len(set(args.approve))
        tell(f"{sum(row.points for row in given):,} points for {len(given):,} of {asked:,}.")
        if len(given) == asked:
            return 0
        tell("The others do not wait for a yes, or are so no longer; `deeproot rewards` lists those that do.")
        return 3
    customer = named(args.customer) if args.customer else None
    if args.csv:
        sys.stdout.writelines(documents.lines(listed.entries(COMMAND_LINE, customer).order_by("pk").iterator(2_000)))
        return 0
    return _of(customer, args.json) if customer else _all(args.json)


def _of(customer: Customer, as_json: bool) -> int:
    from deeproot_app.act.appreciation.rewards import documents, listed
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE

    stands = listed.standing(customer)
    rows = list(listed.entries(COMMAND_LINE, customer).order_by("-pk")[: MOST if as_json else SHOWN])
    if as_json:
        answer_json({
            "as_of": clock.now(), "customer_id": customer.pk, "name": customer.name, "points": stands.points,
            "next_end": stands.next_end, "next_gone": stands.next_gone, "lines": [documents.entry(row) for row in rows],
        })  # fmt: skip
        return 0
    goes = f"; {stands.next_gone:,} of them go on {stands.next_end:%Y-%m-%d}" if stands.next_end else ""
    answer(f"{customer.name} has {stands.points:,} points{goes}.")
    if rows:
        _print.table(("line", "day", "what", "points", "why"), [
            (str(row.pk), f"{row.at:%Y-%m-%d}", row.kind, f"{row.points:+,}", row.why) for row in rows
        ])  # fmt: skip
    return 0


def _all(as_json: bool) -> int:
    from deeproot_app.act.appreciation.rewards import catalogue, documents, listed, proposing, rules, terms
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE

    now = clock.now()
    sums, known = listed.sums(COMMAND_LINE, now), terms.terms()
    asked = proposing.waiting(COMMAND_LINE).order_by("-at", "-id")
    if as_json:
        answer_json({
            "as_of": now, "points": sums.there, "given": sums.earned, "redeemed": sums.redeemed,
            "expired": sums.expired, "left_this_year": sums.left_this_year, "months_good": known.months_good,
            "rules": [documents.rule(row) for row in rules.running()],
            "offered": [documents.reward(row) for row in catalogue.offered()],
            "waiting": [documents.proposal(row) for row in asked[:MOST]],
            "customers": [
                {"customer_id": row.pk, "name": row.name, "points": points}
                for row, points in listed.richest(COMMAND_LINE, MOST)
            ],
        })  # fmt: skip
        return 0
    answer(f"{sums.there:,} points: {sums.earned:,} given, {sums.redeemed:,} redeemed, {sums.expired:,} expired.")
    some = list(asked[:SHOWN])
    if some:
        answer("")
        _print.heading("Waits for a yes")
        _print.table(("number", "customer", "what for", "points"), [
            (str(row.pk), row.customer.leader.name, row.why, f"{row.points:,}") for row in some
        ])  # fmt: skip
    rich = listed.richest(COMMAND_LINE, SHOWN)
    if rich:
        answer("")
        _print.heading("Who has most")
        _print.table(("customer", "points"), [(row.name, f"{points:,}") for row, points in rich])
    return 0
