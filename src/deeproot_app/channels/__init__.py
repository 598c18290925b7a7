"""What reaches us, and what we send: one folder a channel, found by being there.

A channel turns the raw bytes of its source into what `shapes` names, and knows no other room: whose a message is, and
what becomes of it, the record says. A folder gives SAYS, fixtures, tests and a README, and what it can do of:

    parse(raw) -> Received | Unreadable                   one message, such as a mail
    told(raw, headers, settings) -> [Told] | Unreadable   what a delivery says of rows of the record
    SETTINGS, check(settings, secrets)                    what must be known to connect it
    verify(body, headers, secret, now) -> ""              whether a call is really its source's; else why not
    fetch(settings, secrets, cursor) -> Fetched ...       asks a source that does not send by itself

All but `fetch` are pure: the same arguments give the same answer; none ever raises, whatever bytes come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, cast

from deeproot_app.channels.shapes import Fetched, Received, Setting, Told, Unreadable


class Channel(Protocol):
    """What a folder of a channel may give; ask with `can` for what is not SAYS."""

    SAYS: str
    """What comes this way, in a few words."""
    NAME: str
    """How its source is called, where that is not the folder's name with a capital."""
    SETTINGS: Sequence[Setting]
    """What a person is asked in order to connect a source. Channels without it are read from files alone."""
    ADDRESS: str
    """Where a source that sends by itself sends to: a path, with `{slug}` for what names the connection."""
    MINUTES: int
    """How often a source is asked that does not send by itself."""

    @staticmethod
    def parse(raw: bytes) -> Received | Unreadable:
        """One message out of its raw bytes, whatever they are: never raises."""

    @staticmethod
    def told(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
        """What one delivery says of rows of the record, whatever it is: never raises, and asks nobody.

        ``settings["source"]`` stands before the colon of ids. An empty list: nothing that the record keeps.
        """

    @staticmethod
    def check(settings: Mapping[str, str], secrets: Mapping[str, str]) -> Mapping[str, str]:
        """What is wrong with settings that are each right by themselves: {name of a setting: a sentence}."""

    @staticmethod
    def verify(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> str:
        """Empty where the call is its source's and fresh; else why it is refused, in a clause."""

    @staticmethod
    def fetch(settings: Mapping[str, Any], secrets: Mapping[str, str], cursor: Mapping[str, Any]) -> Iterator[Fetched]:
        """What is new since ``cursor``, question by question. Raises UserError, which says what to do."""


def names() -> list[str]:
    """Every channel there is, by its folder."""
    here = Path(__file__).parent
    return sorted(path.parent.name for path in here.glob("*/__init__.py") if path.parent.name != "tests")


def channel(name: str) -> Channel:
    """The channel of that name. Raises ModuleNotFoundError where there is none."""
    return cast(Channel, import_module(f"{__name__}.{name}"))


def can(name: str, what: str) -> bool:
    """Whether there is a channel of that name that gives that: `can("email", "parse")`."""
    return name in names() and gives(channel(name), what)


def gives(found: Channel, what: str) -> bool:
    """Whether a channel gives that; a file of its folder is none of what it gives."""
    return not isinstance(getattr(found, what, None), ModuleType | None)


def title(name: str) -> str:
    """How a channel's source is called."""
    return str(getattr(channel(name), "NAME", "") or name.capitalize()) if name in names() else name
