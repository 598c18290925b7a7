"""Arguments that many commands share, so that they are spelled and explained alike."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Final

YEARS: Final = range(1900, 2200)
"""Years in which every reckoning, and the months before and after it, can be spelled by every engine."""
LARGEST: Final = 2**63


def takes_json(parser: argparse.ArgumentParser) -> None:
    """`--json`, as ``args.json``."""
    parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")


def takes_as_of(parser: argparse.ArgumentParser) -> None:
    """`--as-of T`, as ``args.as_of``: an aware UTC moment, or None where it was not given."""
    parser.add_argument(
        "--as-of", type=moment, metavar="T", help="the moment to reckon for: ISO 8601, such as 2026-06-30T12:00:00Z"
    )


def moment(text: str) -> datetime:
    """An argument that is a moment; argparse tells what is wrong with one that is not."""
    from deeproot_app.base import clock
    from deeproot_app.base.errors import UserError

    try:
        found = clock.moment(text, "it")
    except UserError as mistake:
        raise argparse.ArgumentTypeError(mistake.message) from None
    if found.year not in YEARS:
        raise argparse.ArgumentTypeError(f"it is {text!r}; give a year from {YEARS[0]} to {YEARS[-1]}.")
    return found


def number(text: str) -> int:
    """An argument that is the number of something kept; argparse tells what is wrong with one that is none."""
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and 0 < int(text) < LARGEST):
        raise argparse.ArgumentTypeError(f"it is {text!r}; give a number as it is listed.")
    return int(text)
