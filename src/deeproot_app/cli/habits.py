"""Habits: those that are kept and how they go, and those that would answer what customers live through most."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json

if TYPE_CHECKING:
    from deeproot_app.act.habits.listed import Kept
    from deeproot_app.base.access import Actor

SUMMARY = "small habits: which are kept, how steadily, and which would answer what customers live through most"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--member", metavar="EMAIL", help="those of this colleague too (default: teams' only)")
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.act.habits import listed, reckon
    from deeproot_app.base import clock

    now, actor = clock.now(), _actor(args.member)
    rows = list(listed.standing(actor)[: listed.MOST])
    reckon.bring_up_to_date(now, rows)
    kept, suggested = listed.told(actor, rows), listed.suggestions(actor)
    if args.json:
        answer_json({
            "as_of": now,
            "habits": [_document(one) for one in kept],
            "suggestions": [
                {"habit": one.habit.id, "title": one.habit.title, "scenario": one.scenario_id,
                 "customers": one.customers, "of": one.of} for one in suggested
            ],
        })  # fmt: skip
        return 0
    _print.heading("Habits that are kept")
    _print.table(("habit", "whose", "kept", "in a row"), [
        (one.habit.title, one.row.team or str(one.row.user), f"{one.kept} of {one.n}", str(one.streak)) for one in kept
    ])  # fmt: skip
    for one in suggested:
        answer(f"{one.customers:,} of {one.of:,} customers live through “{one.scenario}”: {one.habit.title}.")
    return 0


def _actor(email: str | None) -> Actor:
    """Whose eyes it is read with. Raises UserError where nobody signs in by that address."""
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError
    from deeproot_app.base.models import User

    if email is None:
        return COMMAND_LINE
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise UserError(f"Nobody signs in as {email!r}; deeproot user add makes a user.")
    return user


def _document(one: Kept) -> dict[str, Any]:
    return {
        "habit": one.habit.id, "title": one.habit.title, "rule": one.habit.rule, "every": one.habit.every,
        "team": one.row.team or None, "member_id": one.row.user.member_id if one.row.user else None,
        "begins": one.row.begins, "kept": one.kept, "n": one.n, "adherence": one.adherence, "streak": one.streak,
        "periods": one.row.course.get("periods", []),
    }  # fmt: skip
