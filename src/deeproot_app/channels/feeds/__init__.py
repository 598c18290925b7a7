"""Public feeds: RSS 2.0, RSS 1.0 and Atom (RFC 4287), one mention an entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from deeproot_app.channels import mentions
from deeproot_app.channels.feeds.fetch import fetch
from deeproot_app.channels.feeds.parse import mention
from deeproot_app.channels.shapes import Mention, Setting, Told, Unreadable

NAME: Final = "Public feed"
SAYS: Final = "what is said of you on blogs, forums, review and news pages (RSS, Atom)"
MINUTES: Final = 30
SETTINGS: Final = (
    Setting("address", "Address of the feed", "Ends in .rss, .xml or /feed more often than not.", kind="address"),
    Setting(
        "about",
        "Only entries with one of these words",
        "Your names, separated by commas. Empty: every entry.",
        required=False,
    ),
)


def read(raw: bytes) -> Mention | Unreadable:
    """One entry, as it was kept."""
    try:
        entry = json.loads(raw)
    except (ValueError, RecursionError):
        return Unreadable("it is no JSON")
    return mention(entry) if isinstance(entry, dict) else Unreadable("it is no entry of a feed")


def told(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
    """What an entry says: an interaction by the channel `mention`."""
    found = read(raw)
    return found if isinstance(found, Unreadable) else mentions.told(found, headers, str(settings["source"]))


__all__ = ["MINUTES", "NAME", "SAYS", "SETTINGS", "fetch", "read", "told"]
