"""The sample company, in a home of its own: nothing of it ever stands beside a real record."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from deeproot_app.cli._sample import load
from deeproot_app.cli._tell import answer, tell

SUMMARY = "load the sample company, run one turn of the loop, and serve it"
NEEDS = "nothing"
STALE = timedelta(days=3)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="default: 8000, or the next that is free")
    parser.add_argument("--customers", type=int, default=240, metavar="N", help="default: 240")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="another number gives another company")
    parser.add_argument("--fresh", action="store_true", help="throw the sample away and tell it anew, up to now")
    parser.add_argument("--no-serve", action="store_true", help="load it, and stop there")


def run(args: argparse.Namespace) -> int:
    """Load the sample where it is not there yet, then serve it with a one-time sign-in link."""
    move_in()
    from deeproot_app.cli import make_ready

    make_ready("database")
    load_where_needed(args.seed, args.customers, fresh=args.fresh)
    if args.no_serve:
        answer(os.environ["DEEPROOT_HOME"])
        return 0
    tell(f"Any other command looks at the sample with DEEPROOT_HOME={os.environ['DEEPROOT_HOME']}")
    return become_the_server(args.port)


def become_the_server(port: int | None) -> NoReturn:
    """Let `deeproot serve` take this process's place.

    What drew charts and reckoned while the sample was loaded has threads, and in web processes that are forked from
    here they would be dead: the first chart would wait for them for ever.
    """
    words = ["serve", "--sign-in-link", *(["--port", str(port)] if port is not None else [])]
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os.execv(sys.executable, [sys.executable, "-m", "deeproot_app.cli", *words])  # noqa: S606 - our own command


def move_in() -> None:
    """Make the folder `demo` of the home the home of this process, before settings are read."""
    from deeproot_app.cli._faults import home

    if os.environ.pop("DATABASE_URL", None):
        tell("The sample is not put into DATABASE_URL.")
    os.environ.pop("DATABASE_URL_FILE", None)
    os.environ.pop("DEEPROOT_URL", None)
    here = home() if home().name == "demo" else home() / "demo"
    os.environ["DEEPROOT_HOME"] = str(here.resolve())


def load_where_needed(seed: int, customers: int, *, fresh: bool) -> None:
    """Load the sample unless just this one is there. Raises UserError where the home holds something real."""
    from deeproot_app.base import clock

    refuse_real()
    wished, now = {"seed": seed, "customers": customers}, clock.now()
    known = noted()
    if known and not fresh:
        if {name: known[name] for name in wished} != wished:
            other = f"{known['customers']} customers, seed {known['seed']}"
            tell(f"There is a sample already ({other}); --fresh replaces it.")
        if now - datetime.fromisoformat(known["until"]) > STALE:
            tell(f"The sample ends on {known['until'][:10]}; --fresh tells it anew, up to now.")
        return
    note().unlink(missing_ok=True)
    clear()
    load(seed, customers, now)
    note().write_text(json.dumps({**wished, "until": now.isoformat()}), encoding="utf-8")


def refuse_real() -> None:
    from deeproot_app.base.errors import UserError
    from deeproot_app.base.models import Organisation, User
    from deeproot_app.record.models import Customer

    if (Customer.objects.exists() or User.objects.exists()) and not Organisation.get().simulated:
        raise UserError(
            f"{os.environ['DEEPROOT_HOME']} holds a real record, and the sample would be mixed into it. "
            "Set DEEPROOT_HOME to another folder for the demo."
        )


def note() -> Path:
    """The file that says that the sample is there whole, and which."""
    return Path(os.environ["DEEPROOT_HOME"]) / "demo.json"


def noted() -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(note().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def clear() -> None:
    """Empty every table: of an earlier sample, or of one whose loading was broken off."""
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)
