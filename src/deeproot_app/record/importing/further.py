"""Files of rooms that stand further along the loop: they say here how theirs are known, and take them themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deeproot_app.base import access
from deeproot_app.record.importing.report import FileReport

Take = Callable[[Path, str, access.Actor, bool], FileReport]
"""(the file, as it is called, who imports it, whether only to see what would become of it)."""


@dataclass(frozen=True)
class Kind:
    """One kind of file that another room takes."""

    name: str
    is_one: Callable[[Path], bool]
    """Whether a file is nothing else, by its header."""
    is_beside: Callable[[Path], bool]
    """Whether a file of one of our tables has columns of it, too."""
    take: Take


KINDS: Final[list[Kind]] = []
"""A room puts its own here when the application is ready."""


def of(path: Path) -> Kind | None:
    """The kind of which a file is; None for all others."""
    return next((kind for kind in KINDS if kind.is_one(path)), None)


def beside(path: Path) -> list[Kind]:
    """The kinds of which a file has columns beside its own."""
    return [kind for kind in KINDS if kind.is_beside(path)]
