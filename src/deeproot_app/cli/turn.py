"""One turn of the loop."""

from __future__ import annotations

import argparse
import sys
from time import monotonic

from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer_json, tell

SUMMARY = "read what is new, understand it, plan the day"


def arguments(parser: argparse.ArgumentParser) -> None:
    takes_as_of(parser)
    parser.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb", help="what reckons (default: duckdb)"
    )
    parser.add_argument(
        "--master", metavar="URL", help="where Spark runs, such as spark://host:7077 (default: as Spark is configured)"
    )
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app import loop
    from deeproot_app.base import clock

    turn = loop.turn(args.as_of or clock.now(), args.engine, Progress(), args.master)
    took = (turn.finished_at - turn.started_at).total_seconds() if turn.finished_at else 0.0
    told = {"customers": turn.customers, "findings": turn.findings, "items": turn.items}
    if args.json:
        answer_json(
            {"turn": turn.pk, "as_of": turn.as_of, "engine": turn.engine, "state": str(turn.state)}
            | told
            | {"seconds": took}
        )
    elif turn.customers:
        tell(
            f"{turn.customers:,} customers understood: {turn.findings:,} scenarios found, "
            f"{turn.items:,} reasons to reach out. `deeproot today` lists them."
        )
    else:
        tell("Nothing changed since the last turn.")
    return 0


class Progress:
    """Says how far it is, on standard error: over one line at a terminal, a line every few seconds elsewhere."""

    def __init__(self) -> None:
        self.live = sys.stderr.isatty()
        self.told_at = monotonic()

    def __call__(self, done: int, whole: int | None, says: str) -> None:
        if self.live:
            sys.stderr.write(f"\r\033[2K{says}" if not whole or done < whole else f"\r\033[2K{says}\r\033[2K")
            sys.stderr.flush()
        elif monotonic() - self.told_at > 5:
            self.told_at = monotonic()
            tell(says)
