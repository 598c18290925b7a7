"""Tokens: what programs ask with, in a person's name."""

from __future__ import annotations

import argparse
from typing import Any

from deeproot_app.cli._arguments import number, takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

SUMMARY = "make, list and revoke the tokens that programs ask with"


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    adding = acts.add_parser("add", help="make a token of a person, and print it, this once")
    adding.add_argument("email", help="in whose name it asks")
    adding.add_argument("--name", required=True, help="what will use it")
    adding.add_argument("--scope", action="append", metavar="SCOPE", help="what it may do (default: read); may be given again")  # fmt: skip  # noqa: E501
    adding.add_argument("--days", type=int, default=90, metavar="N", help="how long it is good (default: 90; 0: until revoked)")  # fmt: skip  # noqa: E501
    listing = acts.add_parser("list", help="the tokens there are")
    listing.add_argument("email", nargs="?", help="only this person's")
    revoking = acts.add_parser("revoke", help="let a token do nothing from now on")
    revoking.add_argument("number", type=number, metavar="NUMBER", help="as `list` shows it")
    for one in acts.choices.values():
        takes_json(one)


def run(args: argparse.Namespace) -> int:
    return {"add": add, "list": listed, "revoke": revoke}[args.act](args)


def add(args: argparse.Namespace) -> int:
    from deeproot_app.api import tokens
    from deeproot_app.base import access

    user = person(args.email)
    token, text = tokens.make(access.COMMAND_LINE, user, args.name, args.scope or ["read"], args.days or None)
    if args.json:
        answer_json({**described(token), "token": text})
    else:
        tell(f"It asks in the name of {user.email}. It is printed this once:")
        answer(text)
    return 0


def listed(args: argparse.Namespace) -> int:
    from deeproot_app.api.models import Token

    rows = Token.objects.select_related("user").order_by("-id")
    if args.email:
        rows = rows.filter(user=person(args.email))
    found = [described(row) for row in rows]
    if args.json:
        answer_json({"tokens": found})
        return 0
    for row in found:
        ends = "revoked" if row["revoked_at"] else f"until {row['expires_at']:%Y-%m-%d}" if row["expires_at"] else ""
        answer(f"{row['number']:>5}  {row['prefix']}…  {row['email']:<32} {row['name']:<24} {' '.join(row['scopes'])}  {ends}".rstrip())  # fmt: skip  # noqa: E501
    if not found:
        tell("There are none: `deeproot token add EMAIL --name NAME` makes one.")
    return 0


def revoke(args: argparse.Namespace) -> int:
    from deeproot_app.api import tokens
    from deeproot_app.api.models import Token
    from deeproot_app.base import access
    from deeproot_app.base.errors import UserError

    token = Token.objects.select_related("user").filter(pk=args.number).first()
    if token is None:
        raise UserError(f"There is no token {args.number}; `deeproot token list` shows them.")
    tokens.revoke(access.COMMAND_LINE, token)
    token.refresh_from_db()
    tell(f"The token {token.name!r} of {token.user.email} does nothing any more.")
    if args.json:
        answer_json(described(token))
    return 0


def person(email: str) -> Any:
    from deeproot_app.base.errors import UserError
    from deeproot_app.base.models import User

    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise UserError(f"Nobody has the address {email}. `deeproot user list` shows who is there.")
    return user


def described(token: Any) -> dict[str, Any]:
    names = ("name", "prefix", "scopes", "made_at", "expires_at", "last_used_at", "revoked_at")
    return {"number": token.pk, "email": token.user.email, **{name: getattr(token, name) for name in names}}
