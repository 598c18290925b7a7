"""The day's list: whom to reach out to, why, by when."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot.plan.today import Item

SUMMARY = "whom to reach out to today, why, with which first step"
SHOWN = 30
ALIKE = {
    "unanswered": "conversations wait for an answer",
    "complaint_went_silent": "complaints fell silent",
}
"""Reasons whose headlines differ in nothing but the day, and what many of them are called."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--member", metavar="EMAIL", help="the list of one colleague")
    parser.add_argument("--all", action="store_true", help=f"print every customer, not only the first {SHOWN}")
    takes_as_of(parser)
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.act.drafts import of_items
    from deeproot_app.base import clock
    from deeproot_app.plan import documents, live
    from deeproot_app.understand import customers

    as_of = args.as_of or clock.now()
    member = customers.colleague(args.member) if args.member else None
    items = live.listed(as_of, member.pk if member else None)
    if args.json:
        offers = of_items.completed(items, as_of)
        rows = [
            documents.item(rank, item, offer) for rank, (item, offer) in enumerate(zip(items, offers, strict=True), 1)
        ]
        answer_json({"as_of": as_of, "items": rows})
    else:
        _show(items, as_of, None if args.all else SHOWN)
    return 0


def _show(items: list[Item], as_of: datetime, limit: int | None) -> None:
    """Each customer once, where its most urgent reason stands, with its other reasons beneath."""
    first = {item.customer_id: place for place, item in reversed(list(enumerate(items)))}
    ordered = sorted(items, key=lambda item: (first[item.customer_id], item.order))
    people = [list(own) for _, own in groupby(ordered, key=lambda item: item.customer_id)]
    if not people:
        tell("Nobody waits for anything: no promise is due, no question open, no silence too long.")
    for rank, own in enumerate(people[:limit], 1):
        _show_customer(rank, own, as_of)
    if limit and len(people) > limit:
        tell(f"{_print.many(len(people) - limit, 'more customer')}; `deeproot today --all` prints them too.")


def _show_customer(rank: int, own: list[Item], as_of: datetime) -> None:
    lead = own[0]
    _print.heading(f"{rank:>3}. {lead.headline}")
    _print.paragraph(lead.next_step, indent=5)
    for line in _beside(lead, own[1:], as_of):
        _print.paragraph(f"also: {line}", indent=5)
    answer("")


def _beside(lead: Item, others: list[Item], as_of: datetime) -> Iterator[str]:
    """What else calls for them: the conversations of one kind, which read alike, counted in one line."""
    for reason, some in groupby(others, key=lambda item: item.reason):
        alike = list(some)
        if len(alike) == 1 or reason not in ALIKE:
            yield from (item.headline for item in alike)
        else:
            more = "more " if reason == lead.reason else ""
            yield f"{len(alike):,} {more}{ALIKE[reason]}, the first since {_since(alike, as_of)}."


def _since(items: list[Item], as_of: datetime) -> str:
    from deeproot.plan import words
    from deeproot_app.base.models import Organisation

    first = min(item.waiting_since for item in items if item.waiting_since)
    return words.day(first, as_of, Organisation.get().timezone)
