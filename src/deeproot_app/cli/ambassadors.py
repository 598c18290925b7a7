"""Ambassadors: who could speak for us and whether now is the moment; asking them, their answers, and referrals."""

from __future__ import annotations

import argparse
import sys

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import number, takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

SUMMARY = "who could speak for us, whether now is the moment, whom we asked, and who brought us whom"
SHOWN = 20
MOST = 1_000


def arguments(parser: argparse.ArgumentParser) -> None:
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--asked", action="store_true", help="the favours we asked, the latest first")
    act.add_argument("--referrals", action="store_true", help="who brought us whom, the latest first")
    act.add_argument("--csv", action="store_true", help="the referrals as comma-separated values, all, oldest first")
    act.add_argument("--ask", metavar="CUSTOMER", help="ask a favour by mail, with --words; the gate is asked")
    act.add_argument("--answer", type=number, metavar="NUMBER", help="write down what they said, with --said")
    act.add_argument("--undo", type=number, metavar="NUMBER", help="undo the last step of an asking")
    act.add_argument("--refer", nargs=2, metavar=("WHO", "WHOM"), help="WHO told WHOM of us: a customer or an address")
    act.add_argument("--take-back", type=number, metavar="NUMBER", help="take a referral back")
    parser.add_argument("--words", metavar="TEXT", help="what the mail says")
    parser.add_argument("--subject", default="A favour", help="its subject (default: A favour)")
    parser.add_argument("--favour", choices=("recommend", "reference", "review"), default="recommend")
    parser.add_argument("--contact", metavar="ID", help="whom of theirs (default: the first with an address)")
    parser.add_argument("--said", choices=("yes", "no", "none"), help="what they said to --answer")
    parser.add_argument("--how", choices=("newcomer", "ambassador", "by_hand"), default="by_hand",
                        help="how we know of a referral (default: by_hand)")  # fmt: skip
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    if args.csv:
        return _csv()
    for name in ("ask", "answer", "undo", "refer", "take_back"):
        if getattr(args, name):
            return int(globals()[f"_{name}"](args))
    return _asked(args.json) if args.asked else _referrals(args.json) if args.referrals else _candidates(args.json)


def _csv() -> int:
    from deeproot_app.act.ambassadors import documents, referrals
    from deeproot_app.base.access import COMMAND_LINE

    sys.stdout.writelines(documents.lines(referrals.listed(COMMAND_LINE).order_by("pk").iterator(2_000)))
    return 0


def _ask(args: argparse.Namespace) -> int:
    from secrets import token_hex

    from deeproot_app.act.ambassadors import asking
    from deeproot_app.act.drafts import spoken
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError
    from deeproot_app.cli._whom import customer
    from deeproot_app.measure.loyalty import told

    row = customer(args.ask)
    people = spoken.people({row.pk: row.ids}).get(row.pk, [])
    contact = args.contact or next((one.pk for one in people), "")
    if not args.words:
        raise UserError("Say with --words what the mail shall say.")
    made = asking.ask(COMMAND_LINE, asking.Favour(
        token_hex(12), row.pk, contact, args.favour, subject=args.subject, text=args.words,
        member_id=row.owner_id or "",
    ))  # fmt: skip
    return _said(args, told.favour(made), f"{row.name} is asked: favour {made.pk}.")


def _answer(args: argparse.Namespace) -> int:
    from deeproot_app.act.ambassadors import asking
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError
    from deeproot_app.measure.loyalty import told

    if not args.said:
        raise UserError("Say with --said what they said: yes, no or none.")
    row = asking.answer(COMMAND_LINE, args.answer, args.said)
    return _said(args, told.favour(row), f"{row.customer.leader.name}: {row.get_state_display().lower()}.")


def _undo(args: argparse.Namespace) -> int:
    from deeproot_app.act.ambassadors import asking
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.measure.loyalty import told

    row = asking.undo(COMMAND_LINE, args.undo)
    return _said(args, told.favour(row), f"{row.customer.leader.name}: {row.get_state_display().lower()}.")


