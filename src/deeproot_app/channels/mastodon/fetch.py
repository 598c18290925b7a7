"""A hashtag that is asked for: page by page from the last post that we know, so that none between is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from deeproot_app.base import net
from deeproot_app.base.errors import UserError
from deeproot_app.channels.mastodon.parse import mention, statuses
from deeproot_app.channels.shapes import Fetched, Unreadable

A_PAGE: Final = 40
"""The most that a server gives at once (docs.joinmastodon.org/methods/timelines)."""
FIRST_PAGES: Final = 5
"""Pages that are read back when a hashtag is asked for the first time: 200 posts."""
PAGES: Final = 25
"""Pages of one round; the next round goes on."""
Status = dict[str, Any]


def fetch(settings: Mapping[str, Any], secrets: Mapping[str, str], cursor: Mapping[str, Any]) -> Iterator[Fetched]:
    """The public posts with the hashtag that are newer than the cursor. Raises UserError."""
    newest = str(cursor.get("newest", ""))
    yield from _newer(settings, secrets, newest) if newest else _first(settings, secrets)


def _newer(settings: Mapping[str, Any], secrets: Mapping[str, str], newest: str) -> Iterator[Fetched]:
    for _ in range(PAGES):
        page = _page(settings, secrets, min_id=newest)
        newest = _highest(page) or newest
        yield Fetched(_things(page), {"newest": newest})
        if len(page) < A_PAGE:
            return


def _first(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Iterator[Fetched]:
    """The latest posts, from the newest back; the cursor is moved once they are all there."""
    pages: list[list[Status]] = []
    while len(pages) < FIRST_PAGES:
        page = _page(settings, secrets, max_id=str(pages[-1][-1].get("id", ""))) if pages else _page(settings, secrets)
        pages.append(page)
        if len(page) < A_PAGE:
            break
    newest = _highest(pages[0])
    every = [one for page in pages for one in page]
    yield Fetched(_things(every), {"newest": newest} if newest else None)


def _page(settings: Mapping[str, Any], secrets: Mapping[str, str], **between: str) -> list[Status]:
    server, tag = str(settings["server"]).rstrip("/"), str(settings["hashtag"]).lstrip("#")
    query = urlencode({"limit": A_PAGE, **between})
    token = secrets.get("token", "")
    headers = {"accept": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
    answer = net.get(f"{server}/api/v1/timelines/tag/{quote(tag, safe='')}?{query}", headers=headers)
    found = statuses(answer.body)
    if answer.status == 200 and not isinstance(found, Unreadable):
        return found
    raise UserError(f"{urlsplit(server).hostname} does not give posts: {_why(answer.status, found)}.")


def _why(status: int, found: list[Status] | Unreadable) -> str:
    if status in (401, 403, 422):
        return "it shows them to members only; give an access token with the right read:statuses, or ask another server"
    if status == 429:
        return "it asks us to come less often; it is asked again later"
    return found.reason if isinstance(found, Unreadable) and status == 200 else f"it answers with status {status}"


def _highest(page: list[Status]) -> str:
    """The newest id. They are numbers, and longer ones are newer; other servers' are texts that sort."""
    return max((str(one.get("id") or "") for one in page), key=lambda one: (len(one), one), default="")


def _things(page: list[Status]) -> list[tuple[str, Mapping[str, Any], bytes]]:
    """The posts with what they are known by, those that cannot be read too: they are kept and shown."""
    things: list[tuple[str, Mapping[str, Any], bytes]] = []
    for status in page:
        one = mention(status)
        key = "" if isinstance(one, Unreadable) else one.id
        things.append((key, {}, json.dumps(status, ensure_ascii=False).encode("utf-8", "replace")))
    return things
