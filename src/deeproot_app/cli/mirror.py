"""The mirror: what it is like to be our customer."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer, answer_json

if TYPE_CHECKING:
    from deeproot_app.understand.live import CompanyMirror, Mirror

SUMMARY = "what one customer, or all of them, lived through with you"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "customer", nargs="?", metavar="CUSTOMER", help="an id, a name, or an e-mail address; none: all"
    )
    takes_as_of(parser)
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock
    from deeproot_app.understand import customers, documents, live

    as_of = args.as_of or clock.now()
    if args.customer is None:
        company = live.company_mirror(as_of)
        answer_json(documents.company(company)) if args.json else _show_company(company)
    else:
        mirror = live.mirror(customers.meant(args.customer), as_of)
        answer_json(documents.mirror(mirror)) if args.json else _show(mirror)
    return 0


def _show(mirror: Mirror) -> None:
    from deeproot.understand import scenarios
    from deeproot.understand.experience import MEASURES

    _print.heading(f"{mirror.customer.name} ({mirror.customer.pk})\n")
    _print.paragraph(str(mirror.letter))
    if mirror.findings:
        _print.heading("\nWhat they live through")
    for finding in mirror.findings:
        known = scenarios.BY_ID[finding.scenario]
        _print.paragraph(f"{known.title}: “{known.tells}” {known.instead}", indent=2)
        if finding.rests_on_gap:
            _print.paragraph("The record has a gap in this time, so it may not be so.", indent=2)
    _print.heading("\nThe figures")
    rows = []
    for measure in MEASURES:
        told = mirror.figures[measure.id]
        rows.append((measure.question, _print.figure(told.value, measure.unit), f"{told.n:,}"))
    _print.table(("", "", "rows"), rows, right=(1, 2))


def _show_company(mirror: CompanyMirror) -> None:
    from deeproot.understand import scenarios
    from deeproot.understand.experience import MEASURES

    _print.heading("What it is like to be your customer\n")
    rows = []
    for measure in MEASURES:
        told = mirror.figures[measure.id]
        rows.append((measure.question, _print.figure(told.value, measure.unit), f"{told.n_customers:,}"))
    _print.table(("", "", "customers"), rows, right=(1, 2))
    _print.heading("\nWhat they live through")
    living = sorted(mirror.living.items(), key=lambda pair: -len(pair[1]))
    rows = [(scenarios.BY_ID[name].title, f"{len(own):,}", scenarios.BY_ID[name].tells) for name, own in living]
    _print.table(("", "customers", "in their words"), rows, right=(1,))
    for gap in mirror.gaps:
        answer("")
        _print.paragraph(
            f"The record of {gap['source']} has a gap from {gap['from_at']:%Y-%m-%d} to {gap['to_at']:%Y-%m-%d}."
        )
