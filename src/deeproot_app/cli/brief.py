"""The two-minute brief of one customer, before anybody gets in touch."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.act.briefs.brief import Brief, OpenCase
    from deeproot_app.base.models import User
    from deeproot_app.record.models import Interaction

SUMMARY = "what to know before anybody gets in touch: open cases, what may be offered, promises, their words"
SHOWN = 200


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer", metavar="CUSTOMER", help="an id, a name, or an e-mail address")
    parser.add_argument(
        "--read-by",
        metavar="EMAIL",
        help="write down that this colleague read it, so that the gate and the mirror know",
    )
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.act.briefs import documents, reading
    from deeproot_app.act.briefs.brief import brief
    from deeproot_app.act.briefs.gate import asked_of_gate
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.plan import queries as planned
    from deeproot_app.understand import customers

    now, customer = clock.now(), customers.meant(args.customer)
    if args.read_by:
        reading.open_brief(_reader(args.read_by), customer)
    items = planned.of_customers(COMMAND_LINE, customer.ids, now)
    found = brief(customer, now, [item for one in customer.ids for item in items.get(one, [])])
    if args.json:
        says = asked_of_gate(COMMAND_LINE, customer, now)
        answer_json({"as_of": now, **documents.brief(customer, found, says)})
        return 0
    _print.heading(f"{customer.name} ({customer.pk})\n")
    _show(found)
    return 0


def _reader(email: str) -> User:
    """The user who reads it. Raises UserError where nobody signs in by that address."""
    from deeproot_app.base.errors import UserError
    from deeproot_app.base.models import User

    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise UserError(f"Nobody signs in as {email!r}; deeproot user add makes a user.")
    return user


def _show(found: Brief) -> None:
    if found.speak_first:
        answer("SPEAK TO SUPPORT FIRST: a case is open, and nobody has said what may be offered.\n")
    for case in found.cases:
        _case(case)
    if found.promises:
        _print.heading("What we owe them")
        _print.table(("due", "promise", "by"), [
            (_due(row), row.text, row.member.name if row.member else "nobody yet") for row in found.promises
        ])  # fmt: skip
        answer("")
    _words("Their last words", found.words)
    if found.beliefs:
        _print.heading("What we believe")
        _print.table(("about", "", ""), [
            (held.belief.about, held.belief.text, "assumption" if held.assumed else "") for held in found.beliefs
        ])  # fmt: skip
    if not (found.cases or found.promises or found.words or found.beliefs):
        tell("Nothing is in the record that one should know first.")


def _case(one: OpenCase) -> None:
    owner = one.case.owner.name if one.case.owner else "nobody"
    about = f"“{one.case.about}” ({one.case.pk})" if one.case.about else one.case.pk
    _print.heading(f"Open case {about}, since {one.case.opened_at:%Y-%m-%d}; {owner} works on it")
    for agreed in one.options:
        until = f", until {agreed.option.until:%Y-%m-%d %H:%M} UTC" if agreed.option.until else ""
        who = ", ".join(agreed.by) or "whoever read this"
        _print.paragraph(f"May be offered: {agreed.option.text} (by {who}{until})", indent=2)
    if not one.options and one.answer:
        _print.paragraph(f"Nothing may be offered, says {one.answer.answered_actor}: {one.answer.answer}", indent=2)
    for asked in one.waiting:
        _print.paragraph(f"Asked by {asked.actor}, not answered yet: {asked.words}", indent=2)
    answer("")


def _words(title: str, rows: list[Interaction]) -> None:
    if not rows:
        return
    _print.heading(title)
    for row in rows:
        body = " ".join(row.text.body.split())
        shown = body if len(body) <= SHOWN else body[: SHOWN - 1] + "…"
        _print.paragraph(f"{row.happened_at:%Y-%m-%d}: “{shown}”", indent=2)
    answer("")


def _due(row: object) -> str:
    due = row.due  # type: ignore[attr-defined]
    return f"{due:%Y-%m-%d}{' overdue' if row.overdue else ''}" if due else ""  # type: ignore[attr-defined]
