"""Who our customers are: the personas they have, and those that the record suggests."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

SUMMARY = "who our customers are: their personas, those that the record suggests, how stable that is, and what drifted"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--suggest", action="store_true", help="reckon what the record suggests, and what drifted")
    takes_as_of(parser)
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from django.db.models import Count

    from deeproot_app.base import clock
    from deeproot_app.record.models import Customer
    from deeproot_app.understand.personas.reckon import document

    rows = Customer.objects.filter(merged_into=None).order_by("persona").values_list("persona")
    many = list(rows.annotate(n=Count("pk")))
    told: dict[str, Any] = {"personas": [{"name": name, "customers": n} for name, n in many if name]}
    told["without"] = sum(n for name, n in many if not name)
    if args.suggest:
        tell("Looking at how customers live with us.")
        told["suggestion"] = document(args.as_of or clock.now())
    if args.json:
        answer_json(told)
        return 0
    several = f"{len(told['personas'])} persona{'' if len(told['personas']) == 1 else 's'}"
    _print.heading(f"{several}; {told['without']:,} customers without one")
    _print.table(("persona", "customers"), [(one["name"], f"{one['customers']:,}") for one in told["personas"]],
                 right=(1,))  # fmt: skip
    if args.suggest:
        _suggested(told["suggestion"])
    else:
        answer("--suggest tells what the record suggests")
    return 0


def _suggested(told: Mapping[str, Any]) -> None:
    _print.heading("What the record suggests")
    _print.paragraph(told["says"])
    for one in told["personas"]:
        _print.heading(f"{one['name']}: {len(one['customers']):,} customers")
        marks = [(mark["says"], f"{mark['value']:.2f}", f"{mark['all']:.2f}") for mark in one["marks"]
                 if mark["telling"]]  # fmt: skip
        _print.table(("they", "theirs", "all"), marks, right=(1, 2))
    _print.paragraph(f"{len(told['fits']):,} customers fit another persona better than theirs.")
