"""docs/commands.md: every command, from its own help."""

from __future__ import annotations

import argparse
from os import environ

from deeproot_app import cli

HEAD = """# Commands

*Generated from the commands' own help by `./run docs`.*

`--json` prints one JSON document on standard output; messages go to standard error. Exit codes: 0 done, 1 failed,
2 wrong use, 3 done with refusals. `DEEPROOT_HOME` is the folder of the embedded default; `DATABASE_URL` points to
PostgreSQL.
"""


def pages() -> dict[str, str]:
    return {"commands.md": HEAD + "".join(section(name) for name in cli.names())}


def section(name: str) -> str:
    """One command: its summary and its help, as wide on every terminal."""
    environ["COLUMNS"] = "100"
    command = cli.load(name)
    parser = argparse.ArgumentParser(prog=f"deeproot {name}", description=command.SUMMARY)
    command.arguments(parser)
    return f"\n## deeproot {name}\n\n```\n{parser.format_help().strip()}\n```\n"
