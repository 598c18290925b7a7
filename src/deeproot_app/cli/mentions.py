"""What is said in public, and whose words they are."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.record.mentions.queue import Found

SUMMARY = "what is said of you in public feeds, and whose words they are"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--show", choices=("nobodys", "theirs", "aside"), default="nobodys",
        help="those that are nobody's yet (default), a customer's, or set aside",
    )  # fmt: skip
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--theirs", nargs=2, metavar=("NUMBER", "CUSTOMER"), help="say that a mention is that customer's")
    act.add_argument("--aside", metavar="NUMBER", help="say that a mention is no customer's")
    act.add_argument("--back", metavar="NUMBER", help="take back what was said of a mention")
    parser.add_argument(
        "--author", action="store_true", help="with --theirs: all that its author wrote, and will write, is theirs"
    )
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.mentions import decide, queue

    if args.theirs:
        from deeproot_app.understand import customers

        number, customer = args.theirs
        tell(decide.theirs(COMMAND_LINE, _one(number).arrival, customers.meant(customer), author_too=args.author))
        return 0
    if args.aside or args.back:
        (decide.aside if args.aside else decide.take_back)(COMMAND_LINE, _one(args.aside or args.back).arrival)
        tell("It is set aside." if args.aside else "It is nobody's again.")
        return 0
    page, rows = queue.page(COMMAND_LINE, args.show, {})
    if args.json:
        answer_json({"show": args.show, "counts": queue.counts(), "mentions": [_document(row) for row in rows]})
    else:
        _show(rows, more=bool(page.next))
    return 0


def _one(number: str) -> Found:
    from django.http import Http404

    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError
    from deeproot_app.record.mentions import queue

    try:
        return queue.one(COMMAND_LINE, int(number) if number.isascii() and number.isdecimal() else 0)
    except Http404:
        raise UserError(f"There is no mention {number!r}; `deeproot mentions` lists them by number.") from None


def _document(row: Found) -> dict[str, Any]:
    return {
        "number": row.arrival.pk,
        "source": row.arrival.connection.name,
        "at": row.mention.at,
        "author": row.mention.author,
        "handle": row.mention.handle,
        "title": row.mention.title,
        "text": row.mention.text,
        "link": row.mention.link,
        "customer_id": row.customer.pk if row.customer else None,
        "perhaps": [{"customer_id": guess.customer.pk, "why": guess.why} for guess in row.guesses],
    }


def _show(rows: list[Found], *, more: bool) -> None:
    if not rows:
        answer("Nothing here. Connect a feed or a hashtag: `deeproot connect add feeds NAME --set address=…`.")
        return
    for row in rows:
        said = row.mention
        who = " ".join(filter(None, (said.author, said.handle))) or "somebody"
        when = f", {said.at:%Y-%m-%d %H:%M}" if said.at else ""
        _print.heading(f"{row.arrival.pk}  {who} ({row.arrival.connection.name}{when})")
        _print.paragraph(" ".join(filter(None, (said.title, said.text)))[:400], indent=2)
        perhaps = [f"{guess.customer.name}: {guess.why}" for guess in row.guesses]
        if row.customer or perhaps:
            _print.paragraph(row.customer.name if row.customer else f"perhaps {'; '.join(perhaps)}", indent=2)
    if more:
        answer("There are more; the page of mentions has them all.")
