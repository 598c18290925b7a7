"""What reaches us, and what we send: one folder a channel, found by being there.

A channel turns the raw bytes of its source into what `shapes` names, and knows no other room: whose a message is, and
what becomes of it, the record says. Each has ``parse(raw) -> Received | Unreadable``, fixtures, tests and a README.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from deeproot_app.channels.shapes import Received, Unreadable


class Channel(Protocol):
    """What every folder of a channel gives."""

    SAYS: str
    """What comes this way, in a few words."""

    @staticmethod
    def parse(raw: bytes) -> Received | Unreadable:
        """One message out of its raw bytes, whatever they are: never raises."""


def names() -> list[str]:
    """Every channel there is, by its folder."""
    here = Path(__file__).parent
    return sorted(path.parent.name for path in here.glob("*/__init__.py") if path.parent.name != "tests")


def channel(name: str) -> Channel:
    """The channel of that name. Raises ModuleNotFoundError where there is none."""
    return cast(Channel, import_module(f"{__name__}.{name}"))
