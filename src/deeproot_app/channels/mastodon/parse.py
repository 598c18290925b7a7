"""A page of a hashtag's timeline: its JSON to statuses, and one status to what it says. Pure, and never raises.

`GET /api/v1/timelines/tag/:hashtag` answers with a list of Status entities, the newest first
(docs.joinmastodon.org/methods/timelines, docs.joinmastodon.org/entities/Status).
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from deeproot_app.channels.mentions import address, identity, line, plain
from deeproot_app.channels.shapes import Mention, Unreadable

PUBLIC: Final = ("public", "unlisted")
TAG: Final = re.compile(r"[\w·・]{1,100}")
"""A hashtag without its sign: letters of any script, digits, underscores, middle dots."""
LONGEST_PAGE: Final = 8 << 20


def statuses(raw: bytes) -> list[dict[str, Any]] | Unreadable:
    """The statuses of one page, as they stand in it."""
    if len(raw) > LONGEST_PAGE:
        return Unreadable(f"it is longer than {LONGEST_PAGE >> 20} MiB")
    try:
        page = json.loads(raw)
    except (ValueError, RecursionError):
        return Unreadable("it is no JSON: the address is perhaps that of no Mastodon server")
    if isinstance(page, dict) and isinstance(page.get("error"), str):
        return Unreadable(f"the server says: {line(page['error'], 200)}")
    if not isinstance(page, list):
        return Unreadable("it is no list of posts")
    return [one for one in page if isinstance(one, dict)]


def mention(status: dict[str, Any]) -> Mention | Unreadable:
    """What one status says."""
    at = _moment(status.get("created_at"))
    told = status.get("uri") or status.get("url")
    if at is None or not isinstance(told, str) or not told:
        return Unreadable("it says neither when it was written nor where it stands")
    if status.get("visibility", "public") not in PUBLIC:
        return Unreadable("it is not public")
    account = status["account"] if isinstance(status.get("account"), dict) else {}
    warning = line(status.get("spoiler_text"))
    reply = status.get("in_reply_to_id")
    return Mention(
        id=identity(told),
        at=at,
        author=line(account.get("display_name") or account.get("username"), 200),
        handle=handle(account, told),
        title=warning,
        text=plain(str(status.get("content") or "")),
        link=address(status.get("url")) or address(told),
        language=line(status.get("language"), 2).lower(),
        replies_to=line(reply, 250) if isinstance(reply, str) else "",
    )


def handle(account: dict[str, Any], status_address: str) -> str:
    """`@name@server`: local accounts are told without their server, which is then that of the post."""
    name = line(account.get("acct"), 250).lower().lstrip("@")
    if not name or "@" in name:
        return f"@{name}" if name else ""
    try:
        server = urlsplit(str(account.get("url") or status_address)).hostname or ""
    except ValueError:
        server = ""
    return f"@{name}@{server}" if server else f"@{name}"


def _moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
