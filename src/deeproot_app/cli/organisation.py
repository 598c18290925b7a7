"""What is true of the whole organisation: its name, zone, country, and the mail domains that are ours."""

from __future__ import annotations

import argparse

from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

SUMMARY = "see and change the organisation's name, zone, country and mail domains"
FIELDS = ("name", "timezone", "country", "domains")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", help="its name")
    parser.add_argument("--timezone", metavar="ZONE", help="the zone of its day, such as Europe/Berlin")
    parser.add_argument("--country", help="two letters, such as SE")
    parser.add_argument(
        "--domains", metavar="DOMAINS", help="our mail domains, with commas between: who writes from them is one of us"
    )
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base import access, profile
    from deeproot_app.base.errors import UserError
    from deeproot_app.base.models import Organisation

    given = {name: getattr(args, name) for name in FIELDS if getattr(args, name) is not None}
    if "country" in given:
        given["country"] = given["country"].upper()
        if given["country"] and not (len(given["country"]) == 2 and given["country"].isalpha()):
            raise UserError(f"--country {args.country}: give its two letters, such as SE.", exit_code=2)
    if "domains" in given:
        given["domains"] = given["domains"].split(",")
    if given:
        changed = profile.change_organisation(access.COMMAND_LINE, **given)
        tell(f"Changed: {', '.join(changed)}." if changed else "Nothing was different.")
    there = Organisation.get()
    if args.json:
        answer_json({name: getattr(there, name) for name in FIELDS})
    else:
        answer(f"name: {there.name}\ntimezone: {there.timezone}\ncountry: {there.country}")
        answer(f"domains: {', '.join(there.domains)}")
    return 0
