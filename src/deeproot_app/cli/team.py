"""Everyone on board: who takes part, whose first weeks these are, how we use our own product."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json

if TYPE_CHECKING:
    from datetime import datetime

    from deeproot.measure.participation import Group, Share

SUMMARY = "everyone on board: how many of us take part, whose first weeks these are, how we use our own product"
ENTRIES = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--participation", action="store_true", help="how many take part, by way and team (default)")
    which.add_argument("--onboarding", action="store_true", help="whose path of the first weeks is open")
    which.add_argument("--own-product", action="store_true", help="the log of using our own product, the latest first")
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock

    now = clock.now()
    if args.onboarding:
        return _onboarding(now, args.json)
    return _own_product(args.json) if args.own_product else _participation(now, args.json)


def _participation(now: datetime, as_json: bool) -> int:
    """Reckoned anew, as whoever asks at a terminal does not wait for the hour."""
    from deeproot.measure.participation import FEWEST, OTHERS
    from deeproot_app.act.team import reckon
    from deeproot_app.act.team.ways import WAYS

    reckon.bring_up_to_date(now)
    kept = reckon.known()
    assert kept is not None  # it was reckoned a line above
    found = kept.found
    if as_json:
        answer_json({"as_of": now, "fewest": FEWEST} | reckon.document(found))
        return 0
    _print.heading("How many of us take part")
    rows = [("All of us", found.company)]
    rows += [("Other teams together" if team.name == OTHERS else team.name, team) for team in found.teams]
    _print.table(("who", "this week", "four weeks", "quarter"), [(name, *_cells(group)) for name, group in rows])
    answer("")
    _print.table(("way", "within the quarter"), [(way.title, _share(found.company.ways[way.id])) for way in WAYS])
    if found.hidden:
        answer(
            f"{_print.many(found.hidden, 'team is', 'teams are')} not told apart: fewer than {FEWEST} of them count."
        )
    return 0


def _cells(group: Group) -> tuple[str, str, str]:
    return _share(group.weeks[-1]), _share(group.month), _share(group.whole)


def _share(share: Share | None) -> str:
    return f"{share.value:.0%} ({share.n} of {share.of})" if share else "not told"


def _onboarding(now: datetime, as_json: bool) -> int:
    from deeproot_app.act.team import first_weeks
    from deeproot_app.base.access import COMMAND_LINE

    rows = first_weeks.open_paths(COMMAND_LINE, now)
    if as_json:
        answer_json({"as_of": now, "open": [{"email": one.user.email, "since": one.since} for one in rows]})
        return 0
    _print.heading("Whose path of the first weeks is open")
    _print.table(("who", "since"), [(str(one.user), f"{one.since:%Y-%m-%d}") for one in rows])
    return 0


def _own_product(as_json: bool) -> int:
    from deeproot_app.act.team import own_use
    from deeproot_app.understand.journey.walks import FELT

    rows = list(own_use.listed().order_by("-used_on", "-pk")[:ENTRIES])
    said = own_use.latest_versions({row.pk: row for row in rows})
    if as_json:
        answer_json({"entries": [_document(row, said[row.pk]) for row in rows]})
        return 0
    _print.heading("How we use our own product")
    _print.table(
        ("when", "who", "felt", "tried"),
        [(row.used_on.isoformat(), row.actor, FELT[row.felt], said[row.pk].tried) for row in rows],
    )
    return 0


def _document(row: Any, said: Any) -> dict[str, Any]:
    return {
        "entry": row.pk, "used_on": row.used_on, "by": row.actor, "felt": row.felt, "tried": said.tried,
        "like": said.like, "hindered": said.hindered, "version": row.version,
        "idea": row.idea.text if row.idea else None,
    }  # fmt: skip
