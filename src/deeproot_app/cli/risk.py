"""Who will leave within a horizon, how that was tested, and why; or that it cannot be told."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

SUMMARY = "who will leave: probabilities with their reasons, how well they were tested, or that nobody can tell"
SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--horizon", type=int, choices=(30, 90, 365), default=90, help="leaves within so many days (default: 90)"
    )
    takes_as_of(parser)
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot.understand.risk.judge import judge
    from deeproot_app.base import clock
    from deeproot_app.understand.risk.told import document
    from deeproot_app.understand.source import opened

    as_of = args.as_of or clock.now()
    tell("Looking back at past dates: what was known then, and who left.")
    with opened() as source:
        found = {kind: document(one) for kind, one in judge(source.everything(), as_of, args.horizon).items()}
    if args.json:
        answer_json({"as_of": as_of, "horizon_days": args.horizon, "kinds": found})
    else:
        for told in found.values():
            _show(told)
    return 0


def _show(told: Mapping[str, Any]) -> None:
    from deeproot_app.understand.risk.told import WAYS, WORDS, says

    who = "Customers with a contract" if told["kind"] == "contracts" else "Customers who buy without one"
    _print.heading(f"{who}: {WORDS[told['verdict']].lower()}")
    _print.paragraph(f"To leave: {told['leaves']}, within {told['horizon_days']} days. {says(told)}")
    if told["scores"]:
        columns = ("on the day tested", "AUC", "lift", "log loss", "Brier", "calibration error")
        names = ("auc", "lift", "log_loss", "brier", "ece")
        rows = [(WAYS[way], *(f"{one[name]['value']:.3f}" for name in names)) for way, one in told["scores"].items()]
        _print.table(columns, rows, right=range(1, 6))
    if told["ranking"]:
        rows = [(f"{one['probability']:.0%}", one["customer_id"], _why(one)) for one in told["ranking"][:SHOWN]]
        _print.table(("leaves", "customer", "by"), rows, right=(0,))
        if len(told["ranking"]) > SHOWN:
            answer(f"and {len(told['ranking']) - SHOWN:,} more: --json has them all")


def _why(one: Mapping[str, Any]) -> str:
    return "; ".join(reason["says"] for reason in one["reasons"] if reason["part"] > 0)[:160]
