"""How it is with customers, read twice: from the record by an open rule, and by one of us."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from datetime import datetime

    from deeproot.understand.health.health import Health

SUMMARY = "how it is with customers: the computed reading and our own, where they disagree, how often each was right"
SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer", nargs="?", metavar="CUSTOMER", help="one customer: id, name or e-mail address")
    parser.add_argument("--say", choices=("good", "uneasy", "bad"), help="say how it is with CUSTOMER; needs --why")
    parser.add_argument("--why", metavar="WORDS", help="why it is so with them")
    parser.add_argument(
        "--set", action="append", metavar="NAME=NUMBER", help="change a number of the rule; NAME= puts it back"
    )
    takes_as_of(parser)
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import access, clock
    from deeproot_app.base.errors import UserError
    from deeproot_app.understand.customers import meant
    from deeproot_app.understand.health import numbers, own

    if args.say and not (args.customer and args.why):
        raise UserError("Give a customer, --say and --why: a reading without a reason helps nobody.", exit_code=2)
    if args.set:
        changed = numbers.change(access.COMMAND_LINE, args.set)
        tell(f"Changed: {', '.join(changed)}. The next turn reads everybody anew." if changed else "Nothing differs.")
    who = meant(args.customer) if args.customer else None
    if args.say and who:
        own.say(access.COMMAND_LINE, who.pk, args.say, args.why)
        tell(f"Said of {who.name}.")
    _answer(args, who, args.as_of or clock.now())
    return 0


def _answer(args: argparse.Namespace, who: Any, as_of: datetime) -> None:
    from deeproot.understand.health.words import WHOLE, why
    from deeproot_app.understand import rules
    from deeproot_app.understand.health import live

    found = live.readings(as_of, who)
    rule = rules.in_force(as_of).health
    if args.json:
        answer_json(live.document(found, rule, as_of))
        return
    ours = live.own_at([one.customer_id for one in found], as_of)
    if who:
        for one in found:
            _of_one(who.name, one, why(one, rule), ours.get(one.customer_id))
        return
    counted = {name: sum(one.reading == name for one in found) for name in ("bad", "uneasy", "good", "unknown")}
    _print.heading(", ".join(f"{n:,} {WHOLE[name].lower()}" for name, n in counted.items()))
    place = {"bad": 0, "uneasy": 1, "good": 2, "unknown": 3}
    worst = sorted(found, key=lambda one: (place[one.reading], one.customer_id))[:SHOWN]
    rows = [
        (one.customer_id, WHOLE[one.reading], ours[one.customer_id].reading if one.customer_id in ours else "-",
         why(one, rule)[:120]) for one in worst
    ]  # fmt: skip
    _print.table(("customer", "computed", "ours", "why"), rows)
    if len(found) > SHOWN:
        answer(f"and {len(found) - SHOWN:,} more: --json has them all")


def _of_one(name: str, one: Health, why: str, said: Any) -> None:
    from deeproot.understand.health.rule import BY_ID
    from deeproot.understand.health.words import GOING, WHOLE, says

    _print.heading(f"{name}: {WHOLE[one.reading].lower()}, {GOING[one.direction]}")
    _print.paragraph(why)
    rows = [
        (BY_ID[part.id].title, part.reading or "missing", part.direction or "", str(part.n),
         f"{part.at:%Y-%m-%d}" if part.at else "", says(part, one.scenarios)) for part in one.parts
    ]  # fmt: skip
    _print.table(("part", "reads", "going", "rows", "latest", "what it says"), rows, right=(3,))
    _print.paragraph(f"We say: {said.get_reading_display().lower()}, {said.reason} ({said.by}, {said.at:%Y-%m-%d})"
                     if said else "Nobody has said how it is with them.")  # fmt: skip
