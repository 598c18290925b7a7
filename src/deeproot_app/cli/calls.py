"""The call list: whom to ring up now, whom later, and whom not."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.act.calls.listed import Entry

SUMMARY = "whom to ring up, in the order in which their permitted hours end"
SHOWN = 30


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--member", metavar="EMAIL", help="the list of one colleague")
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.act.calls import documents, listed
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.understand import customers

    now = clock.now()
    member = customers.colleague(args.member).pk if args.member else ""
    found = listed.call_list(COMMAND_LINE, now, member)
    if args.json:
        answer_json({"as_of": now, **documents.call_list(found)})
        return 0
    if not (found.now or found.later or found.barred):
        tell("Nobody waits for a call.")
    for title, entries in (("Now", found.now), ("Later", found.later), ("Not by telephone", found.barred)):
        _show(title, entries)
    if found.more:
        tell("There are more; these are the most urgent.")
    return 0


def _show(title: str, entries: list[Entry]) -> None:
    if not entries:
        return
    _print.heading(f"{title} ({len(entries)})")
    _print.table(("customer", "whom", "number", "hours (UTC)", "why"), [_row(entry) for entry in entries[:SHOWN]])
    if len(entries) > SHOWN:
        tell(f"{_print.many(len(entries) - SHOWN, 'more customer')}; --json gives all.")
    answer("")


def _row(entry: Entry) -> tuple[str, ...]:
    whom = entry.whom
    against = entry.permit.against if entry.permit else ()
    return (
        entry.customer.name,
        whom.name if whom else "",
        whom.phone if whom else "not known",
        _hours(entry),
        against[0].fact if against else " ".join(entry.headline.split()),
    )


def _hours(entry: Entry) -> str:
    """Until when they may be called, or from when on."""
    if entry.permit is None or entry.permit.window.opens_at is None:
        return "none"
    window, opens = entry.permit.window, entry.permit.window.opens_at
    if entry.not_before is not None and entry.not_before > opens:
        return f"from {entry.not_before:%d %b %H:%M}"
    if window.open:
        return f"until {window.closes_at:%H:%M}" if window.closes_at else "any"
    return f"from {opens:%d %b %H:%M}"
