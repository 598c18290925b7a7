"""Events: which are to come and which are over, who was asked, who comes, who came."""

from __future__ import annotations

import argparse

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer_json, tell

SUMMARY = "events that are to come and that are over, with who was asked, who comes and who came"
SHOWN = 30
MOST = 1_000


def arguments(parser: argparse.ArgumentParser) -> None:
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.act.events import documents, standing
    from deeproot_app.act.models import Event
    from deeproot_app.base import clock

    rows = standing.standings(Event.objects.order_by("-starts_at", "-id")[: MOST if args.json else SHOWN])
    if args.json:
        answer_json({"as_of": clock.now(), "events": [documents.event(one) for one in rows]})
        return 0
    if not rows:
        tell("No event is planned; plan one under Thanks & events.")
        return 0
    _print.table(("event", "begins (UTC)", "asked", "come", "may come", "came"), [
        (one.event.title + (" (called off)" if one.event.state == "cancelled" else ""),
         f"{one.event.starts_at:%Y-%m-%d %H:%M}", str(one.asked), str(one.numbers["yes"]), str(one.numbers["maybe"]),
         str(one.numbers["came"]))
        for one in rows
    ])  # fmt: skip
    return 0
