"""What can be connected, and whether the answers to what it asks for are right."""

from __future__ import annotations

import secrets as chance
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from deeproot_app import channels
from deeproot_app.base.errors import UserError
from deeproot_app.channels.shapes import Setting
from deeproot_app.record.arrivals import asking
from deeproot_app.record.models import Connection

LONGEST: Final = 100_000
"""Characters of one answer: a mapping may be long."""


@dataclass(frozen=True)
class Offer:
    """A channel that can be connected."""

    channel: str
    title: str
    says: str
    settings: Sequence[Setting]
    asked: bool
    """Whether we ask its sources; else they send."""


@dataclass
class Answers:
    """What a person said of a source, checked."""

    settings: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    """Secrets that were made here: shown once."""
    wrong: dict[str, str] = field(default_factory=dict)
    """What is wrong, by setting; sentences."""


def offers() -> list[Offer]:
    """Every channel that can be connected, by its name."""
    found = [offer(name) for name in channels.names() if channels.can(name, "SETTINGS")]
    return sorted(found, key=lambda one: one.title.casefold())


def offer(name: str) -> Offer:
    """The channel of that name. Raises UserError where there is none that can be connected."""
    if not channels.can(name, "SETTINGS"):
        known = ", ".join(one.channel for one in offers())
        raise UserError(f"There is no source called {name!r} to connect; there are {known}.", exit_code=2)
    found = channels.channel(name)
    return Offer(name, channels.title(name), found.SAYS, tuple(found.SETTINGS), asking.is_asked(name))


def answers(offered: Offer, given: Mapping[str, str], kept: Connection | None = None) -> Answers:
    """The answers to what a channel asks, each checked, then all together by the channel.

    Of a connection that is ``kept``, a secret left empty stays as it is.
    """
    found = Answers()
    before = asking.secrets_of(kept) if kept else {}
    for setting in offered.settings:
        value = given.get(setting.name, "").strip() or (setting.default if kept is None else "")
        if setting.kind == "secret":
            value = value or before.get(setting.name, "")
            if not value and setting.made:
                value = found.made[setting.name] = made(setting.made)
        why = wrong(setting, value)
        if why:
            found.wrong[setting.name] = why
        elif value:
            (found.secrets if setting.kind == "secret" else found.settings)[setting.name] = value
    if not found.wrong and channels.can(offered.channel, "check"):
        found.wrong |= channels.channel(offered.channel).check(found.settings, found.secrets)
    return found


def wrong(setting: Setting, value: str) -> str:
    """What is wrong with one answer, in a sentence; empty where it is right."""
    if not value:
        return "This is needed." if setting.required else ""
    if len(value) > LONGEST or "\x00" in value:
        return f"At most {LONGEST:,} characters, and none of them a NUL."
    if setting.kind == "number":
        return _wrong_number(setting, value)
    if setting.kind == "address":
        return _wrong_address(value)
    known = {"choice": [name for name, _ in setting.choices], "yes": ["yes", "no"]}.get(setting.kind)
    return f"Choose one of: {', '.join(known)}." if known and value not in known else ""


def _wrong_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        right = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        right = None
    if right and (parts.username is not None or parts.password is not None):
        return "Leave the user and the password out of the address."
    return "" if right else "Give a whole web address, such as https://example.com/feed."


def _wrong_number(setting: Setting, value: str) -> str:
    if not (value.isascii() and value.isdecimal()) or len(value) > 15:
        return "Give a whole number."
    if setting.least is not None and int(value) < setting.least:
        return f"At least {setting.least:,}."
    if setting.most is not None and int(value) > setting.most:
        return f"At most {setting.most:,}."
    return ""


def made(prefix: str) -> str:
    """A fresh secret: the prefix, and 32 random bytes in base64."""
    return prefix + b64encode(chance.token_bytes(32)).decode()
