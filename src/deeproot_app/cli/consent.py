"""What customers said about being contacted, and recording it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.record.models import Customer

SUMMARY = "what customers said about being contacted; record an objection, or a consent with its proof"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "customer", nargs="?", help="a customer's id or name: what its people said, and what the gate says"
    )
    parser.add_argument("--contact", metavar="ID", help="one person: a contact's id")
    parser.add_argument("--address", metavar="ADDRESS", help="whoever has this mail address or telephone number")
    parser.add_argument(
        "--purpose", choices=("marketing", "survey", "tracking", "all"), default="marketing", help="default: marketing"
    )
    parser.add_argument(
        "--channel", choices=("email", "call", "sms", "chat", "letter"), default="", help="default: every one"
    )
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--object", action="store_true", help="record that they object")
    act.add_argument("--do-not-contact", metavar="WHY", help="nobody of ours contacts them")
    act.add_argument("--consent", metavar="WORDS", help="record that they agreed to these words; needs --proof")
    parser.add_argument("--proof", default="", help="what proves it")
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    if args.object or args.do_not_contact or args.consent:
        tell(_record(args))
        return 0
    _show(_customer(args), args.json)
    return 0


def _record(args: argparse.Namespace) -> str:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record import consent

    if args.consent:
        contact = _needed(args.contact, "A consent is one person's: say whose with --contact ID.")
        consent.consented(
            COMMAND_LINE,
            contact_id=contact,
            purpose=args.purpose,
            channel=args.channel,
            words=args.consent,
            proof=args.proof,
        )
        return "Their consent is recorded, with its proof."
    if args.do_not_contact:
        whom = {"contact_id": args.contact} if args.contact else {"customer_id": _customer(args).pk}
        _found(lambda: consent.do_not_contact(COMMAND_LINE, reason=args.do_not_contact, **whom))
        return "Marked: nobody contacts them."
    whom = {"contact_id": args.contact} if args.contact else {"address": args.address} if args.address else {}
    whom = whom or {"customer_id": _customer(args).pk}
    _found(lambda: consent.objected(COMMAND_LINE, purpose=args.purpose, channel=args.channel, proof=args.proof, **whom))
    return "Their objection holds from now on."


def _found(act: Any) -> None:
    from django.http import Http404

    from deeproot_app.base.errors import UserError

    try:
        act()
    except Http404:
        raise UserError("There is no such person; `deeproot consent CUSTOMER` lists them by id.") from None


def _customer(args: argparse.Namespace) -> Customer:
    from deeproot_app.understand import customers

    return customers.meant(_needed(args.customer, "Say whose: a customer's id or name."))


def _needed(text: str | None, says: str) -> str:
    from deeproot_app.base.errors import UserError

    if not text:
        raise UserError(says, exit_code=2)
    return text


def _show(customer: Customer, as_json: bool) -> None:
    from deeproot_app.base import clock
    from deeproot_app.desk import consent as told

    found = customer
    people = [person.contact for person in told.persons(found)]
    says = told.says(found, people[0].pk if people else None, None, clock.now())
    history = told.history(found)
    if as_json:
        answer_json(_document(found, people, says, history))
        return
    answer(f"{found.name} ({found.pk})")
    for contact in people:
        answer(f"  {contact} ({contact.pk})")
    for one in says:
        why = " ".join(reason.fact for reason in one.verdict.reasons)
        answer(f"{one.what}: {'may be' if one.verdict.allowed else f'no. {why}'}")
    for line in history:
        proof = f" ({line.row.proof})" if line.row.proof else ""
        answer(f"{line.row.at:%Y-%m-%d} {line.who} {line.what}{proof}")


def _document(customer: Customer, people: list[Any], says: list[Any], history: list[Any]) -> dict[str, Any]:
    return {
        "customer_id": customer.pk,
        "contacts": [{"contact_id": one.pk, "name": one.name} for one in people],
        "gate": [{"touch": one.what, **_verdict(one.verdict)} for one in says],
        "words": [{name: getattr(line.row, name) for name in TOLD} for line in history],
    }


def _verdict(verdict: Any) -> dict[str, Any]:
    why = [{"id": one.id, "rule": one.words, "fact": one.fact, "lifts_at": one.lifts_at} for one in verdict.reasons]
    return {"allowed": verdict.allowed, "reasons": why}


TOLD = ("at", "contact_id", "state", "purpose", "channel", "how", "words", "proof", "by")
