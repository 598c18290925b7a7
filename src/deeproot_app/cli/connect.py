"""`deeproot connect`: sources that tell us by themselves: add one, try it, fetch, let it rest, read again."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.record.arrivals.offers import Offer
    from deeproot_app.record.models import Connection

SUMMARY = "connect mailboxes, shops, help desks and feeds; fetch, pause, look at what is missing"
ENVIRONMENT = "DEEPROOT_SECRET_"
"""Before the name of a secret, in capitals: where one may stand instead of being asked for."""
ACTS = {
    "check": "try whether its source can be reached, and say what is there",
    "fetch": "ask its source for what is new, and read it",
    "pause": "let it rest",
    "resume": "go on with one that rests or was removed",
    "remove": "let it go; what it brought stays in the record",
    "retry": "read again what lies in quarantine or is nobody's",
    "show": "how it stands: what is known, what is missing",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("list", help="every connection, and how it stands")
    acts.add_parser("sources", help="what can be connected, and what each asks for")
    adding = acts.add_parser("add", help="connect a source; its secrets are asked for, or read from standard input")
    adding.add_argument("channel", metavar="SOURCE", help="what to connect: `deeproot connect sources` lists them")
    adding.add_argument("name", metavar="NAME", help="what you call it")
    adding.add_argument(
        "--set", dest="given", metavar="SETTING=VALUE", action="append", default=[],
        help="an answer, @FILE for what stands in a file; no secret",
    )  # fmt: skip
    for name, says in ACTS.items():
        acts.add_parser(name, help=says).add_argument("name", metavar="NAME", help="the connection")
    for one in acts.choices.values():
        takes_json(one)


def run(args: argparse.Namespace) -> int:
    if args.act in ("list", "sources", "add"):
        return {"list": listed, "sources": sources, "add": add}[args.act](args)
    from deeproot_app.record.arrivals import connecting

    return {
        "check": check, "fetch": fetch, "pause": rest, "resume": rest, "remove": rest, "retry": retry, "show": show
    }[args.act](args, connecting.named(args.name))  # fmt: skip


def listed(args: argparse.Namespace) -> int:
    from deeproot_app.cli._print import table
    from deeproot_app.record.arrivals.connecting import described
    from deeproot_app.record.arrivals.standing import standings
    from deeproot_app.record.models import Connection

    found = list(Connection.objects.exclude(state="removed").order_by("name"))
    if args.json:
        answer_json({"connections": [described(one) for one in found]})
    elif not found:
        tell("Nothing is connected yet: `deeproot connect sources` lists what can be.")
    else:
        rows = [
            (one.connection.name, one.title, one.words, f"{one.arrived:,}", _when(one.connection.answered_at))
            for one in standings(found)
        ]
        table(("connection", "source", "state", "arrived", "last answer"), rows, right=(3,))
    return 0


def sources(args: argparse.Namespace) -> int:
    from deeproot_app.record.arrivals.offers import offers

    found = offers()
    if args.json:
        answer_json({"sources": [_offered(one) for one in found]})
        return 0
    for one in found:
        answer(f"{one.channel}: {one.says}")
        for setting in one.settings:
            needed = "" if setting.required else " (may stay empty)"
            words = f" [{', '.join(name for name, _ in setting.choices)}]" if setting.choices else ""
            secret = f" (asked for, or ${ENVIRONMENT}{setting.name.upper()})" if setting.kind == "secret" else ""
            answer(f"    {setting.name}{words}{needed}{secret}: {setting.label}. {setting.help}".rstrip())
    return 0


def _offered(one: Offer) -> dict[str, Any]:
    settings = [
        {
            "name": each.name,
            "label": each.label,
            "help": each.help,
            "kind": each.kind,
            "required": each.required,
            "choices": [name for name, _ in each.choices],
            "default": each.default,
        }
        for each in one.settings
    ]
    return {"source": one.channel, "title": one.title, "says": one.says, "asked": one.asked, "settings": settings}


def add(args: argparse.Namespace) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.arrivals import connecting, offers

    offer = offers.offer(args.channel)
    found = offers.answers(offer, given(args.given, offer) | secrets(offer, as_json=args.json))
    made = connecting.add(COMMAND_LINE, offer, args.name, found)
    tell(f"{made.connection.name} is connected.")
    if args.json:
        shown = {"sends_to": made.address, "made": dict(made.made)}
        answer_json(connecting.described(made.connection) | shown)
        return 0
    if made.address:
        tell("It sends to:")
        answer(made.address)
    for name, secret in made.made.items():
        tell(f"{name}, shown this once; give it to the source:")
        answer(secret)
    return 0


def given(words: list[str], offer: Offer) -> dict[str, str]:
    """The answers that stand on the command line. Secrets may not: others could read them there."""
    from deeproot_app.base.errors import UserError

    known = {setting.name: setting for setting in offer.settings}
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in known:
            raise UserError(f"--set {name}: {offer.channel} asks for {', '.join(known)}.", exit_code=2)
        if known[name].kind == "secret":
            raise UserError(
                f"--set {name}: a secret does not belong on the command line, where others can read it. Leave it out, "
                f"and it is asked for; or set {ENVIRONMENT}{name.upper()}.",
                exit_code=2,
            )
        found[name] = _of_file(value[1:]) if value.startswith("@") else value
    return found


def _of_file(name: str) -> str:
    from deeproot_app.base.errors import UserError

    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise UserError(f"{name} cannot be read: {fault}.", exit_code=2) from None


def secrets(offer: Offer, *, as_json: bool) -> dict[str, str]:
    """Each secret: from the environment, else typed unseen at a terminal, else the next line of standard input."""
    from getpass import getpass

    found = {}
    for setting in offer.settings:
        if setting.kind != "secret":
            continue
        value = os.environ.get(f"{ENVIRONMENT}{setting.name.upper()}", "")
        if not value and sys.stdin.isatty() and not as_json:
            may = "" if setting.required else " (may stay empty)"
            value = getpass(f"{setting.label}{may}: ")
        elif not value and not sys.stdin.isatty():
            value = sys.stdin.readline().strip("\r\n")
        found[setting.name] = value
    return found


def check(args: argparse.Namespace, connection: Connection) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.arrivals import connecting

    says = connecting.check(COMMAND_LINE, connection)
    return _told(args, connection, *says)


def fetch(args: argparse.Namespace, connection: Connection) -> int:
    from deeproot_app.cli.import_ import progress
    from deeproot_app.record.arrivals import asking
    from deeproot_app.record.arrivals.reading import take_in

    show_ = progress()
    new = asking.ask(connection, lambda done, of, says: show_(done, of or done + 1, says))
    taken = take_in(connection.pk, lambda done, of, says: show_(done, of or done + 1, says))
    states = ", ".join(f"{count:,} {state}" for state, count in sorted(taken.states.items()))
    return _told(args, connection, f"{new:,} new; {taken.read:,} read{f' ({states})' if states else ''}.")


def rest(args: argparse.Namespace, connection: Connection) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.arrivals import connecting

    done, says = {
        "pause": (connecting.pause, "rests"),
        "resume": (connecting.resume, "goes on"),
        "remove": (connecting.remove, "is removed; what it brought stays in the record"),
    }[args.act]
    done(COMMAND_LINE, connection)
    return _told(args, connection, f"{connection.name} {says}.")


def retry(args: argparse.Namespace, connection: Connection) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.arrivals import connecting
    from deeproot_app.record.arrivals.reading import take_in
    from deeproot_app.record.models import Arrival

    left_over = Arrival.objects.filter(connection=connection, state__in=("unreadable", "nobodys"))
    count = connecting.retry(COMMAND_LINE, left_over)
    taken = take_in(connection.pk)
    left = taken.states.get("unreadable", 0) + taken.states.get("nobodys", 0)
    return _told(args, connection, f"{count:,} read again: {left:,} of them stay as they were.")


def show(args: argparse.Namespace, connection: Connection) -> int:
    from deeproot_app.cli._print import table
    from deeproot_app.record.arrivals.standing import days, standing

    if args.json:
        return _told(args, connection)
    stands = standing(connection)
    answer(f"{connection.name} ({stands.title}): {stands.words}. Last answer: {_when(connection.answered_at)}.")
    if connection.says:
        answer(connection.says)
    rows = [
        (f"{day.day}", f"{day.seen:,}", f"{day.stored:,}", f"{day.nobodys:,}", f"{day.refused:,}", day.missing)
        for day in days(connection)
    ]
    table(("day", "seen", "stored", "nobody's", "refused", "missing"), rows, right=(1, 2, 3, 4))
    return 0


def _told(args: argparse.Namespace, connection: Connection, *says: str) -> int:
    from deeproot_app.record.arrivals.connecting import described

    connection.refresh_from_db()
    if args.json:
        for sentence in says:
            tell(sentence)
        answer_json(described(connection))
    else:
        answer("\n".join(says))
    return 0


def _when(at: Any) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "none yet"
