"""What went wrong, in a sentence, with an exit code. A fault of ours is written to a file, for a report."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from deeproot_app.cli._tell import answer_json, tell


def ended(ending: SystemExit) -> int:
    """The exit code of a `SystemExit`; its words, where it has some instead."""
    if isinstance(ending.code, str):
        tell(ending.code.removeprefix("deeproot: "))
        return 1
    return ending.code or 0


def told(fault: BaseException, *, as_json: bool) -> int:
    """Tell what happened and return the exit code. With ``as_json`` also as the one document on standard output."""
    if isinstance(fault, KeyboardInterrupt):
        tell("Stopped.")
        return 130
    if isinstance(fault, BrokenPipeError):
        # Whoever read our answer has gone; python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    message, code = sentence(fault)
    tell(message)
    if as_json:
        answer_json({"error": message})
    return code


def sentence(fault: BaseException) -> tuple[str, int]:
    """One sentence for the fault, and the exit code."""
    from deeproot_app.base.errors import UserError

    if isinstance(fault, UserError):
        return fault.message, fault.exit_code
    if message := _of_the_database(fault) or _of_the_disk(fault):
        return message, 1
    return _of_ours(fault), 1


def _of_the_database(fault: BaseException) -> str:
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError

    if isinstance(fault, ImproperlyConfigured):
        return f"The settings do not hold together: {_first_line(fault)}"
    if not isinstance(fault, OperationalError):
        return ""
    said = _first_line(fault)
    if "locked" in said:
        return "The database is busy: another command has been writing for more than 20 seconds. Try again in a moment."
    if "full" in said:
        return f"The disk is full: nothing was changed. Free some space at {home()} and try again."
    where = "DATABASE_URL" if os.environ.get("DATABASE_URL") else str(home())
    return f"The database cannot be used ({said}). Check {where}, then run `deeproot doctor`."


def _of_the_disk(fault: BaseException) -> str:
    if isinstance(fault, OSError) and fault.filename:
        return f"{fault.strerror or type(fault).__name__}: {os.fsdecode(fault.filename)}"
    return ""


def _of_ours(fault: BaseException) -> str:
    """Keep the trace for a report, and say where."""
    trace = "".join(traceback.format_exception(fault))
    said = f"{type(fault).__name__}: {_first_line(fault)}".rstrip(": ")
    if os.environ.get("DEEPROOT_DEBUG"):
        sys.stderr.write(trace)
    try:
        with (home() / "faults.log").open("a", encoding="utf-8") as log:
            log.write(f"{trace}\n")
    except OSError:
        sys.stderr.write(trace)
        return f"This is a fault of Deeproot, not of yours ({said}); please report the lines above."
    return f"This is a fault of Deeproot, not of yours ({said}); please report it with the end of {log.name}."


def _first_line(fault: BaseException) -> str:
    return next(iter(str(fault).strip().splitlines()), "")


def home() -> Path:
    """The home folder, also where settings could not be read."""
    return Path(os.environ.get("DEEPROOT_HOME") or "~/.local/share/deeproot").expanduser()
