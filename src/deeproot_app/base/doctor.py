"""Is all well? Each check says what it found and, where something is wrong, how to mend it.

A room adds its own: decorate a function with `check("the last turn")` in a module that its `AppConfig.ready` imports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"
    """It works, and somebody should look."""
    FAILED = "failed"
    """It does not work."""


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    state: State
    says: str
    cure: str = ""


Check = Callable[[], Finding]
checks: dict[str, Check] = {}
"""Every check by its name, in the order of registration."""


def check(name: str) -> Callable[[Check], Check]:
    """Register a check under a name, such as "the disk"."""

    def register(function: Check) -> Check:
        checks[name] = function
        return function

    return register


def ok(says: str) -> Finding:
    return Finding(State.OK, says)


def warning(says: str, cure: str) -> Finding:
    return Finding(State.WARNING, says, cure)


def failed(says: str, cure: str) -> Finding:
    return Finding(State.FAILED, says, cure)


def examine() -> Iterator[tuple[str, Finding]]:
    """Run every check; one that breaks has failed, and does not keep the others from running."""
    for name, function in checks.items():
        try:
            yield name, function()
        except Exception as fault:
            yield name, failed(f"{type(fault).__name__}: {fault}".strip(), "Mend what failed above it, or report this.")
