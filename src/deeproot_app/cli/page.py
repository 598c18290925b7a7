"""A customer's own page: its link, made anew or shut; and what was corrected on such pages."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.act.models import OwnPage

SUMMARY = "give a customer's contact a page of their own; renew its link, shut it; decide what they corrected"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("contact", nargs="?", help="a contact's id or mail address; left out: what waits for a word")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--renew", action="store_true", help="let the links given out until now be good no longer")
    act.add_argument("--shut", action="store_true", help="let nobody open the page any more")
    act.add_argument("--take", type=int, metavar="NUMBER", help="take a correction over")
    act.add_argument("--leave", type=int, metavar="NUMBER", help="leave things as they are")
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    if args.take is not None or args.leave is not None:
        return _decide(args)
    if args.contact is None:
        if args.renew or args.shut:
            from deeproot_app.base.errors import UserError

            raise UserError("Say whose page: a contact's id or mail address.", exit_code=2)
        return _waiting(args.json)
    return _of(args)


def _decide(args: argparse.Namespace) -> int:
    from django.http import Http404

    from deeproot_app.act.own_page import deciding
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError

    take = args.take is not None
    number = args.take if take else args.leave
    try:
        word = deciding.decide(COMMAND_LINE, number, take)
    except Http404:
        raise UserError(f"There is no correction {number}; deeproot page lists those that wait.") from None
    tell(f"{word.page.contact}: the {word.field} is {word.said} now." if take else "Left as it was.")
    return 0


def _waiting(as_json: bool) -> int:
    from deeproot_app.act.own_page import deciding
    from deeproot_app.base.access import COMMAND_LINE

    rows = deciding.waiting(COMMAND_LINE).select_related("page__contact", "page__customer")
    found: list[dict[str, Any]] = [
        {
            "number": row.pk, "at": row.at, "customer_id": row.page.customer_id, "contact_id": row.page.contact_id,
            "field": row.field, "before": row.before or None, "said": row.said,
        }
        for row in rows
    ]  # fmt: skip
    if as_json:
        answer_json({"corrections": found})
        return 0
    for row in found:
        answer(f"{row['number']:>6}  {row['contact_id']}  {row['field']}: {row['before'] or 'unknown'} → {row['said']}")
    if not found:
        answer("No correction waits.")
    return 0


def _of(args: argparse.Namespace) -> int:
    from deeproot_app.act.own_page import links
    from deeproot_app.base.access import COMMAND_LINE

    contact = _contact(args.contact)
    if args.shut:
        tell(f"The page of {links.shut(COMMAND_LINE, _page(contact)).contact} is shut.")
        return 0
    if args.renew:
        links.OWN.revoke(COMMAND_LINE, _page(contact))
    _tell(*links.give(COMMAND_LINE, contact), args.json)
    return 0


def _page(contact: str) -> int:
    from deeproot_app.act.models import OwnPage
    from deeproot_app.base.errors import UserError

    found = OwnPage.objects.filter(contact=contact).values_list("pk", flat=True).first()
    if found is None:
        raise UserError(f"{contact} has no page; deeproot page {contact} gives them one.")
    return found


def _tell(page: OwnPage, link: str, as_json: bool) -> None:
    if as_json:
        answer_json({"contact_id": page.contact_id, "customer_id": page.contact.customer_id, "link": link})
    else:
        answer(link)


def _contact(said: str) -> str:
    """The id of the contact that an id or an address names. Raises UserError for none, and for several."""
    from django.db.models import Q

    from deeproot_app.base.errors import UserError
    from deeproot_app.record.models import Contact

    words = said.replace("\x00", "").strip()
    rows = Contact.objects.filter(Q(pk=words) | Q(email__iexact=words), merged_into=None)
    found = list(rows.values_list("pk", flat=True)[:2])
    if not found:
        raise UserError(f"There is no contact {said!r}; give a contact's id or mail address.")
    if len(found) > 1:
        raise UserError(f"Several contacts have the address {said}; give the id of one, such as {found[0]}.")
    return str(found[0])
