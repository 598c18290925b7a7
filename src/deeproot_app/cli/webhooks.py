"""Webhooks: whom we tell what happened."""

from __future__ import annotations

import argparse
from typing import Any

from deeproot_app.cli._arguments import number, takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

SUMMARY = "say which other systems are told what happened, and send a message again"


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    adding = acts.add_parser("add", help="tell an address, and print its signing secret, this once")
    adding.add_argument("name", help="what it is")
    adding.add_argument("address", help="where it is told: https://…")
    adding.add_argument("--event", action="append", metavar="TYPE", help="promise.overdue, promise.*, * (default: all); may be given again")  # fmt: skip  # noqa: E501
    adding.add_argument("--old-too", action="store_true", help="also what happened 30 days before it was recorded")
    acts.add_parser("list", help="who is told, and how each stands")
    for name, says in [
        ("pause", "send nothing for now"),
        ("resume", "send again, what waited first"),
        ("rotate", "print a new secret; for a day the old one signs too"),
        ("test", "send a message that says nothing of anybody"),
        ("remove", "tell it nothing any more"),
        ("deliveries", "its last messages, and what became of them"),
    ]:
        acts.add_parser(name, help=says).add_argument("name")
    acts.add_parser("replay", help="send a message once more").add_argument("number", type=number, metavar="NUMBER")
    for one in acts.choices.values():
        takes_json(one)


def run(args: argparse.Namespace) -> int:
    special = {"add": add, "list": listed, "rotate": rotate, "deliveries": deliveries, "replay": replay}
    return special.get(args.act, act)(args)


def add(args: argparse.Namespace) -> int:
    from deeproot_app.api.webhooks import endpoints
    from deeproot_app.base import access

    endpoint, secret = endpoints.add(access.COMMAND_LINE, args.name, args.address, args.event or ["*"], old_too=args.old_too)  # fmt: skip  # noqa: E501
    return hand_out(args, endpoint, secret)


def rotate(args: argparse.Namespace) -> int:
    from deeproot_app.api.webhooks import endpoints
    from deeproot_app.base import access

    endpoint = find(args.name)
    return hand_out(args, endpoint, endpoints.rotate(access.COMMAND_LINE, endpoint))


def hand_out(args: argparse.Namespace, endpoint: Any, secret: str) -> int:
    """Print the secret: alone on standard output, so that it can be piped."""
    if args.json:
        answer_json({**described(endpoint), "secret": secret})
    else:
        tell(f"{endpoint.name} is told. Its signing secret, printed this once:")
        answer(secret)
    return 0


def act(args: argparse.Namespace) -> int:
    """Pause, resume, test, remove."""
    from deeproot_app.api.webhooks import endpoints
    from deeproot_app.base import access

    verbs = {"pause": endpoints.pause, "resume": endpoints.resume, "test": endpoints.send_test, "remove": endpoints.remove}  # fmt: skip  # noqa: E501
    endpoint = find(args.name)
    told = described(endpoint)
    verbs[args.act](access.COMMAND_LINE, endpoint)
    says = {"pause": "is paused", "resume": "is told again", "test": "is sent a test", "remove": "is told nothing more"}
    tell(f"{endpoint.name} {says[args.act]}.")
    if args.json:
        answer_json(told if args.act == "remove" else described(find(args.name)))
    return 0


def listed(args: argparse.Namespace) -> int:
    from deeproot_app.api.models import Endpoint

    rows = [described(one) for one in Endpoint.objects.order_by("name")]
    if args.json:
        answer_json({"endpoints": rows})
        return 0
    for row in rows:
        answer(f"{row['name']:<24} {row['state']:<9} {row['host']:<32} {' '.join(row['events'])}  {row['says']}".rstrip())  # fmt: skip  # noqa: E501
    if not rows:
        tell("Nobody is told: `deeproot webhooks add NAME ADDRESS` adds an endpoint.")
    return 0


def deliveries(args: argparse.Namespace) -> int:
    from deeproot_app.api.models import Delivery

    rows = Delivery.objects.filter(endpoint=find(args.name)).select_related("event").order_by("-id")[:100]
    found = [
        {"number": row.pk, "type": row.event.type, "webhook_id": row.event.uid, "at": row.event.at, "state": row.state,
         "attempts": row.attempts, "status": row.status, "says": row.says, "response": row.response}
        for row in rows
    ]  # fmt: skip
    if args.json:
        answer_json({"deliveries": found})
        return 0
    for row in found:
        answer(f"{row['number']:>8}  {row['at']:%Y-%m-%d %H:%M}  {row['type']:<22} {row['state']:<9} {row['attempts']:>2}  {row['says']}".rstrip())  # fmt: skip  # noqa: E501
    return 0


def replay(args: argparse.Namespace) -> int:
    from deeproot_app.api.models import Delivery
    from deeproot_app.api.webhooks import endpoints
    from deeproot_app.base import access
    from deeproot_app.base.errors import UserError

    delivery = Delivery.objects.select_related("endpoint", "event").filter(pk=args.number).first()
    if delivery is None:
        raise UserError(f"There is no message {args.number}; `deeproot webhooks deliveries NAME` shows them.")
    endpoints.replay(access.COMMAND_LINE, delivery)
    tell(f"It is sent once more to {delivery.endpoint.name}.")
    if args.json:
        answer_json({"number": delivery.pk, "webhook_id": delivery.event.uid})
    return 0


def find(name: str) -> Any:
    from deeproot_app.api.models import Endpoint
    from deeproot_app.base.errors import UserError

    found = Endpoint.objects.filter(name=name).first()
    if found is None:
        raise UserError(f"There is no endpoint {name!r}; `deeproot webhooks list` shows them.")
    return found


def described(endpoint: Any) -> dict[str, Any]:
    from deeproot_app.api.webhooks.endpoints import host_of

    return {
        "name": endpoint.name,
        "host": host_of(endpoint.address),
        "events": endpoint.types,
        "state": endpoint.state,
        "failures": endpoint.failures,
        "says": endpoint.says,
        "answered_at": endpoint.answered_at,
    }
