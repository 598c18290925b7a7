"""Who stays: customers and revenue, month by month."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer, answer_json

if TYPE_CHECKING:
    from deeproot.measure.retention.cohorts import Cohort
    from deeproot.measure.retention.survival import Curve
    from deeproot_app.measure.retention import Retention

SUMMARY = "who stays: customers and revenue by month and cohort, and for how long"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--months", type=_months, default=12, metavar="N", help="over so many whole months (default: 12)"
    )
    parser.add_argument(
        "--by",
        choices=("persona", "owner", "country", "kind", "plan", "channel", "first_reason"),
        help="apart for each group of customers: by a column of theirs, or by what they began with",
    )
    takes_as_of(parser)
    takes_json(parser)


def _months(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 120:
        raise argparse.ArgumentTypeError("give a number of months from 1 to 120")
    return int(text)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock
    from deeproot_app.measure import retention

    found = retention.retention(args.as_of or clock.now(), args.months, args.by)
    answer_json(retention.document(found)) if args.json else _show(found)
    return 0


def _show(found: Retention) -> None:
    if not found.months and not found.contracts and not found.purchases:
        answer("No contract and no purchase is recorded: who stays cannot be told yet.")
        return
    if found.months:
        _print.heading("Contracts, month by month: monthly recurring revenue")
        _bridge(found)
        for part, curve in found.curves.items():
            _stay(part if found.by else None, curve)
    _cohorts("Customers with a contract, of those who began in a month", found.contracts)
    _cohorts("Customers without one who bought, of those who first bought in a month", found.purchases)


def _bridge(found: Retention) -> None:
    columns = ("month", "start", "new", "back", "grown", "shrunk", "lost", "end", "gross", "net", "customers")
    rows = []
    for one in sorted(found.months, key=lambda one: (one.currency, one.group or "", one.begins)):
        money = (one.start, one.new, one.back, one.grown, one.shrunk, one.lost, one.end)
        rates = (one.gross_retention, one.net_retention, one.customer_retention)
        name = f"{one.begins:%Y-%m} {one.currency}" + (f" {one.group or '(none)'}" if found.by else "")
        rows.append((name, *(f"{value:,.0f}" for value in money), *(_print.figure(rate, "share") for rate in rates)))
    _print.table(columns, rows, right=range(1, 11))
    _print.paragraph("gross = (start - shrunk - lost) / start; net adds what was grown; customers = those who stayed.")


def _stay(part: str | None, curve: Curve) -> None:
    from deeproot_app.measure.retention import TOLD_DAYS

    told = []
    for day in TOLD_DAYS:
        share, low, high = curve.at(day)
        if share == share:  # noqa: PLR0124 - not a number: nobody was watched so long
            told.append(f"{share:.0%} after {day} days ({low:.0%} to {high:.0%})")
    name = f"{part}: " if part else ""
    says = "; ".join(told) or "nobody was watched for 30 days yet"
    _print.paragraph(
        f"\n{name}of {_print.many(curve.customers, 'customer')} still there: {says}. {curve.level:.0%} intervals."
    )


def _cohorts(title: str, cohorts: Sequence[Cohort]) -> None:
    rows = [(f"{one.begins:%Y-%m}", f"{one.size:,}", *(f"{share:.0%}" for share in one.shares)) for one in cohorts]
    if rows:
        _print.heading(f"\n{title}")
        width = max(len(row) for row in rows)
        filled = [(*row, *[""] * (width - len(row))) for row in rows]
        _print.table(("began", "size", *(str(n) for n in range(width - 2))), filled, right=range(1, width))
