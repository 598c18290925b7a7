"""What customers walk through with us: the map as the record draws it, and what comes before leaving."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer_json, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

SUMMARY = "what customers walk through with us: stages, touchpoints, ways, times, feelings, dead ends"
SHOWN = 6


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--persona", metavar="P", help="only the customers of this persona (default: all)")
    takes_as_of(parser)
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock
    from deeproot_app.base.errors import UserError
    from deeproot_app.record.models import Customer
    from deeproot_app.understand.journey.draw import drawn

    if args.persona is not None and not Customer.objects.filter(persona=args.persona).exists():
        raise UserError(f"No customer has the persona “{args.persona}”.", exit_code=2)
    tell("Putting the steps of all customers in their order.")
    told = drawn(args.as_of or clock.now(), args.persona)
    if args.json:
        answer_json(told)
    else:
        _show(told)
    return 0


def _show(told: Mapping[str, Any]) -> None:
    _print.heading(f"The journey of {told['persona'] or 'all customers'}")
    _print.paragraph(told["says"])
    for part in told["stages"]:
        _print.heading(part["name"])
        _print.paragraph(part["says"])
        columns = ("touchpoint", "customers", "times", "feels", "next step after", "stands out")
        rows = [_row(one) for one in part["touchpoints"][:SHOWN]]
        _print.table(columns, rows, right=range(1, 4))
    _print.heading("What comes before leaving")
    _print.paragraph(told["precursors"]["says"])
    if told["precursors"]["found"]:
        heads = ("before leaving", "left with it", "stayed with it", "times as often", "days before")
        found = told["precursors"]["found"][:SHOWN]
        _print.table(heads, [_precursor(one) for one in found], right=range(1, 5))


def _row(one: Mapping[str, Any]) -> tuple[str, ...]:
    felt, hours = one["felt"]["mean"], one["next"]["hours"]
    return (
        one["says"],
        f"{one['share']:.0%}",
        f"{one['times']:,}",
        "" if felt is None else f"{felt:+.2f}",
        "" if hours is None else _print_hours(hours),
        "dead end" if one["dead_end"]["stands_out"] else "",
    )


def _print_hours(hours: float) -> str:
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.0f} days"


def _precursor(one: Mapping[str, Any]) -> tuple[str, ...]:
    ratio = f"{one['ratio']:.1f} ({one['low']:.1f} to {one['high']:.1f})"
    return one["says"], f"{one['left']:,}", f"{one['stayed']:,}", ratio, f"{one['days_before']:.0f}"
