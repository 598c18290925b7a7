"""What customers will be worth: each one, with its interval, and by which model."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer, answer_json

if TYPE_CHECKING:
    import pandas as pd

    from deeproot.measure.lifetime_value.worth import OfContracts, OfPurchases, Worth

SUMMARY = "what each customer will be worth, how sure that is, and which model says so"
SHOWN = 10
"""Customers shown to a person; --json has all."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--months", type=_months, default=36, metavar="N", help="the coming time (default: 36)")
    parser.add_argument(
        "--discount", type=_share, default=0.10, metavar="D", help="of later money, a year (default: .10)"
    )
    takes_as_of(parser)
    takes_json(parser)


def _months(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 120:
        raise argparse.ArgumentTypeError("give a number of months from 1 to 120")
    return int(text)


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("give a share from 0 to 1, such as .10 for 10 % a year")
    return value


def run(args: argparse.Namespace) -> int:
    from deeproot.measure.lifetime_value.horizon import Ahead
    from deeproot_app.base import clock
    from deeproot_app.measure import worth

    found = worth.worth(args.as_of or clock.now(), Ahead(args.months, args.discount))
    answer_json(worth.document(found)) if args.json else _show(found)
    return 0


def _show(found: Worth) -> None:
    if found.contracts is None and not found.purchases:
        answer("No contract and no purchase is recorded: what customers will be worth cannot be told yet.")
        return
    if found.contracts is not None:
        _contracts(found.contracts, found)
    for one in found.purchases:
        _purchases(one, found)


def _contracts(found: OfContracts, whole: Worth) -> None:
    _print.heading(f"With a contract: renewals of the coming {whole.ahead.months} months")
    for one in found.choices:
        spared = round(one.gain, 2) + 0.0 if one.tried else 0.0  # a little less than nothing is 0%, not -0%
        held = f"; held against {_print.many(one.judged, 'contract')}, it spares {spared:.0%}" if one.tried else ""
        used = f"{one.name}{held}" if one.model is not None else "nobody has left yet, so nothing can be said"
        _print.paragraph(f"Terms of {_print.many(one.months, 'month')} ({one.running:,} run): {used}.")
    for currency, rows in found.customers.groupby("currency"):
        columns = ("customer", "a month", "renewed", "next", "stays", f"value {currency}", "low", "high")
        _customers(columns, rows, ("monthly", "renewed", "renews", "stays", "value", "value_low", "value_high"))


def _purchases(found: OfPurchases, whole: Worth) -> None:
    _print.heading(f"\nWithout one, in {found.currency}: purchases of the coming {whole.ahead.months} months")
    if found.choice is None:
        _print.paragraph(f"No forecast: {found.why_not}.")
        return
    for one in found.choice.tried:
        _print.paragraph(f"{one.name}: forecast {one.forecast:,.0f} of {one.bought:,.0f} purchases held out.")
    if found.choice.model is None:
        _print.paragraph("No model beats the rules: no value is told.")
        return
    sure = "better" if found.choice.is_better else "not surely better"
    _print.paragraph(f"{found.choice.model.NAME} is {sure} than the best rule.")
    columns = ("customer", "spent", "alive", "purchases", f"value {found.currency}", "low", "high")
    _customers(columns, found.customers, ("spent", "alive", "purchases", "value", "value_low", "value_high"))


def _customers(columns: tuple[str, ...], rows: pd.DataFrame, names: tuple[str, ...]) -> None:
    told = [name for name in names if name in rows]
    best = rows.sort_values("value", ascending=False) if "value" in rows else rows
    shown = [(str(who), *(_cell(name, row[name]) for name in told)) for who, row in best.head(SHOWN).iterrows()]
    heads = (columns[0], *(head for head, name in zip(columns[1:], names, strict=True) if name in told))
    _print.table(heads, shown, right=range(1, len(heads)))
    if len(rows) > SHOWN:
        _print.paragraph(f"The {SHOWN} most valuable of {len(rows):,}; --json has all.")


def _cell(name: str, value: Any) -> str:
    if value != value:  # noqa: PLR0124 - not a number: not known
        return "-"
    return (
        _print.figure(value, "share")
        if name in ("renews", "stays", "alive")
        else f"{value:,.{int(name == 'purchases')}f}"
    )
