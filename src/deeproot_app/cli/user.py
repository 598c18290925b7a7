"""People who may sign in: add one, hand out a link, change a role, let one go."""

from __future__ import annotations

import argparse
from typing import Any

from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

SUMMARY = "add people, hand out sign-in links, change roles"


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    adding = acts.add_parser("add", help="add a person and print a one-time sign-in link for them")
    adding.add_argument("email")
    adding.add_argument("--name", default="", help="as others see it")
    adding.add_argument(
        "--role", default="member", metavar="ROLE", help="administrator, manager, member (the default) or viewer"
    )
    adding.add_argument("--member", default="", metavar="ID", help="the member of the record that this person is")
    linking = acts.add_parser("link", help="print a fresh one-time sign-in link; earlier ones stop working")
    linking.add_argument("email")
    for one in (adding, linking):
        one.add_argument("--hours", type=float, default=24, help="how long the link is good (default: 24)")
    role = acts.add_parser("role", help="give a person another role")
    role.add_argument("email")
    role.add_argument("role")
    for name, says in [("remove", "let a person in no more; what they did stays"), ("restore", "let them in again")]:
        acts.add_parser(name, help=says).add_argument("email")
    acts.add_parser("list", help="who may sign in, as what")
    for one in acts.choices.values():
        takes_json(one)


def run(args: argparse.Namespace) -> int:
    return {"add": add, "link": link, "role": role, "remove": remove, "restore": restore, "list": everyone}[args.act](
        args
    )


def add(args: argparse.Namespace) -> int:
    from django.db import transaction

    from deeproot_app.base import access, people

    with transaction.atomic():
        user = people.add(access.COMMAND_LINE, args.email, name=args.name, role=args.role, member_id=args.member)
        path = people.invite(access.COMMAND_LINE, user, args.hours)
    return hand_out(args, user, path, f"{user.email} is now {access.a(user.role)}.")


def link(args: argparse.Namespace) -> int:
    from deeproot_app.base import access, people

    user = find(args.email)
    return hand_out(args, user, people.invite(access.COMMAND_LINE, user, args.hours), f"A new link for {user.email}.")


def hand_out(args: argparse.Namespace, user: Any, path: str, says: str) -> int:
    """Print the link: alone on standard output, so that it can be piped."""
    from deeproot_app.base import address

    tell(says)
    whole = address.of(path)
    if args.json:
        answer_json({**described(user), "sign_in_link": whole, "hours": args.hours})
    else:
        tell(f"It signs them in once, within {args.hours:g} hours:")
        answer(whole)
    return 0


def role(args: argparse.Namespace) -> int:
    from deeproot_app.base import access, people

    user = find(args.email)
    people.change_role(access.COMMAND_LINE, user, args.role)
    return done(args, user, f"{user.email} is now {access.a(user.role)}.")


def remove(args: argparse.Namespace) -> int:
    from deeproot_app.base import access, people

    user = find(args.email)
    people.deactivate(access.COMMAND_LINE, user)
    return done(args, user, f"{user.email} can sign in no more.")


def restore(args: argparse.Namespace) -> int:
    from deeproot_app.base import access, people

    user = find(args.email)
    people.reactivate(access.COMMAND_LINE, user)
    return done(args, user, f"{user.email} can sign in again.")


def done(args: argparse.Namespace, user: Any, says: str) -> int:
    tell(says)
    if args.json:
        answer_json(described(user))
    return 0


def everyone(args: argparse.Namespace) -> int:
    from deeproot_app.base.models import User

    rows = [described(user) for user in User.objects.order_by("email")]
    if args.json:
        answer_json({"users": rows})
    for row in [] if args.json else rows:
        answer(f"{row['email']:<40} {row['role']:<14} {'' if row['active'] else 'deactivated'}".rstrip())
    if not rows:
        tell("There is nobody yet: `deeproot user add EMAIL --role administrator`.")
    return 0


def find(email: str) -> Any:
    from deeproot_app.base.errors import UserError
    from deeproot_app.base.models import User

    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise UserError(f"Nobody has the address {email}. `deeproot user list` shows who is there.")
    return user


def described(user: Any) -> dict[str, Any]:
    fields = {"email": user.email, "name": user.name, "role": str(user.role), "member_id": user.member_id}
    return {**fields, "active": user.is_active}
