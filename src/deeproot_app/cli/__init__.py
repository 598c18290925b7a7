"""The command line. A command is a file of this folder, found by being there.

Such a file holds `SUMMARY` (one line), `arguments(parser)` and `run(args) -> int`; `import_.py` is `import`,
`two_words.py` is `two-words`, a leading underscore is no command. `NEEDS` says what is made ready before `run`:
"database" (the default: Django, and the tables up to date), "django", or "nothing". A file of this folder imports at
its top only what is light; the rest inside `run`, when it is its turn.

Exit codes: 0 done, 1 failed, 2 wrong use, 3 done with refusals. A person's mistake ends in one sentence on standard
error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal, Protocol, cast

from deeproot_app.cli import _faults
from deeproot_app.cli._tell import tell

Need = Literal["database", "django", "nothing"]


class Command(Protocol):
    """What a command's file holds."""

    SUMMARY: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never raises for a person's mistake."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(overview())
        return 0 if words else 2
    if words[0] in {"--version", "version"}:
        sys.stdout.write(f"deeproot {version()}\n")
        return 0
    if words[0] not in names():
        tell(unknown(words[0]))
        return 2
    return run(words[0], words[1:])


def names() -> list[str]:
    """The commands there are, in alphabetical order."""
    found = (module.name for module in iter_modules(__path__) if not module.ispkg)
    return sorted(spelled(name) for name in found if not name.startswith("_"))


def spelled(module: str) -> str:
    return module.rstrip("_").replace("_", "-")


def load(name: str) -> Command:
    """The command of that name. Its file may carry a trailing underscore, where the name is a word of Python's."""
    files = {spelled(module.name): module.name for module in iter_modules(__path__)}
    return cast(Command, import_module(f"{__name__}.{files[name]}"))


def overview() -> str:
    """What `deeproot --help` prints: every command with its summary."""
    width = max(map(len, names()))
    rows = [f"  {name:<{width}}  {load(name).SUMMARY}" for name in names()]
    head = "What each customer lived through with you, and whom to reach out to today.\n"
    foot = "`deeproot COMMAND --help` says more. DEEPROOT_HOME is the folder it keeps everything in."
    return "\n".join(["usage: deeproot COMMAND [options]\n", head, *rows, "", foot, ""])


def version() -> str:
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as of

    try:
        return of("deeproot")
    except PackageNotFoundError:
        return "(not installed)"


def unknown(word: str) -> str:
    near = get_close_matches(word, names(), n=1)
    hint = f"did you mean `{near[0]}`?" if near else "`deeproot --help` lists them."
    return f"There is no command {word!r}; {hint}"


def run(name: str, words: Sequence[str]) -> int:
    """Read the command's arguments, make ready what it needs, run it; turn what goes wrong into a sentence."""
    args: argparse.Namespace | None = None
    try:
        command = load(name)
        parser = argparse.ArgumentParser(prog=f"deeproot {name}", description=command.SUMMARY)
        command.arguments(parser)
        args = parser.parse_args(words)
        make_ready(getattr(command, "NEEDS", "database"))
        return command.run(args)
    except SystemExit as ending:
        return _faults.ended(ending)
    except BaseException as fault:
        return _faults.told(fault, as_json=bool(getattr(args, "json", False)))


def make_ready(need: Need) -> None:
    """Set Django up, and bring the tables up to date, where the command needs them."""
    if need == "nothing":
        return
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deeproot_app.settings")
    import django

    django.setup()
    if need == "database":
        from deeproot_app.base import schema

        schema.make_ready(tell)
