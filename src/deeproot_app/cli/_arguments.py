"""Arguments that many commands share, so that they are spelled and explained alike."""

from __future__ import annotations

import argparse
from datetime import datetime


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
        return clock.moment(text, "it")
    except UserError as mistake:
        raise argparse.ArgumentTypeError(mistake.message) from None