def _refer(args: argparse.Namespace) -> int:
    from deeproot_app.act.ambassadors import referrals
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.cli._whom import customer
    from deeproot_app.measure.loyalty import told

    who, whom = customer(args.refer[0]), args.refer[1]
    by_address = "@" in whom
    given = referrals.Told(
        who.pk, "" if by_address else customer(whom).pk, email=whom if by_address else "", how=args.how
    )  # fmt: skip
    row = referrals.refer(COMMAND_LINE, given)
    return _said(args, told.referral(row), f"{who.name} told {row.brought or row.email} of us: referral {row.pk}.")


def _take_back(args: argparse.Namespace) -> int:
    from deeproot_app.act.ambassadors import referrals
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.measure.loyalty import told

    row = referrals.take_back(COMMAND_LINE, args.take_back)
    return _said(args, told.referral(row), f"Referral {row.pk} is taken back.")


def _said(args: argparse.Namespace, document: object, says: str) -> int:
    if args.json:
        answer_json(document)
    tell(says)
    return 0


def _candidates(as_json: bool) -> int:
    from deeproot_app.act.ambassadors import moment
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.measure.loyalty import listed, reckon, told

    now = clock.now()
    reckon.bring_up_to_date(now)
    rows = list(listed.candidates(COMMAND_LINE).order_by("-is_right", "-strength", "pk")[: MOST if as_json else SHOWN])
    moments = moment.of([row.pk for row in rows], now)
    if as_json:
        answer_json({"as_of": now, "candidates": [
            {"customer_id": row.pk, "name": row.customer.name, "reasons": [
                {"fact": one["name"], "n": one["n"], "last_at": one["last_at"], "evidence": one["evidence"]}
                for one in listed.reasons_of(row)
            ], "moment": told.moment(moments[row.pk]) if row.pk in moments else None}
            for row in rows
        ]})  # fmt: skip
        return 0
    _print.heading("Who could speak for us")
    _print.table(("customer", "now", "why them", "why not now"), [
        (
            row.customer.name, "yes" if row.pk in moments and moments[row.pk].is_right else "",
            ", ".join(one["says"].lower() for one in listed.reasons_of(row)[:2]),
            moments[row.pk].against[0].says if row.pk in moments and moments[row.pk].against else "",
        ) for row in rows
    ])  # fmt: skip
    return 0


def _asked(as_json: bool) -> int:
    from deeproot_app.act.ambassadors import asking
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.measure.loyalty import told

    rows = list(asking.asks(COMMAND_LINE).order_by("-asked_at", "-id")[: MOST if as_json else SHOWN])
    if as_json:
        answer_json({"as_of": clock.now(), "favours": [told.favour(row) for row in rows]})
        return 0
    _print.table(("number", "asked", "customer", "what", "they said"), [
        (str(row.pk), f"{row.asked_at:%Y-%m-%d}", row.customer.leader.name, row.get_favour_display(),
         row.get_state_display().lower()) for row in rows
    ])  # fmt: skip
    return 0


def _referrals(as_json: bool) -> int:
    from deeproot_app.act.ambassadors import referrals
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.measure.loyalty import brought, told

    now = clock.now()
    rows = list(referrals.listed(COMMAND_LINE).order_by("-at", "-id")[: MOST if as_json else SHOWN])
    found = brought.brought(COMMAND_LINE, now)
    brought.bring_up_to_date(now, anew=False)
    stored = brought.stayed()
    if as_json:
        answer_json({
            "as_of": now, "told": found.told, "came": found.came,
            "paid": [{"currency": currency, "amount": micros / 1_000_000} for currency, micros in found.paid],
            "stayed": stored.document if stored else None, "referrals": [told.referral(row) for row in rows],
        })  # fmt: skip
        return 0
    money = ", ".join(f"{micros / 1_000_000:,.2f} {currency}" for currency, micros in found.paid)
    answer(f"{found.told:,} referrals, {found.came:,} customers came{f', who paid {money} so far' if money else ''}.")
    _print.table(("number", "when", "who told", "whom", "how we know"), [
        (str(row.pk), f"{row.at:%Y-%m-%d}", row.customer.leader.name,
         row.brought.leader.name if row.brought else f"{row.name or row.email} (no customer yet)",
         row.get_how_display().lower()) for row in rows
    ])  # fmt: skip
    return 0
