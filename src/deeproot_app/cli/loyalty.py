"""How loyal customers are, in three parts with their facts, apart from whether they stay."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer, answer_json

if TYPE_CHECKING:
    from datetime import datetime

    from deeproot.measure.loyalty.found import Loyalty

SUMMARY = "engagement, advocacy and attitude of one customer or of all, each with its facts; staying beside them"
SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer", nargs="?", help="a customer's id or name; without one, all of them")
    takes_as_of(parser)
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock

    as_of = args.as_of or clock.now()
    return _one(args.customer, as_of, as_json=args.json) if args.customer else _all(as_of, as_json=args.json)


def _one(said: str, as_of: datetime, *, as_json: bool) -> int:
    from deeproot_app.base.errors import UserError
    from deeproot_app.cli._whom import customer
    from deeproot_app.measure.loyalty import reckon, told, words

    row = customer(said)
    found = reckon.now_of(row, as_of)
    if found is None:
        raise UserError(f"{row.name} was not a customer yet at that moment.")
    one, moment = found
    if as_json:
        answer_json({
            "as_of": as_of, "name": row.name, **told.loyalty(one), "moment": told.moment(moment),
            "rules": _rules(),
        })  # fmt: skip
        return 0
    answer(f"{row.name}: {words.STANDINGS[one.standing].lower()}. {_stays(one)}")
    for part in one.parts:
        _print.heading(f"{words.PARTS[part.name]}: {words.LEVELS[part.level]}")
        _print.table(("what", "times", "last"), [
            (words.FACTS[fact.name], f"{fact.n:,}", f"{fact.last_at:%Y-%m-%d}") for fact in part.facts
        ], right=(1,))  # fmt: skip
    _print.heading("Now is the moment to ask a favour" if moment.is_right else "Not the moment to ask a favour")
    for sign in (*moment.against, *moment.good):
        answer(f"  {sign.says}{f' ({sign.at:%Y-%m-%d})' if sign.at else ''}")
    return 0


def _stays(one: Loyalty) -> str:
    from deeproot_app.measure.loyalty import words

    since = f", since {one.staying.since:%Y-%m-%d}" if one.staying.since else ""
    ends = f", their term ends {one.staying.term_ends_at:%Y-%m-%d}" if one.staying.term_ends_at else ""
    return f"Staying: {words.STAYINGS[one.staying.state].lower()}{since}{ends}."


def _all(as_of: datetime, *, as_json: bool) -> int:
    from deeproot_app.measure.loyalty import reckon, told
    from deeproot_app.understand.source import opened

    with opened() as source:
        found = reckon.of_tables(source.everything(*reckon.READ), as_of, reckon.deeds())
    if as_json:
        answer_json({"as_of": as_of, "customers": [told.loyalty(one) for one in found], "rules": _rules()})
        return 0
    _show(found)
    return 0


def _show(found: Sequence[Loyalty]) -> None:
    from deeproot.measure.loyalty.rules import LEVELS, PARTS, STANDINGS, STAYINGS
    from deeproot_app.measure.loyalty import words

    here = [one for one in found if one.staying.state != "left"]
    _print.heading(f"{len(here):,} customers")
    _print.table(("", *(words.LEVELS[level] for level in LEVELS)), [
        (words.PARTS[name], *(f"{sum(getattr(one, name).level == level for one in here):,}" for level in LEVELS))
        for name in PARTS
    ], right=range(1, 5))  # fmt: skip
    answer("")
    _print.heading("Loyal or not, staying or not")
    _print.table(("", *(words.STAYINGS[one].lower() for one in STAYINGS)), [
        (words.STANDINGS[standing], *(
            f"{sum(one.standing == standing and one.staying.state == stays for one in found):,}" for stays in STAYINGS
        )) for standing in STANDINGS
    ], right=range(1, 6))  # fmt: skip
    answer("")
    _print.heading("Stay, and are not loyal")
    stuck = [one for one in here if one.standing == "not_loyal" and one.staying.state == "stays"]
    _print.table(("customer", *(words.PARTS[name].lower() for name in PARTS)), [
        (one.customer_id, *(words.LEVELS[part.level] for part in one.parts)) for one in stuck[:SHOWN]
    ])  # fmt: skip
    if len(stuck) > SHOWN:
        answer(f"and {len(stuck) - SHOWN:,} more: --json has them all")


def _rules() -> dict[str, str]:
    from deeproot.measure.loyalty.rules import Thresholds, told_rules

    return told_rules(Thresholds())
