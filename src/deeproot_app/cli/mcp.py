"""For agents: the Model Context Protocol on standard input and output, with the rights of one person."""

from __future__ import annotations

import argparse

SUMMARY = "let an agent read and draft with the rights of one person (MCP, on standard input and output)"


def arguments(parser: argparse.ArgumentParser) -> None:
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--member", metavar="EMAIL", help="act as the person with this address, reading only")
    whose.add_argument("--token", metavar="TOKEN", help="act as this token's person, within its scopes; - reads DEEPROOT_TOKEN")  # fmt: skip  # noqa: E501


def run(args: argparse.Namespace) -> int:
    """Serve until the agent hangs up."""
    import os

    from deeproot_app.api.mcp.server import for_long, of_member, of_token, server
    from deeproot_app.cli._tell import tell

    token = os.environ.get("DEEPROOT_TOKEN", "") if args.token == "-" else args.token  # noqa: S105 - a sign, no secret
    who = of_member(args.member) if args.member else of_token(token)
    user, _ = who()
    tell(f"Serving {user.email} on standard input and output.")
    server(for_long(who)).run("stdio")
    return 0
