"""Mastodon: the public timeline of a hashtag, one mention a post."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from deeproot_app.channels import mentions
from deeproot_app.channels.mastodon.fetch import fetch
from deeproot_app.channels.mastodon.parse import TAG, mention
from deeproot_app.channels.shapes import Mention, Setting, Told, Unreadable

NAME: Final = "Mastodon"
SAYS: Final = "public posts with a hashtag"
MINUTES: Final = 15
SETTINGS: Final = (
    Setting("server", "Server", "Whose timeline is asked: https://mastodon.social, or your own.", kind="address"),
    Setting("hashtag", "Hashtag", "Letters, digits and underscores; with or without #."),
    Setting(
        "token",
        "Access token",
        "Only for servers that show posts to members alone; with the right read:statuses.",
        kind="secret",
        required=False,
    ),
)


def check(settings: Mapping[str, str], secrets: Mapping[str, str]) -> Mapping[str, str]:
    """Whether the hashtag is one."""
    if TAG.fullmatch(settings.get("hashtag", "").lstrip("#")):
        return {}
    return {"hashtag": "A hashtag has letters, digits and underscores only, such as #retention."}


def read(raw: bytes) -> Mention | Unreadable:
    """One post, as it was kept."""
    try:
        status = json.loads(raw)
    except (ValueError, RecursionError):
        return Unreadable("it is no JSON")
    return mention(status) if isinstance(status, dict) else Unreadable("it is no post")


def told(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
    """What a post says: an interaction by the channel `mention`."""
    found = read(raw)
    return found if isinstance(found, Unreadable) else mentions.told(found, headers, str(settings["source"]))


__all__ = ["MINUTES", "NAME", "SAYS", "SETTINGS", "check", "fetch", "read", "told"]
