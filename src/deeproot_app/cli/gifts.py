"""Thank-yous and gifts: what was given, what is left of the budgets, whom nobody thanked for long."""

from __future__ import annotations

import argparse

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

SUMMARY = "what was given to whom, what is left of the budgets, and whom nobody thanked for long"
SHOWN = 30
MOST = 1_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unthanked", action="store_true", help="whom nobody thanked within a year")
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    return _unthanked(args) if args.unthanked else _given(args)


def _given(args: argparse.Namespace) -> int:
    from deeproot_app.act.appreciation import budgets, documents, listed
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.elements.figures import money

    standing = budgets.standings(COMMAND_LINE)
    rows = listed.gifts(COMMAND_LINE).order_by("-at", "-id")[: MOST if args.json else SHOWN]
    if args.json:
        told = {"budgets": [documents.budget(one) for one in standing], "gifts": [documents.gift(row) for row in rows]}
        answer_json({"as_of": clock.now(), **told})
        return 0
    if not standing and not rows:
        tell("Nothing was given yet, and no budget is set.")
    if standing:
        _print.heading("Budgets")
        _print.table(("budget", "until", "left", "of"), [
            (one.budget.name, str(one.budget.ends), money(one.left_micros, one.budget.currency),
             money(one.budget.amount_micros, one.budget.currency))
            for one in standing
        ])  # fmt: skip
        answer("")
    if rows:
        _print.heading("Given, the latest first")
        _print.table(("day", "customer", "what", "why", "cost"), [
            (f"{row.at:%Y-%m-%d}", row.customer.leader.name, row.what + (" (taken back)" if row.taken_back_at else ""),
             row.why, money(row.cost_micros, row.currency) if row.cost_micros else "nothing")
            for row in rows
        ])  # fmt: skip
    return 0


def _unthanked(args: argparse.Namespace) -> int:
    from deeproot_app.act.appreciation import listed
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE

    now = clock.now()
    found = listed.unthanked(COMMAND_LINE, now)
    rows = list(found.order_by("since", "customer_id")[: MOST if args.json else SHOWN])
    last = listed.last_thanked([row.pk for row in rows])
    if args.json:
        told = [
            {"customer_id": row.pk, "name": row.name, "since": row.since, "last_thanked": last.get(row.pk)}
            for row in rows
        ]
        answer_json({"as_of": now, "count": found.count(), "customers": told})
        return 0
    if not rows:
        tell("Of each customer the record tells of a thank-you within a year.")
        return 0
    _print.table(("customer", "with us since", "last thanked"), [
        (row.name, f"{row.since:%Y-%m-%d}" if row.since else "not known",
         f"{last[row.pk]:%Y-%m-%d}" if row.pk in last else "never")
        for row in rows
    ])  # fmt: skip
    return 0
